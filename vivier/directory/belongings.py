"""The small lists that hang on one record, as parts of one query (see `vivier.core.prepared`)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from vivier.core.prepared import as_date
from vivier.directory.models import (
    Actor,
    ActorLabel,
    ActorRole,
    ExternalId,
    FieldSource,
    FormerName,
    Relation,
    Site,
)
from vivier.reference.models import Discipline

_NOTHING = Value("", output_field=TextField())
_NEVER = Value(None, output_field=DateField())


@dataclass(frozen=True, slots=True)
class Belonging:
    """One thing that hangs on a record: what it is, its code or name, two more words, two dates."""

    what: str
    place: int
    name: str
    detail: str
    more: str
    since: date | None
    until: date | None


def part(
    rows: QuerySet[Any],
    what: str,
    name: str = "",
    *,
    detail: str = "",
    more: str = "",
    since: str = "",
    until: str = "",
    place: str = "pk",
) -> QuerySet[Any, Any]:
    """Return rows in the shape all parts of the union share."""
    return rows.order_by().values_list(
        Value(what, output_field=TextField()),
        Cast(F(place), IntegerField()),
        *(Cast(F(column), TextField()) if column else _NOTHING for column in (name, detail, more)),
        *(Cast(F(column), DateField()) if column else _NEVER for column in (since, until)),
    )


def parts(key: int) -> list[QuerySet[Any, Any]]:
    """Return what belongs to one record here: roles, disciplines, names, labels, sites, relations."""
    shown = Actor.Status.PUBLISHED
    outgoing = Relation.objects.filter(source=key, target__status=shown)
    incoming = Relation.objects.filter(target=key, source__status=shown)
    dated = {"since": "starts_on", "until": "ends_on"}
    return [
        part(ActorRole.objects.filter(actor=key), "role", "kind", since="since", until="until"),
        part(Discipline.objects.filter(actors=key), "discipline", "code", place="position"),
        part(FormerName.objects.filter(actor=key), "former_name", "name", until="until"),
        part(
            ActorLabel.objects.filter(actor=key),
            "label",
            "name",
            detail="issuer",
            since="valid_from",
            until="valid_until",
        ),
        part(Site.objects.filter(actor=key), "site", "label", detail="street", more="city"),
        part(ExternalId.objects.filter(actor=key), "tie", "value", detail="source", more="origin"),
        part(outgoing, "out", "kind", detail="target__slug", more="target__name", **dated),
        part(incoming, "in", "kind", detail="source__slug", more="source__name", **dated),
    ]


def belonging(row: tuple[Any, ...]) -> Belonging:
    """Read one row of the union."""
    what, place, name, detail, more, since, until = row
    return Belonging(what, place, name, detail, more, as_date(since), as_date(until))


def sources(key: int) -> QuerySet[Any, Any]:
    """Return the provenance of one record's values: those shown first, then the replaced and refused ones."""
    columns = ("field", "value", "method", "source_name", "source_url", "observed_on", "recorded_at", "state")
    return (
        FieldSource.objects.filter(actor=key).order_by("field", "state", "-recorded_at").values_list(*columns)
    )
