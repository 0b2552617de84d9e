"""The figures we count ourselves: what each counts, from what, and by what it may be parted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vivier.observatory.computed.rounding import BASE

Words = str | Promise
ACTORS, REGISTER = "actors", "register"
PLACES = ("region", "province", "arrondissement", "canton")
# With few records, one layer less between canton and province leaves more numbers to show.
FEWER_PLACES = ("region", "province", "canton")
YEARS = frozenset({"founded", "closed"})
BREAKDOWNS: Mapping[str, Words] = {
    "discipline": _("by discipline"),
    "domain": _("by domain"),
    "kind": _("by kind of actor"),
    "size": _("by headcount"),
    "founded": _("by year of founding"),
    "closed": _("by year of closing"),
    "nace": _("by activity code"),
    "region": _("by region"),
    "province": _("by province"),
    "arrondissement": _("by arrondissement"),
    "canton": _("by canton"),
}
CROSSED = {"discipline-province": ("discipline", "province"), "domain-province": ("domain", "province")}
# An actor may have several: the lines do not add up to the total.
SEVERAL = frozenset({"discipline"})


@dataclass(frozen=True, slots=True)
class Measure:
    """One computed indicator; `is_weighted` adds up weights, `are_closed` counts those that ended."""

    slug: str
    source: str
    name: Words
    definition: Words
    how: Words
    perimeter: Words
    unit: Words
    breakdowns: tuple[str, ...]
    is_weighted: bool = False
    are_closed: bool = False

    @property
    def has_definitions(self) -> bool:
        """Whether it is counted under one definition of the sector at a time."""
        return self.source == REGISTER

    @property
    def rounded_to(self) -> int:
        """1 where each record counted is public itself; 5 for the register, whose records are not."""
        return BASE if self.source == REGISTER else 1

    def get_absolute_url(self) -> str:
        return reverse("web:counted_measure", args=[self.slug])

    def columns(self) -> tuple[str, ...]:
        """Every table that is published of it, those that cross two properties included."""
        crossed = tuple(one for one, two in CROSSED.items() if set(two) <= set(self.breakdowns))
        return (*self.breakdowns, *crossed)


_DIRECTORY = _("The published records of the directory, demonstration records left out.")
_ENTERPRISES = _("The enterprises of the company register whose seat is in the territory of the directory.")
_ALL: tuple[Measure, ...] = (
    Measure(
        "actors",
        ACTORS,
        _("Actors of the directory"),
        _("Organisations and independents that the directory knows and that are not closed."),
        _("Number of published records without a date of closing."),
        _DIRECTORY,
        _("actors"),
        ("discipline", "kind", "size", "founded", *FEWER_PLACES),
    ),
    Measure(
        "closed-actors",
        ACTORS,
        _("Actors that closed"),
        _("Organisations and independents of the directory that ended, by the year they ended."),
        _("Number of published records with a date of closing."),
        _DIRECTORY,
        _("actors"),
        ("closed", "discipline", "kind", *FEWER_PLACES),
        are_closed=True,
    ),
    Measure(
        "enterprises",
        REGISTER,
        _("Enterprises of the sector in the company register"),
        _("Enterprises with at least one activity that the chosen definition of the sector names."),
        _("Number of register records with such an activity in the chosen version of NACE."),
        _ENTERPRISES,
        _("enterprises"),
        ("domain", "nace", "founded", *PLACES),
    ),
    Measure(
        "weighted-enterprises",
        REGISTER,
        _("Enterprises of the sector, weighted"),
        _("The same enterprises, those whose activity is cultural only in part counted in part."),
        _("For each activity code, the number of enterprises shown times the weight of the code."),
        _ENTERPRISES,
        _("enterprises, weighted"),
        ("domain", "nace"),
        is_weighted=True,
    ),
    Measure(
        "closed-enterprises",
        REGISTER,
        _("Enterprises that left the company register"),
        _("Enterprises of the sector that an earlier extract held, by the year they went."),
        _("Number of register records that a later extract no longer holds."),
        _ENTERPRISES,
        _("enterprises"),
        ("closed", "domain", *PLACES),
        are_closed=True,
    ),
)
MEASURES: Mapping[str, Measure] = {one.slug: one for one in _ALL}


@dataclass(frozen=True, slots=True)
class Choice:
    """Under which definition of the sector and version of NACE the register is counted ("": all)."""

    definition: str = ""
    nace: str = ""


def choices_of(measure: Measure, held: Mapping[str, Any]) -> list[Choice]:
    """Return every way a measure can be counted in what a snapshot holds."""
    if not measure.has_definitions:
        return [Choice()]
    versions = {reason[0] for row in held["register"] for reason in row[3]}
    return [Choice(slug, nace) for slug in held["definitions"] for nace in sorted(versions | {""})]
