"""What the list of actors shows: cards, filters with counts, chips, and what to do when nothing is found."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.prepared import Prepared
from vivier.core.translation import LANGUAGES, LocalText, current_language, label_of
from vivier.directory.documents import UNKNOWN
from vivier.directory.models import Actor, ActorRole
from vivier.reference import lookup
from vivier.reference.models import Discipline
from vivier.search.query import Results
from vivier.web.forms.directory import FILTERS, RADII_KM, ActorSearch

SHOWN_AT_FIRST = 4
SHOWN_AT_MOST = 40
WORDS_ON_A_CARD = 28
LEGENDS = {
    "discipline": gettext_lazy("Discipline"),
    "kind": gettext_lazy("Kind"),
    "role": gettext_lazy("Role"),
    "province": gettext_lazy("Province"),
    "commune": gettext_lazy("Commune"),
    "website": gettext_lazy("Website"),
}
_CHOICES: dict[str, dict[str, Any]] = {
    "kind": dict(Actor.Kind.choices),
    "role": dict(ActorRole.Kind.choices),
    "website": {"yes": gettext_lazy("With a website"), "no": gettext_lazy("Website unknown")},
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A discipline on a card, and the list it leads to."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """One line of the list."""

    actor: Actor
    url: str
    kind: str
    where: str
    about: LocalText
    tags: list[Tag]
    freshness: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One box of a filter."""

    value: str
    label: str
    count: int
    is_checked: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One filter: the boxes shown at first, and those behind "see more"."""

    name: str
    legend: str
    first: list[Choice]
    more: list[Choice]


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing asked, and the address of the list without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """What to change when nothing is found, and how many records that gives."""

    label: str
    url: str
    count: int


def cards(keys: Iterable[int]) -> list[Card]:
    """Return the cards of these records in their order; those gone since are left out."""
    rows = (
        Actor.objects.published()
        .select_related("territory")
        .prefetch_related("disciplines")
        .in_bulk(list(keys))
    )
    now = timezone.now()
    return [_card(rows[key], now) for key in keys if key in rows]


def _card(actor: Actor, now: datetime) -> Card:
    about = actor.description
    return Card(
        actor=actor,
        url=actor.get_absolute_url(),
        kind=actor.get_kind_display(),
        where=actor.city or (label_of(actor.territory) if actor.territory else _("place unknown")),
        about=LocalText(
            Truncator(about.text).words(WORDS_ON_A_CARD, truncate=" …"), about.language, about.is_fallback
        ),
        tags=[
            Tag(label_of(discipline), f"?discipline={discipline.code}")
            for discipline in actor.disciplines.all()
        ],
        freshness=freshness(actor, now),
    )


def freshness(actor: Actor, now: datetime) -> str:
    """Say how old the record's last change or confirmation is."""
    if actor.confirmed_on and actor.confirmed_on >= timezone.localdate(actor.updated_at):
        return _("Confirmed %(ago)s") % {"ago": _ago(actor.confirmed_on, now)}
    return _("Updated %(ago)s") % {"ago": _ago(timezone.localdate(actor.updated_at), now)}


def _ago(day: date, now: datetime) -> str:
    today = timezone.localdate(now)
    if day >= today:
        return _("today")
    if (today - day).days == 1:
        return _("yesterday")
    return _("%(time)s ago") % {"time": timesince(day, today, depth=1)}


def groups(search: ActorSearch, results: Results, disciplines: Mapping[str, str]) -> list[Group]:
    """Return the filters with the count each box would give."""
    return [_group(name, search, results, disciplines) for name in FILTERS]


def _group(name: str, search: ActorSearch, results: Results, disciplines: Mapping[str, str]) -> Group:
    counts = results.facets.get(FILTERS[name], {})
    checked = search.values(name)
    choices = [
        Choice(value, label_of_value(name, value, disciplines), counts.get(value, 0), value in checked)
        for value in {**dict.fromkeys(checked), **counts}
    ]
    choices.sort(key=lambda one: (not one.is_checked, one.value == UNKNOWN, -one.count, one.label))
    at_first = max(SHOWN_AT_FIRST, len(checked))
    shown = choices[: max(SHOWN_AT_MOST, len(checked))]
    return Group(name, str(LEGENDS[name]), shown[:at_first], shown[at_first:])


def by_commune(counts: Mapping[str, int]) -> list[Choice]:
    """Return the map's numbers as rows of a table, the largest first."""
    rows = [
        Choice(code, label_of_value("commune", code, {}), count, is_checked=False)
        for code, count in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row.count, row.label))


def label_of_value(name: str, value: str, disciplines: Mapping[str, str]) -> str:
    """Return the word for one value of a filter; the code itself when nobody knows it."""
    if name in _CHOICES:
        return str(_CHOICES[name].get(value, value))
    if name == "discipline":
        return disciplines.get(value, value)
    return _("Place unknown") if value == UNKNOWN else lookup.name_of(value)


_disciplines = Prepared(
    lambda _key: Discipline.objects.values_list("code", *(f"label_{one}" for one in LANGUAGES))
)


def discipline_labels() -> dict[str, str]:
    """Return the label of every discipline in the language of the page."""
    wanted = LANGUAGES.index(current_language())
    return {code: labels[wanted] or labels[0] for code, *labels in _disciplines.rows(0)}


def chips(search: ActorSearch, disciplines: Mapping[str, str]) -> list[Chip]:
    """Return everything asked, each with the address of the list without it."""
    return list(_chips(search, disciplines))


def _chips(search: ActorSearch, disciplines: Mapping[str, str]) -> Iterator[Chip]:
    if search.text:
        yield Chip(_("“%(words)s”") % {"words": search.text}, search.address(q=None))
    if search.place_text:
        yield Chip(_words_for_place(search), search.address(place=None, km=None))
    for name in FILTERS:
        values = search.values(name)
        for value in values:
            others = tuple(other for other in values if other != value)
            yield Chip(label_of_value(name, value, disciplines), search.address(**{name: others}))


def _words_for_place(search: ActorSearch) -> str:
    name = label_of(search.territory) if search.territory else search.place_text
    if search.is_around:
        return _("Within %(km)s km of %(place)s") % {"km": search.radius_km, "place": name}
    return name


def ways_out(search: ActorSearch, disciplines: Mapping[str, str]) -> list[WayOut]:
    """When nothing is found: which single filter empties the list, best first."""
    ways = [way for way in _ways_out(search, disciplines) if way.count]
    return sorted(ways, key=lambda way: -way.count)


def _ways_out(search: ActorSearch, disciplines: Mapping[str, str]) -> Iterator[WayOut]:
    state = search.state()
    if len(state.keys() - {"sort", "km"}) > 1:
        if search.text:
            label = _("Search without the words “%(words)s”") % {"words": search.text}
            yield WayOut(label, search.address(q=None), search.how_many(leave_out="q"))
        if search.territory:
            label = _("Search everywhere, not only: %(place)s") % {"place": _words_for_place(search)}
            yield WayOut(label, search.address(place=None, km=None), search.how_many(leave_out="place"))
        for name in FILTERS:
            if search.values(name):
                values = ", ".join(label_of_value(name, value, disciplines) for value in search.values(name))
                label = _("Remove the filter %(filter)s: %(values)s") % {
                    "filter": LEGENDS[name],
                    "values": values,
                }
                yield WayOut(label, search.address(**{name: None}), search.how_many(leave_out=name))
    yield from _wider(search)


def _wider(search: ActorSearch) -> Iterator[WayOut]:
    if not search.is_around:
        return
    for km in RADII_KM:
        if km > (search.radius_km or 0):
            count = search.how_many(km=km)
            if count:
                yield WayOut(_("Look within %(km)s km") % {"km": km}, search.address(km=km), count)
                return
