"""From what people write ("Louvain-la-Neuve", "5000 Namur") to a commune; unsure means None."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from vivier.core.names import fold
from vivier.core.translation import LANGUAGES, label_of
from vivier.reference.models import Postcode, Territory

BRUSSELS = "04000"
# Belgian places that share their name with a better known town abroad: only with a postal code.
_BETTER_KNOWN_ABROAD = frozenset({"belgrade", "essen", "herne", "lens", "lille", "melle"})
_CODE_AND_NAME = re.compile(r"^(?:b\s*-?\s*)?(\d{4})\s+(\S.*)$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names and postal codes of all communes, folded; values are NIS codes."""

    communes: dict[str, frozenset[str]]
    localities: dict[str, frozenset[str]]
    postcodes: dict[str, frozenset[str]]
    regions: dict[str, str]


_NOTHING = Gazetteer({}, {}, {}, {})


class _Edition:
    number = 0


_edition = _Edition()


def commune_for(city: str = "", postal_code: str = "", *, country: str = "") -> Territory | None:
    """Return the commune that a town and a postal code point to; None when they point to none or to several.

    A town that no table names is abroad for all we know, unless `country` is "BE".
    """
    code = commune_code(city, postal_code, country=country)
    return territory(code) if code else None


def commune_code(city: str = "", postal_code: str = "", *, country: str = "") -> str | None:
    """Return the NIS code of the commune that a town and a postal code point to."""
    if country.strip().upper() not in {"", "BE"}:
        return None
    name, code = _parted(city, postal_code)
    gazetteer = _gazetteer() if territories() else _NOTHING
    by_code = gazetteer.postcodes.get(code, frozenset())
    if not name:
        return _only(by_code)
    by_name = gazetteer.communes.get(name) or gazetteer.localities.get(name) or frozenset()
    if not code:
        sure = country or name not in _BETTER_KNOWN_ABROAD
        return _only(by_name) if sure else None
    if not by_name:
        return _only(by_code) if country else None
    every_name = gazetteer.communes.get(name, frozenset()) | gazetteer.localities.get(name, frozenset())
    return _only(every_name & by_code) or _inside_brussels(by_name, by_code, gazetteer)


def territory(code: str) -> Territory | None:
    """Return a territory by its code, without its boundary."""
    return territories().get(code)


def territories() -> dict[str, Territory]:
    """Return all territories by code, read once per process, without their boundaries."""
    found = _territories()
    if not found:  # before the first load: ask again next time
        forget()
    return found


def name_of(code: str, language: str | None = None) -> str:
    """Return a territory's name in the page's language; the code itself when nobody knows it."""
    known = territory(code)
    return label_of(known, language) if known else code


def edition() -> int:
    """Return a number that changes when the tables are read again: a key for what is made of them."""
    return _edition.number


def forget() -> None:
    """Read the tables again at the next question (after a load, or in tests)."""
    _edition.number += 1
    _territories.cache_clear()
    _gazetteer.cache_clear()


def _parted(city: str, postal_code: str) -> tuple[str, str]:
    """Return the folded name and the digits of the code, also from "5000 Namur" and "B-5000"."""
    code = re.sub(r"\D", "", postal_code)[:4]
    written = _CODE_AND_NAME.match(city.strip())
    if written:
        city, code = written[2], code or written[1]
    return _folded(city), code


def _folded(name: str) -> str:
    return _SEPARATORS.sub(" ", fold(name)).strip()


def _only(codes: frozenset[str]) -> str | None:
    return next(iter(codes)) if len(codes) == 1 else None


def _inside_brussels(by_name: frozenset[str], by_code: frozenset[str], gazetteer: Gazetteer) -> str | None:
    """ "1050 Bruxelles" is Ixelles: people write the city for the whole region."""
    regions = {gazetteer.regions[code] for code in by_name | by_code}
    return _only(by_code) if regions == {BRUSSELS} else None


@lru_cache(maxsize=1)
def _territories() -> dict[str, Territory]:
    return {row.code: row for row in Territory.objects.defer("boundary")}


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    communes: dict[str, set[str]] = defaultdict(set)
    localities: dict[str, set[str]] = defaultdict(set)
    postcodes: dict[str, set[str]] = defaultdict(set)
    regions = {}
    for row in territories().values():
        if row.kind == Territory.Kind.COMMUNE:
            regions[row.code] = next((code for code in row.chain if code in {"02000", "03000", BRUSSELS}), "")
            for language in LANGUAGES:
                communes[_folded(getattr(row, f"label_{language}"))].add(row.code)
    for code, nis, french, dutch in Postcode.objects.values_list(
        "code", "territory__code", "locality_fr", "locality_nl"
    ):
        if code:
            postcodes[code].add(nis)
        for name in (french, dutch):
            localities[_folded(name)].add(nis)
    return Gazetteer(_frozen(communes), _frozen(localities), _frozen(postcodes), regions)


def _frozen(found: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(codes) for key, codes in found.items() if key}
