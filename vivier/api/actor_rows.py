"""Actors as the API gives them: listed field by field, only what is public."""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, QuerySet

from vivier.api.answers import Made, absolute, api_url, area, choice, discipline, spot, text
from vivier.directory.models import Actor, ActorRole, FieldSource, Relation

# Of a self-employed person, open data gives name, activity and commune, and nothing else.
_OF_EVERYBODY = frozenset(
    ("name", "kind", "legal_form", "city", "closed_on", "territory", "disciplines", "roles", "former_names")
)
_OF_ORGANISATIONS = frozenset(
    (
        "description_fr",
        "description_en",
        "description_nl",
        "description_de",
        "postal_code",
        "website",
        "email",
        "enterprise_number",
        "headcount_low",
        "headcount_high",
        "stage",
        "founded_on",
    )
)
_OPEN_FIELDS = _OF_EVERYBODY | _OF_ORGANISATIONS
_BOTH_PUBLIC = {"source__status": Actor.Status.PUBLISHED, "target__status": Actor.Status.PUBLISHED}
BESIDE = (
    "former_names",
    "labels",
    "sites__territory",
    Prefetch("relations", Relation.objects.filter(**_BOTH_PUBLIC).select_related("target")),
    Prefetch("reverse_relations", Relation.objects.filter(**_BOTH_PUBLIC).select_related("source")),
    Prefetch(
        "field_sources",
        FieldSource.objects.filter(state=FieldSource.State.CURRENT, field__in=_OPEN_FIELDS).order_by("field"),
    ),
)


def listed() -> QuerySet[Actor]:
    """Return the public records with what one line needs."""
    return (
        Actor.objects.published()
        .select_related("territory")
        .defer("territory__boundary")
        .prefetch_related("disciplines", "roles")
    )


def lines(keys: Iterable[int]) -> list[Made]:
    """Return these records in their order; one no longer public is left out, whatever the index says."""
    rows = listed().in_bulk(list(keys))
    return [line(rows[key]) for key in keys if key in rows]


def line(actor: Actor) -> Made:
    """Return one line of a list."""
    commune = actor.territory.code if actor.territory else None
    return {
        "slug": actor.slug,
        "name": actor.name,
        "kind": choice(Actor.Kind(actor.kind)),
        "roles": [choice(ActorRole.Kind(role.kind)) for role in actor.roles.all()],
        "disciplines": [discipline(row) for row in actor.disciplines.all()],
        "city": actor.city,
        "territory": area(commune),
        "location": spot(commune),
        "website": "" if is_sole_trader(actor) else actor.website,
        "closed_on": actor.closed_on,
        "is_demo": actor.is_demo,
        "updated_at": actor.updated_at,
        "url": absolute(actor.get_absolute_url()),
        "api_url": api_url("actor", actor.slug),
    }


def linked(actor: Actor) -> Made:
    """Return another public actor as a link."""
    return {
        "name": actor.name,
        "slug": actor.slug,
        "url": absolute(actor.get_absolute_url()),
        "api_url": api_url("actor", actor.slug),
    }


def linked_or_named(actor: Actor | None, name: str) -> Made | None:
    """Return a public actor as a link, else the name that was written; a draft is not named."""
    if actor is not None and actor.status == Actor.Status.PUBLISHED:
        return linked(actor)
    return {"name": name, "slug": None, "url": None, "api_url": None} if name else None


def record(actor: Actor) -> Made:
    """Return the whole public record."""
    alone = is_sole_trader(actor)
    origins = (row for row in actor.field_sources.all() if not alone or row.field in _OF_EVERYBODY)
    return line(actor) | {
        "legal_form": choice(Actor.LegalForm(actor.legal_form)) if actor.legal_form else None,
        "confirmed_on": actor.confirmed_on,
        "former_names": [{"name": row.name, "until": row.until} for row in actor.former_names.all()],
        "labels": list(_labels(actor)),
        "relations": list(_relations(actor)),
        "provenance": [_origin(row) for row in origins],
        **(_NOTHING_MORE if alone else _of_an_organisation(actor)),
    }


def is_sole_trader(actor: Actor) -> bool:
    """Say whether the record is about one natural person."""
    return actor.kind == Actor.Kind.PERSON or actor.legal_form == Actor.LegalForm.NATURAL_PERSON


_NOTHING_MORE: Made = {
    "description": {"text": "", "language": "fr", "is_fallback": False},
    "enterprise_number": "",
    "postal_code": "",
    "email": "",
    "headcount_low": None,
    "headcount_high": None,
    "stage": None,
    "founded_on": None,
    "sites": [],
}


def _of_an_organisation(actor: Actor) -> Made:
    return {
        "description": text(actor.description),
        "enterprise_number": actor.enterprise_number,
        "postal_code": actor.postal_code,
        "email": actor.email,
        "headcount_low": actor.headcount_low,
        "headcount_high": actor.headcount_high,
        "stage": choice(Actor.Stage(actor.stage)) if actor.stage else None,
        "founded_on": actor.founded_on,
        "sites": list(_sites(actor)),
    }


def _labels(actor: Actor) -> Iterator[Made]:
    for row in actor.labels.all():
        yield {
            "name": row.name,
            "issuer": row.issuer,
            "valid_from": row.valid_from,
            "valid_until": row.valid_until,
        }


def _sites(actor: Actor) -> Iterator[Made]:
    for site in actor.sites.all():
        commune = site.territory.code if site.territory else None
        yield {"label": site.label, "city": site.city, "territory": area(commune)}


def _relations(actor: Actor) -> Iterator[Made]:
    for row in actor.relations.all():
        yield _relation(row, "out", row.target)
    for row in actor.reverse_relations.all():
        yield _relation(row, "in", row.source)


def _relation(row: Relation, direction: str, other: Actor) -> Made:
    return {
        "kind": choice(Relation.Kind(row.kind)),
        "direction": direction,
        "actor": linked(other),
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "source_url": row.source_url,
    }


def _origin(row: FieldSource) -> Made:
    return {
        "field": row.field,
        "value": row.value,
        "source": row.source_name,
        "url": row.source_url,
        "observed_on": row.observed_on,
        "method": choice(FieldSource.Method(row.method)),
    }
