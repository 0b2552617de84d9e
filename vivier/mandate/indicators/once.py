"""Counts of one report or one page: each done once, however many indicators ask for the same."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from vivier.mandate.indicators import counting
from vivier.mandate.indicators.counting import Value
from vivier.mandate.indicators.definitions import Definition
from vivier.mandate.indicators.periods import Period
from vivier.mandate.indicators.together import together_by_rows, values

_Asked = tuple[Any, ...]


class Counts:
    """Remembers what was counted; it lives as long as one report is made or one page is answered, no longer.

    With `rows`, a figure is the number of the keys that are kept for it: both come of the same question.
    """

    def __init__(self, *, rows: bool = False) -> None:
        self._rows = rows
        self._values: dict[_Asked, Value] = {}
        self._keys: dict[_Asked, list[int]] = {}

    def value(self, definition: Definition, period: Period, *, with_demo: bool) -> Value:
        """Return a figure as `counting.value` does."""
        asked = (definition.parts, period, with_demo)
        if asked not in self._values:
            self._values[asked] = self._counted(definition, period, with_demo=with_demo)
        return self._values[asked]

    def prepare(self, definitions: Iterable[Definition], period: Period, *, with_demo: bool) -> None:
        """Count many at once: one question for all figures about the same rows, instead of one for each.

        With `rows` there is nothing to prepare: figures are the numbers of their keys.
        """
        if self._rows:
            return
        waiting = {
            one.parts: one for one in definitions if (one.parts, period, with_demo) not in self._values
        }
        for together in together_by_rows(waiting.values()):
            for one, value in zip(together, values(together, period, with_demo=with_demo), strict=True):
                self._values[one.parts, period, with_demo] = value

    def keys(self, definition: Definition, period: Period, *, with_demo: bool) -> list[int]:
        """Return the keys of the rows behind a figure, in ascending order."""
        asked = (definition.parts, period, with_demo)
        if asked not in self._keys:
            self._keys[asked] = counting.keys(definition, period, with_demo=with_demo)
        return self._keys[asked]

    def _counted(self, definition: Definition, period: Period, *, with_demo: bool) -> Value:
        if not self._rows or definition.sum:
            return counting.value(definition, period, with_demo=with_demo)
        number = Decimal(len(self.keys(definition, period, with_demo=with_demo)))
        return Value(number, counting.unknown(definition, period, with_demo=with_demo))
