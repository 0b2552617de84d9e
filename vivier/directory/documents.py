"""An actor as the search index sees it."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from vivier.core.translation import LANGUAGES, label_of
from vivier.directory.completeness import completeness
from vivier.directory.models import Actor
from vivier.reference import lookup
from vivier.reference.models import Territory
from vivier.search.sources import Document, Source

UNKNOWN = "unknown"
# The layer shown as "province": where there is none (Brussels, abroad) the next one outwards.
_PROVINCES = (Territory.Kind.PROVINCE, Territory.Kind.REGION, Territory.Kind.COUNTRY)
_SPOKEN_LAYERS = frozenset({Territory.Kind.COMMUNE, Territory.Kind.PROVINCE, Territory.Kind.REGION})
_YES_NO = {True: ("yes",), False: ("no",)}


def rows() -> QuerySet[Actor]:
    """Return what the index may know of: published records, with all that a document needs."""
    return (
        Actor.objects.published()
        .select_related("territory")
        .prefetch_related("disciplines", "roles", "former_names")
        .order_by("pk")
    )


def document(actor: Actor) -> Document:
    """Return the index entry of one record."""
    place = actor.territory
    disciplines, roles = actor.disciplines.all(), actor.roles.all()
    quality = completeness(actor, disciplines=len(disciplines), roles=len(roles), today=timezone.localdate())
    return Document(
        key=f"actor:{actor.pk}",
        kind="actor",
        title=actor.name,
        names=tuple(former.name for former in actor.former_names.all()),
        texts={language: " ".join(_words(actor, language)) for language in LANGUAGES},
        facets={
            "discipline": tuple(discipline.code for discipline in disciplines),
            "kind": (actor.kind,),
            "role": tuple(role.kind for role in roles),
            "legal_form": (actor.legal_form or UNKNOWN,),
            **layers(place),
            "has_website": _YES_NO[bool(actor.website)],
            "confirmed": _YES_NO[actor.confirmed_on is not None],
            "closed": _YES_NO[actor.closed_on is not None],
            "demo": _YES_NO[actor.is_demo],
            "spot": layers(place)["commune"],
        },
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        sort_name=actor.sort_name,
        updated=timezone.localdate(actor.updated_at),
        completeness=quality.score,
    )


def layers(place: Territory | None) -> dict[str, tuple[str, ...]]:
    """Return the codes of the layers a place lies in: one per named layer, and all of them."""
    known = lookup.territories()
    chain = list(place.chain) if place else []
    kinds = {known[code].kind: code for code in reversed(chain) if code in known}
    province = next((kinds[kind] for kind in _PROVINCES if kind in kinds), UNKNOWN)
    return {
        "territory": tuple(chain) or (UNKNOWN,),
        "province": (province,),
        "arrondissement": (kinds.get(Territory.Kind.ARRONDISSEMENT, UNKNOWN),),
        "commune": (kinds.get(Territory.Kind.COMMUNE, UNKNOWN),),
    }


def _words(actor: Actor, language: str) -> Iterator[str]:
    """What one may search an actor by, in one language."""
    yield getattr(actor, f"description_{language}")
    yield actor.city
    if actor.territory:
        known = (lookup.territory(code) for code in actor.territory.chain)
        yield from (label_of(layer, language) for layer in known if layer and layer.kind in _SPOKEN_LAYERS)
    yield from (label_of(discipline, language) for discipline in actor.disciplines.all())
    with override(language):
        yield actor.get_kind_display()
        yield from (role.get_kind_display() for role in actor.roles.all())


SOURCE = Source("actor", rows, document)
