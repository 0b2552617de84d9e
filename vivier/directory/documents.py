"""An actor as the search index sees it, read as values: thousands of instances take too long."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from vivier.core.batches import batched
from vivier.core.translation import LANGUAGES, label_of
from vivier.directory.completeness import completeness
from vivier.directory.models import Actor, ActorRole, FormerName
from vivier.reference import lookup
from vivier.reference.models import Discipline, Territory
from vivier.search.sources import CHUNK, Document, Placed, Source

UNKNOWN = "unknown"
# The layer shown as "province": where there is none (Brussels, abroad) the next one outwards.
_PROVINCES = (Territory.Kind.PROVINCE, Territory.Kind.REGION, Territory.Kind.COUNTRY)
_SPOKEN_LAYERS = frozenset({Territory.Kind.COMMUNE, Territory.Kind.PROVINCE, Territory.Kind.REGION})
_YES_NO = {True: ("yes",), False: ("no",)}


class Field(NamedTuple):
    """A discipline: its place among all, its code, its labels in the order of LANGUAGES."""

    position: int
    code: str
    labels: tuple[str, ...]


class Row(NamedTuple):
    """What the index reads of one record: its own columns, its commune, disciplines, roles, former names."""

    pk: int
    name: str
    sort_name: str
    kind: str
    legal_form: str
    description_fr: str
    description_en: str
    description_nl: str
    description_de: str
    city: str
    territory_id: int | None
    website: str
    headcount_low: int | None
    confirmed_on: date | None
    closed_on: date | None
    is_demo: bool
    updated_at: datetime
    place: Territory | None
    disciplines: tuple[Field, ...]
    roles: tuple[str, ...]
    former_names: tuple[str, ...]


_COLUMNS = Row._fields[: Row._fields.index("place")]
_PLACE = _COLUMNS.index("territory_id")


def rows() -> QuerySet[Actor]:
    """Return what the index may know of: published records."""
    return Actor.objects.published().order_by("pk")


def read(actors: QuerySet[Actor]) -> Iterator[Row]:
    """Give these records with all that a document needs, in few queries for many of them."""
    disciplines = {found.pk: _spelt(found, place) for place, found in enumerate(Discipline.objects.all())}
    places = {found.pk: found for found in lookup.territories().values()}
    found = actors.values_list(*_COLUMNS).iterator(chunk_size=CHUNK)
    for some in batched(found, CHUNK):
        keys = [values[0] for values in some]
        unheard_of = {values[_PLACE] for values in some} - places.keys() - {None}
        places |= Territory.objects.defer("boundary").in_bulk(unheard_of) if unheard_of else {}
        works_in = _by_actor(Actor.disciplines.through.objects, keys, "discipline_id")
        plays = _by_actor(ActorRole.objects.order_by("pk"), keys, "kind")
        was = _by_actor(FormerName.objects.order_by("name"), keys, "name")
        for values in some:
            pk = values[0]
            chosen = tuple(sorted([disciplines[one] for one in works_in[pk]]))
            related = (places.get(values[_PLACE]), chosen, tuple(plays[pk]), tuple(was[pk]))
            yield Row._make([*values, *related])


def _spelt(found: Discipline, position: int) -> Field:
    return Field(position, found.code, tuple([label_of(found, language) for language in LANGUAGES]))


def _by_actor(related: Any, keys: list[int], field: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for actor, value in related.filter(actor_id__in=keys).values_list("actor_id", field):
        found[actor].append(value)
    return found


def document(actor: Row) -> Document:
    """Return the index entry of one record."""
    place, today = actor.place, timezone.localdate()
    quality = completeness(actor, disciplines=len(actor.disciplines), roles=len(actor.roles), today=today)
    within = layers(place)
    return Document(
        key=f"actor:{actor.pk}",
        kind="actor",
        title=actor.name,
        names=actor.former_names,
        texts={language: tuple(filter(None, _words(actor, language))) for language in LANGUAGES},
        facets={
            "discipline": tuple([discipline.code for discipline in actor.disciplines]),
            "kind": (actor.kind,),
            "role": actor.roles,
            "legal_form": (actor.legal_form or UNKNOWN,),
            **within,
            "has_website": _YES_NO[bool(actor.website)],
            "confirmed": _YES_NO[actor.confirmed_on is not None],
            "closed": _YES_NO[actor.closed_on is not None],
            "demo": _YES_NO[actor.is_demo],
            "spot": within["commune"],
        },
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        sort_name=actor.sort_name,
        updated=timezone.localdate(actor.updated_at),
        completeness=quality.score,
    )


def layers(place: Territory | None) -> dict[str, tuple[str, ...]]:
    """Return the codes of the layers a place lies in: one per named layer, and all of them."""
    return _layers(tuple(place.chain) if place else (), lookup.edition())


@lru_cache(maxsize=2_000)
def _layers(chain: tuple[str, ...], _edition: Hashable) -> dict[str, tuple[str, ...]]:
    known = lookup.territories()
    kinds = {known[code].kind: code for code in reversed(chain) if code in known}
    province = next((kinds[kind] for kind in _PROVINCES if kind in kinds), UNKNOWN)
    return {
        "territory": chain or (UNKNOWN,),
        "province": (province,),
        "arrondissement": (kinds.get(Territory.Kind.ARRONDISSEMENT, UNKNOWN),),
        "commune": (kinds.get(Territory.Kind.COMMUNE, UNKNOWN),),
    }


def _words(actor: Row, language: str) -> Iterator[str]:
    """What one may search an actor by, in one language; many records share most of it."""
    yield getattr(actor, f"description_{language}")
    yield actor.city
    if actor.place:
        yield _spoken(tuple(actor.place.chain), language, lookup.edition())
    yield from [discipline.labels[LANGUAGES.index(language)] for discipline in actor.disciplines]
    yield _displayed(actor.kind, actor.roles, language)


@lru_cache(maxsize=10_000)
def _spoken(chain: tuple[str, ...], language: str, _edition: Hashable) -> str:
    known: Iterable[Territory | None] = map(lookup.territory, chain)
    return " ".join(label_of(layer, language) for layer in known if layer and layer.kind in _SPOKEN_LAYERS)


@lru_cache(maxsize=10_000)
def _displayed(kind: str, roles: tuple[str, ...], language: str) -> str:
    kinds, parts = dict(Actor.Kind.choices), dict(ActorRole.Kind.choices)
    with override(language):
        words = [kinds.get(kind, kind), *[parts.get(role, role) for role in roles]]
        return " ".join(map(str, words))


def placed() -> Iterator[Placed]:
    """Give each record with the coordinates of its commune."""
    found = rows().order_by().values_list("pk", "territory__latitude", "territory__longitude")
    return found.iterator(chunk_size=CHUNK)


SOURCE = Source("actor", rows, document, read, placed)
