"""The facts of a record in words, and where each of its values comes from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.prepared import Prepared, as_date, as_json
from vivier.core.translation import label_of
from vivier.core.written_dates import written
from vivier.directory import belongings, said
from vivier.directory.fields import label_of_field, values_of
from vivier.directory.models import Actor, ActorRole, FieldSource
from vivier.reference import lookup
from vivier.web.showing.actor_list import discipline_labels
from vivier.web.showing.actor_page import ActorPage

_State = FieldSource.State
_METHODS: dict[str, Any] = dict(FieldSource.Method.choices)
_STATES: dict[str, Any] = dict(_State.choices)
_CHOICES: dict[str, dict[str, Any]] = {
    "kind": dict(Actor.Kind.choices),
    "legal_form": dict(Actor.LegalForm.choices),
    "stage": dict(Actor.Stage.choices),
    "roles": dict(ActorRole.Kind.choices),
}
_DATES = frozenset({"founded_on", "closed_on"})
_EMPTY = gettext_lazy("(nothing)")
_sources = Prepared(belongings.sources)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one value comes from, or came from."""

    field: str
    label: str
    value: str
    method: str
    source: str
    url: str
    day: date | None
    state: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the key facts: its words, where they lead, and the origin of the value."""

    label: str
    value: str
    url: str = ""
    origin: Origin | None = None
    note: str = ""


def origins(page: ActorPage) -> list[Origin]:
    """Return where every value comes from: field by field, the one shown, then those replaced or refused."""
    return [_origin(row, page.discipline_labels) for row in _sources.rows(page.actor.pk)]


def _origin(row: tuple[Any, ...], labels: dict[str, str]) -> Origin:
    name, value, method, source, url, observed_on, recorded_at, state = row
    day = as_date(observed_on) or as_date(str(recorded_at)[:10])
    return Origin(
        field=name,
        label=_label(name),
        value=words_for(name, as_json(value), labels),
        method=str(_METHODS.get(method, method)),
        source=source,
        url=url,
        day=day,
        state=str(_STATES.get(state, state)),
        is_shown=state == _State.CURRENT,
    )


def words_for(name: str, value: Any, disciplines: dict[str, str]) -> str:
    """Say a stored value in words: labels for codes, a date as people write it."""
    if isinstance(value, list):
        words = [words_for(name, one, disciplines) for one in value]
        return ", ".join(words) if words else str(_EMPTY)
    if value in (None, ""):
        return str(_EMPTY)
    if name in _CHOICES:
        return str(_CHOICES[name].get(value, value))
    if name == "disciplines":
        return disciplines.get(value, value)
    if name == "territory":
        return lookup.name_of(value)
    return _day(as_date(value)) if name in _DATES else str(value)


def now_says(actor: Actor, fields: Iterable[str]) -> list[tuple[str, str]]:
    """Return what a record says now in these fields, in words."""
    labels = discipline_labels()
    return [(_label(one), words_for(one, value, labels)) for one, value in values_of(actor, fields).items()]


def facts(page: ActorPage, known: list[Origin]) -> list[Fact]:
    """Return the key facts that are known, and the place even when it is not."""
    shown = {origin.field: origin for origin in known if origin.is_shown}
    return [
        Fact(label, value, url, shown.get(name), _placed(page, name, shown.get(name)))
        for name, label, value, url in _facts(page)
        if value
    ]


def _placed(page: ActorPage, name: str, origin: Origin | None) -> str:
    """Say how the commune was found, while the source that found it is the one whose commune is shown."""
    return page.placed.get(origin.source, "") if origin and name == "territory" else ""


def _facts(page: ActorPage) -> Iterator[tuple[str, str, str, str]]:
    actor, place = page.actor, page.place
    town = " ".join(part for part in (actor.postal_code, actor.city) if part)
    layers = [lookup.territory(code) for code in place.chain] if place else []
    around = [label_of(one) for one in layers if one and one.kind in {"province", "region"}]
    yield "city", _("Place"), town or (label_of(place) if place else _("place unknown")), ""
    yield "territory", _("Territory"), ", ".join([label_of(place), *around]) if place else "", ""
    yield "legal_form", _("Legal form"), actor.get_legal_form_display(), ""
    yield "enterprise_number", _("Enterprise number"), enterprise_number(actor.enterprise_number), ""
    yield "website", _("Website"), bare_address(actor.website), actor.website
    yield "email", _("E-mail"), actor.email, f"mailto:{actor.email}"
    yield "headcount_low", _("People"), _band(actor.headcount_low, actor.headcount_high), ""
    yield "stage", _("Stage"), actor.get_stage_display(), ""
    yield "founded_on", _("Founded on"), _day(actor.founded_on), ""
    yield "closed_on", _("Closed on"), _day(actor.closed_on), ""


def enterprise_number(digits: str) -> str:
    """Write an enterprise number as the register does: 0123.456.789."""
    return said.pointed(digits)


def bare_address(url: str) -> str:
    """Write a web address as people say it."""
    return url.split("://", 1)[-1].removeprefix("www.").rstrip("/")


def _band(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    if low == high or high is None:
        return str(low) if high is not None else _("%(low)s or more") % {"low": low}
    return _("up to %(high)s") % {"high": high} if low is None else f"{low}–{high}"


def _day(day: date | None) -> str:
    return written(day, "DATE_FORMAT") if day else ""


def _label(name: str) -> str:
    label = str(label_of_field(name))
    return label[:1].upper() + label[1:]
