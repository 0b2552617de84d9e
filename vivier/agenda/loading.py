"""Rows of a dataset become events, series and places: idempotent, never over what a person wrote."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from vivier.agenda import actions
from vivier.agenda.editions import key_of_series, name_of_series
from vivier.agenda.models import Event, Series
from vivier.agenda.places import link_events
from vivier.agenda.refusals import AgendaRefusal, LoadRefused
from vivier.core.load_counts import LoadCounts
from vivier.core.names import address_of, fold
from vivier.directory.naming import KnownNames
from vivier.reference.lookup import commune_for
from vivier.reference.models import Discipline
from vivier.search import queue

if TYPE_CHECKING:
    from vivier.accounts.models import User

_TEXTS = ("title_fr", "title_en", "kind", "organiser_name", "place_text", "city", "starts_on", "ends_on")
_REST = ("starts_at", "ends_at", "summary_fr", "summary_en", "url", "source_url")


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of a list of events; empty means that the source does not say."""

    title: str
    kind: str
    organiser: str = ""
    place: str = ""
    city: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    summary_fr: str = ""
    summary_en: str = ""
    disciplines: Sequence[str] = ()
    url: str = ""
    source_url: str = ""
    is_cancelled: bool = False
    line: int = 0
    title_en: str = ""


@transaction.atomic
def store_events(rows: Iterable[EventRow], *, by: "User | None", is_demo: bool = False) -> LoadCounts:
    """Create and publish the events that are new, update the others; one bad row undoes everything."""
    counts = LoadCounts()
    names = KnownNames()
    disciplines = {one.code: one for one in Discipline.objects.all()}
    known = {_identity(event.title_fr): event for event in Event.objects.filter(is_demo=is_demo)}
    for row in rows:
        try:
            values = _values(row, names, disciplines)
            event = known.get(_identity(row.title))
            if event is None:
                known[_identity(row.title)] = _create(row, values, by=by, is_demo=is_demo)
                counts.created += 1
            else:
                _refresh(event, row, values, counts, by=by)
        except AgendaRefusal as error:
            raise LoadRefused(_("line %(line)s: %(why)s") % {"line": row.line, "why": error}) from error
    store_series(is_demo=is_demo)
    link_events()
    return counts


def _identity(title: str) -> str:
    return fold(title.strip())


def _values(row: EventRow, names: KnownNames, disciplines: dict[str, Discipline]) -> dict[str, Any]:
    unknown = [code for code in row.disciplines if code not in disciplines]
    if unknown:
        raise AgendaRefusal(_("Unknown discipline: %(codes)s.") % {"codes": ", ".join(unknown)})
    organiser = names.find(row.organiser) if row.organiser else None
    towns = [town.strip() for town in row.city.split(";") if town.strip()]
    return {
        "title_fr": row.title.strip(),
        "title_en": row.title_en.strip(),
        "kind": row.kind,
        "organiser": organiser,
        "organiser_name": "" if organiser else row.organiser.strip(),
        "place_text": row.place.strip(),
        "city": "; ".join(towns),
        "territory": commune_for(towns[0]) if len(towns) == 1 else None,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "summary_fr": row.summary_fr,
        "summary_en": row.summary_en,
        "disciplines": [disciplines[code] for code in row.disciplines],
        "url": row.url,
        "source_url": row.source_url,
    }


def _create(row: EventRow, values: dict[str, Any], *, by: "User | None", is_demo: bool) -> Event:
    event = actions.create_event(by=by, values=values, is_demo=is_demo)
    # The same title loaded again elsewhere is the same entry in people's calendars.
    event.uid = uuid5(NAMESPACE_URL, f"vivier:event:{is_demo}:{_identity(row.title)}")
    event.loaded = _remembered(values)
    event.save(update_fields=["uid", "loaded"])
    actions.publish_event(event, by=by)
    _cancel(event, row, by=by)
    return event


def _cancel(event: Event, row: EventRow, *, by: "User | None") -> bool:
    """Say it is cancelled the first time the file says so."""
    if not row.is_cancelled or event.loaded.get("is_cancelled"):
        return False
    event.loaded["is_cancelled"] = True
    event.save(update_fields=["loaded"])
    if event.is_cancelled:
        return False
    with override("fr"):
        actions.cancel_event(event, reason=_("Cancelled by its organiser."), by=by)
    return True


def _refresh(
    event: Event, row: EventRow, values: dict[str, Any], counts: LoadCounts, *, by: "User | None"
) -> None:
    """Write what the file changed since its last load; what a person wrote since then stays."""
    now = _remembered(values)
    there = _remembered(_values_of(event))
    different = {field: value for field, value in values.items() if now[field] != there[field]}
    news = {field: value for field, value in different.items() if now[field] != event.loaded.get(field)}
    wanted = {field: value for field, value in news.items() if _is_untouched(event, field, there[field])}
    written = actions.update_event(event, by=by, changes=wanted)
    if event.loaded != event.loaded | now:
        event.loaded |= now
        event.save(update_fields=["loaded"])
    changed = _cancel(event, row, by=by) or bool(written)
    counts.changed += changed
    counts.unchanged += not changed
    for field in news.keys() - wanted.keys():
        counts.refused += 1
        counts.notes.append(
            _("line %(line)s: %(field)s of “%(title)s” stays as a person wrote it.")
            % {"line": row.line, "field": _label(field), "title": event.title_fr}
        )


def _is_untouched(event: Event, field: str, there: Any) -> bool:
    """Whether the field still holds what the last file said, or nothing."""
    return not there or (field in event.loaded and there == event.loaded[field])


def _label(field: str) -> str:
    return str(getattr(Event._meta.get_field(field), "verbose_name", field))


def _values_of(event: Event) -> dict[str, Any]:
    values = {field: getattr(event, field) for field in (*_TEXTS, *_REST, "organiser", "territory")}
    return values | {"disciplines": list(event.disciplines.all())}


def _remembered(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as JSON keeps them."""
    plain: dict[str, Any] = {field: values[field] for field in (*_TEXTS, *_REST)}
    for field in ("starts_on", "ends_on", "starts_at", "ends_at"):
        plain[field] = plain[field].isoformat() if plain[field] else None
    plain["organiser"] = values["organiser"].pk if values["organiser"] else None
    plain["territory"] = values["territory"].code if values["territory"] else None
    plain["disciplines"] = sorted(one.code for one in values["disciplines"])
    return plain


@transaction.atomic
def store_series(*, is_demo: bool = False) -> int:
    """Group events that share a name once year, rank and number are taken away; return how many joined."""
    groups: dict[str, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(is_demo=is_demo).select_related("organiser"):
        groups[key_of_series(event.title_fr)].append(event)
    joined = 0
    for editions in groups.values():
        alone = [event for event in editions if event.series_id is None]
        if len(editions) < 2 or not alone:
            continue
        series = _series_of(editions, is_demo=is_demo)
        for event in alone:
            event.series = series
            event.save(update_fields=["series"])
            queue.changed("event", event.pk)
        joined += len(alone)
    return joined


def _series_of(editions: list[Event], *, is_demo: bool) -> Series:
    known = next((event.series for event in editions if event.series_id), None)
    if known is not None:
        return known
    name = name_of_series(editions[0].title_fr)
    organisers = {event.organiser_id: event.organiser for event in editions}
    slug = f"{address_of(name)}-demo" if is_demo else address_of(name)
    series, _new = Series.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name,
            "is_demo": is_demo,
            "organiser": next(iter(organisers.values())) if len(organisers) == 1 else None,
        },
    )
    return series
