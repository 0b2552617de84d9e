"""Figures about the sector: each with its source, year and perimeter; never averaged."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from vivier.api.answers import Made, absolute, api_url, number, text
from vivier.api.answers import Text as LocalText
from vivier.api.asking import Asked, Page, PageAsked, page_of
from vivier.api.problems import Problem
from vivier.observatory.models import Figure, Indicator

router = Router(tags=["indicators"])


class IndicatorsAsked(PageAsked):
    """What may be asked of the indicators."""

    q: str = Field("", max_length=200, description=_("Part of the name, in French or English."))
    topic: list[str] = Field(default_factory=list, max_length=30, description=_("Topics."))


class IndicatorLine(Schema):
    """One indicator: what is measured."""

    slug: str
    name: LocalText
    definition: LocalText
    unit: str
    topic: str
    figure_count: int = Field(description=_("How many published values are kept, from all sources."))
    url: str = Field(description=_("Its page."))
    api_url: str = Field(description=_("The indicator with its figures in this API."))


class FigureLine(Schema):
    """One published value; two sources that disagree are two rows."""

    value: int | float
    year: int | None
    territory: str
    scope: str = Field(description=_("Perimeter: what the source counts."))
    source: str
    source_url: str = Field(description=_("Where it was read."))


class IndicatorRecord(IndicatorLine):
    """An indicator with all its figures."""

    figures: list[FigureLine]


@router.get(
    "/indicators",
    response={200: Page[IndicatorLine], 422: Problem},
    operation_id="indicators",
    url_name="indicators",
    summary=_("List indicators"),
    description=_("What is measured about the sector, and how many figures are known for each."),
)
def indicators(request: HttpRequest, asked: Query[IndicatorsAsked]) -> Made:
    """Return one page of indicators."""
    rows = _listed()
    for word in asked.q.split():
        rows = rows.filter(Q(name_fr__icontains=word) | Q(name_en__icontains=word))
    if asked.topic:
        rows = rows.filter(topic__in=asked.topic)
    shown = rows[asked.offset : asked.offset + asked.size]
    return page_of(request, asked, rows.count(), map(_line, shown))


@router.get(
    "/indicators/{slug:slug}",
    response={200: IndicatorRecord, 404: Problem, 422: Problem},
    operation_id="indicator",
    url_name="indicator",
    summary=_("One indicator with its figures"),
    description=_("Every published value with its source; contradictory sources stand side by side."),
)
def indicator(request: HttpRequest, slug: str, asked: Query[Asked]) -> Made:  # noqa: ARG001 -- read by the door
    """Return one indicator."""
    row = get_object_or_404(_listed().prefetch_related("figures"), slug=slug)
    return _line(row) | {"figures": [_figure(figure) for figure in row.figures.all()]}


def _listed() -> QuerySet[Indicator]:
    return Indicator.objects.annotate(figure_count=Count("figures")).order_by("position", "name_fr", "pk")


def _line(row: Indicator) -> Made:
    return {
        "slug": row.slug,
        "name": text(row.name),
        "definition": text(row.definition),
        "unit": row.unit,
        "topic": row.topic,
        "figure_count": row.figure_count,  # type: ignore[attr-defined]  # counted by the query
        "url": absolute(row.get_absolute_url()),
        "api_url": api_url("indicator", row.slug),
    }


def _figure(row: Figure) -> Made:
    return {
        "value": number(row.value),
        "year": row.year,
        "territory": row.territory,
        "scope": row.scope,
        "source": row.source_name,
        "source_url": row.source_url,
    }
