"""Why a source names a record, and how it was placed on the map: kept as data, said in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.prepared import as_json
from vivier.directory.models import Actor, ExternalId
from vivier.registers.models import SectorDefinition

Names = Mapping[tuple[str, int], str]
_PLACED = {
    ("seat", "commune"): gettext_lazy("Placed by the commune of its seat"),
    ("seat", "postal_code"): gettext_lazy("Placed by the postal code of its seat"),
    ("establishment", "commune"): gettext_lazy("Placed by the commune of an establishment"),
    ("establishment", "postal_code"): gettext_lazy("Placed by the postal code of an establishment"),
    ("", "commune"): gettext_lazy("Placed by its commune"),
    ("", "postal_code"): gettext_lazy("Placed by its postal code"),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """What a source says of a record beside its values: its name for it, the reasons, how it was placed."""

    source: str
    number: str
    sectors: list[list[Any]]
    placed: str


def origins_of(actor: Actor) -> list[Origin]:
    """Return what each source says of why it names the record."""
    ties = ExternalId.objects.filter(actor=actor).order_by("source", "value")
    return [origin(*row) for row in ties.values_list("source", "value", "origin")]


def origin(source: str, number: str, kept: Any) -> Origin:
    """Read what was kept of a tie; what nobody understands says nothing."""
    said: Mapping[str, Any] = as_json(kept) or {}
    words = _PLACED.get((said.get("placed_by", ""), said.get("placed_with", "")), "")
    return Origin(source, number, said.get("sectors") or [], str(words))


def reasons(origins: Iterable[Origin]) -> list[str]:
    """Say which definition, version and activity brought a record in, each once."""
    sectors = [reason for one in origins for reason in one.sectors]
    return sentences(sectors, definition_names()) if sectors else []


def definition_names() -> Names:
    """Return what definitions are called, by short name and version."""
    return {(one.slug, one.version): str(one.name) for one in SectorDefinition.objects.all()}


def sentences(sectors: Iterable[list[Any]], names: Names) -> list[str]:
    """Say each reason once; what is no reason says nothing."""
    return list(dict.fromkeys(_sentence(tuple(one), names) for one in sectors if len(one) == 6))


def _sentence(reason: tuple[Any, ...], names: Names) -> str:
    slug, version, nace_version, code, weight, _domain = reason
    words = {
        "definition": names.get((slug, version), slug),
        "version": version,
        "code": dotted(str(code)),
        "nace": nace_version,
        "weight": weight,
    }
    if str(weight) == "1.00":
        return _("%(definition)s v%(version)s, NACE %(code)s (%(nace)s)") % words
    return _("%(definition)s v%(version)s, NACE %(code)s (%(nace)s), weight %(weight)s") % words


def dotted(code: str) -> str:
    """Write an activity code as the tables do: 90.012."""
    return f"{code[:2]}.{code[2:]}" if len(code) > 2 else code
