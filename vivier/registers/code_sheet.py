"""The activities of a definition as a sheet: read with every problem by its line."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from vivier.core.refusals import SheetRefused
from vivier.core.sheets import Sheet
from vivier.reference.models import ActivityCode
from vivier.registers.definitions import CODE, FOLDER

VERSIONS = ("2003", "2008", "2025")
CONFIDENCES = ("", "high", "medium", "low")
MOST_CODES = 5_000
NEEDED = ("nace_version", "code", "domain", "weight")


@dataclass(frozen=True, slots=True)
class Counted:
    """One activity a definition counts in: version of NACE, digits, domain, weight above 0 up to 1."""

    nace_version: str
    code: str
    domain: str
    weight: Decimal
    confidence: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.nace_version, self.code

    def as_text(self) -> str:
        return f"{self.domain}, {self.weight:.2f}"


class WrongCode(Exception):
    """An activity that cannot be counted in; the text says why."""


@lru_cache(maxsize=1)
def domains() -> tuple[str, ...]:
    """Return the domains a discipline belongs to."""
    with (FOLDER / "disciplines.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["domain"] for row in csv.DictReader(file))


class KnownCodes:
    """The activity codes of the tables, by version, read once; a version that is not loaded knows all."""

    def __init__(self) -> None:
        self._known: dict[str, set[str]] = {}
        for version, dotted in ActivityCode.objects.values_list("version", "code"):
            code = dotted.replace(".", "")
            beginnings = {code[:length] for length in range(2, len(code) + 1)}
            self._known.setdefault(version, set()).update(beginnings)

    def has(self, version: str, code: str) -> bool:
        """Say whether the tables hold this activity, or one below it."""
        return version not in self._known or code in self._known[version]


def counted(row: Mapping[str, Any], known: KnownCodes) -> Counted:
    """Check one activity; raise WrongCode with a sentence."""
    said = {name: str(row.get(name) or "").strip() for name in CODE}
    code = said["code"].replace(".", "").replace(" ", "")
    if said["nace_version"] not in VERSIONS:
        raise WrongCode(
            _("“%(value)s” is not a version of NACE: 2003, 2008 or 2025.") % _value(said, "nace_version")
        )
    if not (code.isascii() and code.isdigit() and 2 <= len(code) <= 7):
        raise WrongCode(_("“%(value)s” is not an activity code: two to seven digits.") % _value(said, "code"))
    if not known.has(said["nace_version"], code):
        raise WrongCode(
            _("NACE %(version)s has no activity “%(code)s”.")
            % {"version": said["nace_version"], "code": said["code"][:20]}
        )
    if said["domain"] not in domains():
        raise WrongCode(_("“%(value)s” is not one of the domains.") % _value(said, "domain"))
    if said["confidence"] not in CONFIDENCES:
        raise WrongCode(
            _("“%(value)s” is not a confidence: high, medium or low.") % _value(said, "confidence")
        )
    weight = _weight(said["weight"])
    return Counted(said["nace_version"], code, said["domain"], weight, said["confidence"])


def _value(said: Mapping[str, str], name: str) -> dict[str, str]:
    return {"value": said[name][:40]}


def _weight(text: str) -> Decimal:
    try:
        weight = Decimal(text.replace(",", ".") or "1").quantize(Decimal("0.01"))
    except InvalidOperation:
        weight = Decimal(0)
    if not (weight.is_finite() and 0 < weight <= 1):
        raise WrongCode(_("“%(value)s” is not a weight: more than 0 and at most 1.") % {"value": text[:40]})
    return weight


def read_codes(sheet: Sheet) -> tuple[list[Counted], list[tuple[int, str]]]:
    """Return the activities of a sheet, and every problem as (line, sentence)."""
    missing = [name for name in NEEDED if name not in sheet.columns]
    if missing:
        raise SheetRefused(_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
    rows = ((line, dict(zip(sheet.columns, cells, strict=True))) for line, cells in sheet.rows())
    return _read(rows)


def _read(rows: Iterable[tuple[int, dict[str, str]]]) -> tuple[list[Counted], list[tuple[int, str]]]:
    known, found, problems = KnownCodes(), dict[tuple[str, str], Counted](), list[tuple[int, str]]()
    for line, row in rows:
        try:
            one = counted(row, known)
        except WrongCode as error:
            problems.append((line, str(error)))
            continue
        if one.key in found:
            problems.append((line, _("The activity %(code)s stands twice.") % {"code": " ".join(one.key)}))
        found[one.key] = one
        if len(found) > MOST_CODES:
            raise SheetRefused(_("A definition has at most %(most)s activities.") % {"most": MOST_CODES})
    return list(found.values()), problems
