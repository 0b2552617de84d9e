"""From a place somebody names to the fact a rule can test, as coarse or as fine as it was said."""

import re

from vivier.core.names import fold
from vivier.core.translation import LANGUAGES
from vivier.reference import lookup
from vivier.reference.models import Territory

Kind = Territory.Kind
# When several places share a name, people mean the first of these.
_ORDER = (Kind.REGION, Kind.COUNTRY, Kind.PROVINCE, Kind.COMMUNITY, Kind.UNION)
_PROVINCE = re.compile(r"^\s*(?:province|provincie|provinz)\b|\bprovince$", re.IGNORECASE)
_LAYER = re.compile(
    r"^\s*(?:(?:province|provincie|provinz|r[ée]gion|gewest)\s+(?:de\s+la\s+|de\s+|du\s+|van\s+)?(?:[dl]['’]|d['’])?)|\s+province$",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"[()]")
_EUROPE = frozenset({"europe", "europa"})


def place_for(text: str) -> Territory | None:
    """The territory somebody names by its name, postal code or code; None when nobody knows it."""
    text = text.strip()
    if not text:
        return None
    known = lookup.territory(text.upper())
    if known is not None:
        return known
    if not _PROVINCE.match(text):
        code = lookup.commune_code(text) or lookup.commune_code("", text if text.isdigit() else "")
        if code:
            return lookup.territory(code)
    name = fold(_LAYER.sub("", text)).strip()
    if name in _EUROPE:
        return lookup.territory("EU")
    found = [row for row in lookup.territories().values() if row.kind in _ORDER and name in _names(row)]
    if _PROVINCE.match(text):
        found = [row for row in found if row.kind == Kind.PROVINCE]
    return min(found, key=lambda row: _ORDER.index(Kind(row.kind)), default=None)


def _names(row: Territory) -> set[str]:
    """A label and its parts ("Communauté française (Fédération…)"), without "province de"."""
    labels = [getattr(row, f"label_{language}") for language in LANGUAGES]
    parts = [part for label in labels for part in (label, *_PARENTHESIS.split(label))]
    return {fold(_LAYER.sub("", part)).strip() for part in parts if part.strip()}


def surely_outside(place: Territory) -> frozenset[str]:
    """The codes of all territories that somebody in this place is surely not in."""
    territories = lookup.territories()
    inside = (row.chain for row in territories.values() if place.code in row.chain)
    return frozenset(territories.keys() - {place.code}.union(*inside))


def is_exact(place: Territory) -> bool:
    """Whether nothing finer than this place is known to us."""
    return not any(
        place.code in row.chain and row.code != place.code for row in lookup.territories().values()
    )
