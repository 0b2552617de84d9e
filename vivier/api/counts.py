"""Figures we count ourselves: the same tables as the observatory's pages, downloads and widgets."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema
from ninja.errors import ValidationError

from vivier.api.answers import Made, absolute, api_url
from vivier.api.asking import Asked, Page, PageAsked, page_of
from vivier.api.problems import Problem
from vivier.observatory.computed.data import as_data
from vivier.observatory.computed.measures import MEASURES, Measure
from vivier.observatory.computed.showing import NotCounted, shown

router = Router(tags=["counts"])


class CountAsked(Asked):
    """What may be asked of a computed figure."""

    by: str = Field("", max_length=40, description=_("By what it is parted; else its first breakdown."))
    definition: str = Field("", max_length=60, description=_("Short name of a definition of the sector."))
    nace: str = Field("", max_length=4, description=_("Version of NACE; else all of them."))
    snapshot: str = Field("", max_length=9, description=_("Number of a snapshot; else the newest."))


class CountLine(Schema):
    """One number of a table."""

    code: str = Field(description=_("Code of the line; empty for what nobody knows."))
    label: str = Field(description=_("The word in the language of the answer."))
    value: int | float | None = Field(description=_("Null when statistical secrecy withholds it."))
    secrecy: str = Field(
        description=_("Why there is no value: few (fewer than 5), withheld (it would give one away).")
    )


class CountTable(Schema):
    """A computed figure parted by one property."""

    slug: str
    name: str
    definition: str
    how: str = Field(description=_("How it is counted, in words."))
    perimeter: str
    unit: str
    rounded_to: int = Field(description=_("Values are multiples of this number: 1 is exact, 5 is rounded."))
    by: str
    sector_definition: str = Field(description=_("Definition of the sector; empty for the directory."))
    nace_version: str = Field(description=_("Version of NACE; empty for all of them."))
    snapshot: int = Field(description=_("Number of the snapshot: it always gives the same numbers."))
    taken_at: str
    register_extract: str | None = Field(description=_("Date of the register extract it holds."))
    sha256: str = Field(description=_("Digest of what the snapshot holds."))
    total: int | float | None = Field(description=_("Null when statistical secrecy withholds it."))
    total_secrecy: str = Field(description=_("Why there is no total, in the same words."))
    lines: list[CountLine]


class CountFigure(Schema):
    """A figure that is counted, and by what it may be parted."""

    slug: str
    name: str
    definition: str
    unit: str
    breakdowns: list[str]
    url: str = Field(description=_("Its page."))
    api_url: str = Field(description=_("The same thing in this API."))


@router.get(
    "/counts",
    response={200: Page[CountFigure], 422: Problem},
    operation_id="counts",
    url_name="counts",
    summary=_("List computed figures"),
    description=_("What is counted from the directory and the company register."),
)
def counts(request: HttpRequest, asked: Query[PageAsked]) -> Made:
    """Return one page of the figures that are counted."""
    found = list(MEASURES.values())
    rows = (_line(one) for one in found[asked.offset : asked.offset + asked.size])
    return page_of(request, asked, len(found), rows)


def _line(one: Measure) -> Made:
    return {
        "slug": one.slug,
        "name": str(one.name),
        "definition": str(one.definition),
        "unit": str(one.unit),
        "breakdowns": list(one.breakdowns),
        "url": absolute(one.get_absolute_url()),
        "api_url": api_url("counted_figure", one.slug),
    }


@router.get(
    "/counts/{slug:slug}",
    response={200: CountTable, 404: Problem, 422: Problem},
    operation_id="counted_figure",
    url_name="counted_figure",
    summary=_("One computed figure, parted by a property"),
    description=_("Numbers below 5 are never shown, and none can be worked out from the others."),
)
def counted_figure(request: HttpRequest, slug: str, asked: Query[CountAsked]) -> Made:  # noqa: ARG001
    """Return one table."""
    if slug not in MEASURES:
        raise Http404
    try:
        found = shown(
            slug, by=asked.by, definition=asked.definition, nace=asked.nace, snapshot=asked.snapshot
        )
    except NotCounted as refusal:
        where = {"parameter": refusal.parameter}
        said = {"type": "unknown_value", "loc": ("query", refusal.parameter), "msg": str(refusal)}
        raise ValidationError([said | {"ctx": where}]) from refusal
    if found is None:
        raise Http404
    return as_data(found)
