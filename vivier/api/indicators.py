"""Figures about the sector: each with its source, year and perimeter; never averaged."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from vivier.api.answers import Coded, Made, absolute, api_url, choice, number, text
from vivier.api.answers import Text as LocalText
from vivier.api.asking import Asked, Code, Page, PageAsked, Words, codes, page_of
from vivier.api.problems import Problem
from vivier.core.translation import label_of
from vivier.observatory.models import Figure, Indicator, Topic
from vivier.observatory.selection import Selection

router = Router(tags=["indicators"])


class IndicatorsAsked(PageAsked):
    """What may be asked of the indicators."""

    q: str = Field("", max_length=200, description=_("Words to find: names, definitions, places."))
    topic: list[Code] = codes(_("Codes of topics."))
    territory: list[Words] = codes(_("Territories, as the sources write them in French."))
    source: list[Figure.SourceKind] = codes(_("Kinds of source."))

    def selection(self) -> Selection:
        """Return what is asked as the observatory of the site understands it."""
        sources = [one.value for one in self.source]
        return Selection(self.q, {"topic": self.topic, "territory": self.territory, "source": sources})


class IndicatorLine(Schema):
    """One indicator: what is measured."""

    slug: str
    name: LocalText
    definition: LocalText
    caveat: LocalText = Field(description=_("What to know before quoting it."))
    unit: LocalText
    topic: Coded | None
    figure_count: int = Field(description=_("How many published values are kept, from all sources."))
    url: str = Field(description=_("Its page."))
    api_url: str = Field(description=_("The indicator with its figures in this API."))


class FigureLine(Schema):
    """One published value; two sources that disagree are two rows."""

    value: int | float
    precision: Coded = Field(description=_("Whether the source says “more than”, “nearly” or “about”."))
    year: int | None = Field(description=_("The year the value is about."))
    territory: LocalText
    territory_code: str = Field(description=_("Empty when the source names something else than a territory."))
    scope: LocalText = Field(description=_("Perimeter: what the source counts."))
    source: str
    source_kind: Coded
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
    headings = _headings()
    places = {code: place for place, code in enumerate(headings)}
    found = asked.selection().indicators()
    found.sort(key=lambda row: (places.get(row.topic, len(places)), row.position, row.name_fr, row.pk))
    shown = found[asked.offset : asked.offset + asked.size]
    return page_of(request, asked, len(found), (_line(row, headings) for row in shown))


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
    row = get_object_or_404(Indicator.objects.for_list(), slug=slug)
    figures = sorted(row.figures.all(), key=lambda one: (-(one.year or 0), one.territory, one.pk))
    return _line(row, _headings()) | {"figures": [_figure(figure) for figure in figures]}


def _headings() -> dict[str, Topic]:
    return {topic.code: topic for topic in Topic.objects.all()}


def _line(row: Indicator, headings: Mapping[str, Topic]) -> Made:
    topic = headings.get(row.topic)
    return {
        "slug": row.slug,
        "name": text(row.name),
        "definition": text(row.definition),
        "caveat": text(row.caveat),
        "unit": text(row.unit_text),
        "topic": {"code": topic.code, "label": label_of(topic)} if topic else None,
        "figure_count": len(row.figures.all()),
        "url": absolute(row.get_absolute_url()),
        "api_url": api_url("indicator", row.slug),
    }


def _figure(row: Figure) -> Made:
    return {
        "value": number(row.value),
        "precision": {"code": row.precision or "as_given", "label": row.get_precision_display()},
        "year": row.year,
        "territory": text(row.territory_text),
        "territory_code": row.territory_code,
        "scope": text(row.scope_text),
        "source": row.source_name,
        "source_kind": choice(Figure.SourceKind(row.source_kind)),
        "source_url": row.source_url,
    }
