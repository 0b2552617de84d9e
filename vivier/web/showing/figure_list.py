"""What the observatory shows: cards under their topics, filters with counts, chips, and ways out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.translation import label_of
from vivier.observatory import charts, comparing
from vivier.observatory.models import Comparison, Figure, Indicator, Topic
from vivier.observatory.selection import FILTERS, Selection
from vivier.web.forms.observatory import FigureSearch
from vivier.web.showing import measuring
from vivier.web.showing.agenda_list import Chip, Group, WayOut, group_of

SHOWN_ON_A_CARD = 3
LEGENDS = {
    "topic": gettext_lazy("Topic"),
    "territory": gettext_lazy("Territory"),
    "source": gettext_lazy("Kind of source"),
}
Labels = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator in the list: its latest figures, and what stands behind them."""

    indicator: Indicator
    figures: list[Figure]
    more: int
    years: int
    sources: int
    differs: bool
    spark: str


@dataclass(frozen=True, slots=True)
class Section:
    """A topic and the indicators under it."""

    code: str
    label: str
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A comparison with its figures: pairs of an indicator and one of its figures, newest first."""

    comparison: Comparison
    rows: list[tuple[Indicator, Figure]]


def topics() -> dict[str, Topic]:
    """Return the topics by code, in their order."""
    return {row.code: row for row in Topic.objects.all()}


def ordered(indicators: Iterable[Indicator], headings: dict[str, Topic]) -> list[Indicator]:
    """Sort by topic, then as the observatory sorts; indicators without a known topic come last."""
    places = {code: place for place, code in enumerate(headings)}
    return sorted(indicators, key=lambda row: (places.get(row.topic, len(places)), row.position, row.name_fr))


def sections(indicators: Iterable[Indicator], headings: dict[str, Topic]) -> list[Section]:
    """Group sorted indicators under their topics."""
    grouped = groupby(indicators, key=lambda row: row.topic if row.topic in headings else "")
    return [
        Section(
            code or "other",
            label_of(headings[code]) if code else _("Other figures"),
            [card(row) for row in rows],
        )
        for code, rows in grouped
    ]


def card(row: Indicator) -> Card:
    """Return what the list shows of one indicator."""
    figures = list(row.figures.all())
    newest = comparing.latest(figures)
    return Card(
        indicator=row,
        figures=newest[:SHOWN_ON_A_CARD],
        more=len(newest) - SHOWN_ON_A_CARD,
        years=len({figure.year for figure in figures if figure.year}),
        sources=len(comparing.sources(figures)),
        differs=bool(comparing.disagreements(figures)),
        spark=charts.spark(figures),
    )


def side_by_side() -> list[SideBySide]:
    """Return every comparison with the figures it holds, in three queries."""
    rows = Comparison.objects.prefetch_related("indicators__figures")
    found = []
    for comparison in rows:
        pairs = [(one, figure) for one in comparison.indicators.all() for figure in one.figures.all()]
        pairs.sort(key=lambda pair: (-(pair[1].year or 0), pair[0].name_fr))
        if len(pairs) > 1:
            found.append(SideBySide(comparison, pairs))
    return found


def labels(selection: Selection, headings: dict[str, Topic]) -> Labels:
    """Return the words for the values of the filters."""
    places = {
        figure.territory: str(figure.territory_text)
        for row in selection.found
        for figure in row.figures.all()
    }
    return {
        "topic": {code: label_of(row) for code, row in headings.items()},
        "territory": places,
        "source": {code: str(label).capitalize() for code, label in Figure.SourceKind.choices},
        "indicator": {row.slug: row.name.text for row in selection.found},
    }


def groups(search: FigureSearch, selection: Selection, words: Labels) -> list[Group]:
    """Return the filters with the count each box would give."""
    return [
        group_of(name, str(LEGENDS[name]), dict(selection.counts(name)), search.values(name), words[name])
        for name in FILTERS
    ]


def chips(search: FigureSearch, words: Labels) -> list[Chip]:
    """Return everything asked, each with the address of the list without it."""
    found = [Chip(_("“%(words)s”") % {"words": search.text}, search.address(q=None))] if search.text else []
    for name in search.filters:
        values = search.values(name)
        for value in values:
            others = tuple(other for other in values if other != value)
            found.append(Chip(words[name].get(value, value), search.address(**{name: others})))
    return found


def ways_out(search: FigureSearch, selection: Selection, words: Labels) -> list[WayOut]:
    """When nothing is found: which single filter empties the list, best first."""
    ways = [way for way in _ways_out(search, selection, words) if way.count]
    return sorted(ways, key=lambda way: -way.count)


def _ways_out(search: FigureSearch, selection: Selection, words: Labels) -> Iterator[WayOut]:
    if search.text:
        label = _("Search without the words “%(words)s”") % {"words": search.text}
        yield WayOut(label, search.address(q=None), selection.without("q"))
    for name in FILTERS:
        if search.values(name):
            values = ", ".join(words[name].get(value, value) for value in search.values(name))
            label = _("Remove the filter %(filter)s: %(values)s") % {
                "filter": LEGENDS[name],
                "values": values,
            }
            yield WayOut(label, search.address(**{name: None}), selection.without(name))


def columns() -> list[str]:
    """Return the heads of a download."""
    return [
        _("indicator"), _("definition"), _("to know"), _("topic"), _("value"), _("precision"), _("unit"),
        _("year"), _("territory"), _("perimeter"), _("source"), _("kind of source"),
        _("address of the source"), _("page"),
    ]  # fmt: skip


def lines(indicators: Iterable[Indicator], headings: dict[str, Topic], site: str) -> Iterator[list[Any]]:
    """Return one line per published figure: two sources that differ are two lines."""
    for row in indicators:
        topic = label_of(headings[row.topic]) if row.topic in headings else ""
        for figure in row.figures.all():
            yield [
                row.name, row.definition, row.caveat, topic, Decimal(f"{figure.value.normalize():f}"),
                figure.get_precision_display(), row.unit_text, figure.year, figure.territory_text,
                figure.scope_text, figure.source_name, figure.get_source_kind_display(), figure.source_url,
                f"{site}{row.get_absolute_url()}",
            ]  # fmt: skip


def citation(row: Indicator, figure: Figure) -> str:
    """Return a sentence that quotes one figure with all that it needs."""
    place = ", ".join(str(part) for part in (figure.territory_text, figure.scope_text, figure.year) if part)
    return _("%(name)s (%(place)s): %(value)s. Source: %(source)s, %(address)s") % {
        "name": row.name.text,
        "place": place or _("perimeter not given"),
        "value": measuring.text(figure, row),
        "source": figure.source_name or figure.source_url,
        "address": figure.source_url,
    }
