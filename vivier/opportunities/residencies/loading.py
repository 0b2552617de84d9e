"""Rows of a dataset become residencies: idempotent, and never over what a person wrote here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from vivier.core.load_counts import LoadCounts
from vivier.directory.naming import KnownNames
from vivier.opportunities.actions import residencies as actions
from vivier.opportunities.conditions.whereabouts import place_for
from vivier.opportunities.models import Residency, Scheme
from vivier.opportunities.refusals import LoadRefused, OpportunityRefusal

if TYPE_CHECKING:
    from vivier.accounts.models import User


@dataclass(frozen=True, slots=True)
class ResidencyRow:
    """One line of a list of residencies; an empty cell means "not seen"."""

    name: str
    host: str
    line: int
    scheme: str = ""
    city: str = ""
    disciplines: list[str] = field(default_factory=list)
    days_min: int | None = None
    days_max: int | None = None
    lodging: str = ""
    pays: list[str] = field(default_factory=list)
    fee_amount: Decimal | None = None
    description_fr: str = ""
    equipment_fr: str = ""
    url: str = ""
    source_url: str = ""


@transaction.atomic
def store_residencies(
    rows: Iterable[ResidencyRow], *, by: "User | None", checked_on: date | None, is_demo: bool = False
) -> LoadCounts:
    """Create and publish the residencies that are new, update the others; one bad row undoes everything."""
    counts, names = LoadCounts(), KnownNames()
    known = {one.loaded.get("name", one.name): one for one in Residency.objects.all()}
    schemes = {scheme.title_fr: scheme for scheme in Scheme.objects.all()}
    for row in rows:
        try:
            values = _values(row, names, schemes) | {"checked_on": checked_on, "is_demo": is_demo}
            _take(known.get(row.name), values, by, counts)
        except OpportunityRefusal as error:
            raise LoadRefused(_("line %(line)s: %(why)s") % {"line": row.line, "why": error}) from error
    return counts


def _values(row: ResidencyRow, names: KnownNames, schemes: dict[str, Scheme]) -> dict[str, Any]:
    host = names.find(row.host)
    values = {
        "name": row.name,
        "host": host,
        "host_name": "" if host else row.host,
        "scheme": schemes.get(row.scheme),
        "city": row.city,
        "territory": place_for(row.city),
        "disciplines": row.disciplines,
        "days_min": row.days_min,
        "days_max": row.days_max,
        "lodging": row.lodging,
        "pays": dict(one.split("=", 1) for one in row.pays if "=" in one),
        "fee_amount": row.fee_amount,
        "description_fr": row.description_fr,
        "equipment_fr": row.equipment_fr,
        "url": row.url,
        "source_url": row.source_url,
    }
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _take(known: Residency | None, values: dict[str, Any], by: "User | None", counts: LoadCounts) -> None:
    said = {name: _kept(value) for name, value in values.items()}
    if known is None:
        known = actions.create_residency(by=by, values=values)
        actions.publish_residency(known, by=by)
        counts.created += 1
    else:
        now = {name: _kept(_now(known, name)) for name in values}
        loaded = known.loaded
        mine = {
            name: value
            for name, value in values.items()
            if now[name] in (None, "", [], {}) or (name in loaded and now[name] == loaded[name])
        }
        written = actions.update_residency(known, by=by, changes=mine)
        counts.changed += bool(written)
        counts.unchanged += not written
    if known.loaded != said:
        Residency.objects.filter(pk=known.pk).update(loaded=said)


def _now(row: Residency, name: str) -> Any:
    return (
        sorted(row.disciplines.values_list("code", flat=True))
        if name == "disciplines"
        else getattr(row, name)
    )


def _kept(value: Any) -> Any:
    """Return a value as `loaded` keeps it."""
    if isinstance(value, list):
        return sorted(str(getattr(one, "code", one)) for one in value)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if value is None or isinstance(value, bool | int | str | dict):
        return value
    return str(getattr(value, "slug", None) or getattr(value, "code", None) or value)
