"""What the list of actors shows: cards, filters with counts, chips, and what to do when nothing is found."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.prepared import Prepared
from vivier.core.translation import LANGUAGES, LocalText, current_language, in_language, label_of
from vivier.directory.documents import UNKNOWN
from vivier.directory.models import Actor, ActorRole
from vivier.directory.questions import FILTERS, RADII_KM
from vivier.reference import lookup
from vivier.reference.models import Discipline, Territory
from vivier.search.query import Results
from vivier.web.forms.directory import ActorSearch

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

    slug: str
    name: str
    url: str
    kind: str
    where: str
    about: LocalText
    tags: list[Tag]
    freshness: str
    is_confirmed: bool
    is_closed: bool
    is_demo: bool


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
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]


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


_COLUMNS = (
    "pk",
    "slug",
    "name",
    "kind",
    "city",
    "territory_id",
    *(f"description_{language}" for language in LANGUAGES),
    "updated_at",
    "confirmed_on",
    "closed_on",
    "is_demo",
)


def cards(keys: Sequence[int], disciplines: Mapping[str, str]) -> list[Card]:
    """Return the cards of these records in their order, in two queries; those gone since are left out."""
    found = Actor.objects.published().filter(pk__in=keys).order_by().values_list(*_COLUMNS, named=True)
    rows = {row.pk: row for row in found}
    codes = _codes_by_actor(keys, list(disciplines))
    today, places = timezone.localdate(), places_by_key()
    addresses = reverse("web:actor", args=["0"]).removesuffix("0/")
    return [
        _card(
            rows[key],
            f"{addresses}{rows[key].slug}/",
            places.get(rows[key].territory_id),
            [(code, disciplines[code]) for code in codes[key]],
            today,
        )
        for key in keys
        if key in rows
    ]


def _codes_by_actor(keys: Sequence[int], order: list[str]) -> Mapping[int, list[str]]:
    """Return the codes of each actor's disciplines, in the order of the vocabulary.

    Without a join: SQLite would walk through every actor of each discipline to find those of twenty.
    """
    pairs = Actor.disciplines.through.objects.filter(actor_id__in=keys).values_list(
        "actor_id", "discipline_id"
    )
    by_key = {key: code for code, key in _discipline_keys.rows(0)}
    found: dict[int, list[str]] = defaultdict(list)
    for actor, discipline in pairs:
        found[actor].append(by_key[discipline])
    return defaultdict(list, {actor: sorted(codes, key=order.index) for actor, codes in found.items()})


def _card(
    row: Any, url: str, place: Territory | None, disciplines: list[tuple[str, str]], today: date
) -> Card:
    about = in_language(row, "description")
    return Card(
        slug=row.slug,
        name=row.name,
        url=url,
        kind=str(_CHOICES["kind"].get(row.kind, row.kind)),
        where=row.city or (label_of(place) if place else _("place unknown")),
        about=LocalText(shortened(about.text), about.language, about.is_fallback),
        tags=[Tag(label, f"?discipline={code}") for code, label in disciplines],
        freshness=freshness(timezone.localdate(row.updated_at), row.confirmed_on, today),
        is_confirmed=row.confirmed_on is not None,
        is_closed=row.closed_on is not None,
        is_demo=row.is_demo,
    )


def shortened(text: str) -> str:
    """Return the first words of a text."""
    words = text.split(None, WORDS_ON_A_CARD)
    return text if len(words) <= WORDS_ON_A_CARD else f"{' '.join(words[:WORDS_ON_A_CARD])} …"


def places_by_key() -> dict[int, Territory]:
    """Return all territories by their primary key, from memory."""
    return _places_by_key(lookup.edition())


@lru_cache(maxsize=1)
def _places_by_key(_edition: int) -> dict[int, Territory]:
    return {territory.pk: territory for territory in lookup.territories().values()}


def freshness(updated: date, confirmed: date | None, today: date) -> str:
    """Say how old the record's last change or confirmation is."""
    if confirmed and confirmed >= updated:
        return _("Confirmed %(ago)s") % {"ago": _ago(confirmed, today, current_language())}
    return _("Updated %(ago)s") % {"ago": _ago(updated, today, current_language())}


@lru_cache(maxsize=2048)
def _ago(day: date, today: date, _language: str) -> str:
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
    # The index gives the largest counts first: only the values that are shown need their words.
    shown = list(dict.fromkeys((*checked, *islice(counts, SHOWN_AT_MOST))))
    choices = [
        Choice(value, label_of_value(name, value, disciplines), counts.get(value, 0), value in checked)
        for value in shown
    ]
    choices.sort(key=lambda one: (not one.is_checked, one.value == UNKNOWN, -one.count, one.label))
    at_first = max(SHOWN_AT_FIRST, len(checked))
    return Group(name, str(LEGENDS[name]), tuple(choices[:at_first]), tuple(choices[at_first:]))


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


_discipline_keys = Prepared(lambda _key: Discipline.objects.values_list("code", "pk"))
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
    if search.box_text:
        yield Chip(_("A part of the map"), search.address(box=None))
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
        if search.box_text:
            yield WayOut(
                _("Look at the whole map"), search.address(box=None), search.how_many(leave_out="box")
            )
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
