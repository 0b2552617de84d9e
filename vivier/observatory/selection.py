"""Which indicators were asked for: words through the index, topics and territories among all that we know."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from vivier.observatory.models import Indicator
from vivier.search import engine
from vivier.search.query import Query

FILTERS = ("topic", "territory", "source")


@dataclass(frozen=True)
class Selection:
    """Words and filters: OR inside a filter, AND across."""

    text: str = ""
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def found(self) -> list[Indicator]:
        """All indicators that the words find, with their figures, in their own order."""
        rows = Indicator.objects.for_list()
        if self.text.strip():
            hits = engine.search(Query(text=self.text, kinds=("indicator",), limit=None))
            rows = rows.filter(pk__in=hits.pks)
        return list(rows)

    def indicators(self) -> list[Indicator]:
        """Return what passes every filter."""
        return [row for row in self.found if self._passes(row)]

    def counts(self, name: str) -> Counter[str]:
        """Return how many indicators each value of a filter would give, the other filters kept."""
        kept = (row for row in self.found if self._passes(row, without=name))
        return Counter(value for row in kept for value in values_of(row, name))

    def without(self, name: str) -> int:
        """Return how many indicators there would be without one filter (or without the words: "q")."""
        if name == "q":
            return len(Selection("", self.values).indicators())
        return sum(self._passes(row, without=name) for row in self.found)

    def _passes(self, row: Indicator, *, without: str = "") -> bool:
        return all(
            set(wanted) & set(values_of(row, name))
            for name, wanted in self.values.items()
            if wanted and name != without
        )


def values_of(row: Indicator, name: str) -> set[str]:
    """Return the values of a filter that an indicator has."""
    if name == "topic":
        return {row.topic} if row.topic else set()
    if name == "indicator":
        return {row.slug}
    attribute = {"territory": "territory", "source": "source_kind"}[name]
    return {getattr(figure, attribute) for figure in row.figures.all() if getattr(figure, attribute)}
