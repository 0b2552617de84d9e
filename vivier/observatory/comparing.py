"""Where sources differ: the same measure, year, territory and perimeter with two values. Never averaged."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from vivier.observatory.models import Figure, Indicator

Group = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Figures that answer the same question differently, smallest first."""

    figures: tuple[Figure, ...]

    @property
    def year(self) -> int | None:
        return self.figures[0].year


def disagreements(figures: Iterable[Figure]) -> list[Disagreement]:
    """Return the sets of figures for one year, territory and perimeter whose values differ."""
    groups: dict[Group, list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[figure.territory, figure.scope, figure.year].append(figure)
    return [
        Disagreement(tuple(sorted(group, key=lambda figure: figure.value)))
        for group in groups.values()
        if len({figure.value for figure in group}) > 1
    ]


def latest(figures: Iterable[Figure]) -> list[Figure]:
    """Return the most recent figures: one per territory and perimeter, or several if sources differ.

    A figure without a year counts only where no other is known, and comes last.
    """
    newest: dict[tuple[str, str], list[Figure]] = {}
    for figure in sorted(figures, key=lambda one: (-(one.year or 0), one.pk or 0)):
        kept = newest.setdefault((figure.territory, figure.scope), [figure])
        if kept[0] is not figure and kept[0].year == figure.year:
            kept.append(figure)
    flat = [figure for group in newest.values() for figure in group]
    return sorted(flat, key=lambda one: -(one.year or 0))


def sources(figures: Iterable[Figure]) -> list[str]:
    """Return the names of the sources, each once, in order."""
    return list(dict.fromkeys(figure.source_name or figure.source_url for figure in figures))


def alike(indicator: Indicator) -> list[Indicator]:
    """Return the other indicators of the same comparison, with their figures, in two queries."""
    if indicator.comparison_id is None:
        return []
    others = Indicator.objects.filter(comparison=indicator.comparison_id).exclude(pk=indicator.pk)
    return list(others.prefetch_related("figures"))
