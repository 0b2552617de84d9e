"""Figures of a report with the rows behind them: each row is kept once, each figure names its rows."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from vivier.mandate.indicators.columns import kept, read_rows
from vivier.mandate.indicators.definitions import Definition
from vivier.mandate.indicators.once import Counts
from vivier.mandate.indicators.periods import Period
from vivier.mandate.measuring import Measured, indicators_of, meaning_of, measured
from vivier.mandate.models import Indicator, Mandate

Content = dict[str, Any]
_AT_ONCE = 2000
_KEY = kept("", "pk")


def figures_and_rows(mandate: Mandate, period: Period, counts: Counts) -> tuple[list[Content], Content]:
    """Return the figures, and the rows behind them, each once.

    Rows: {"keys": {code of the figure: [key, …]}, "tables": {what: {"name", "columns", "rows": {key: […]}}}}.
    Columns are those that name nobody.
    """
    figures, behind = [], _Behind(counts)
    by_figure: dict[str, list[int]] = {}
    for indicator in indicators_of(mandate):
        one = measured(indicator, period, counts)
        keys = behind.keys_of(indicator, one.definition, period) if one.definition else None
        if keys is not None and one.definition and not one.definition.sum:
            one = replace(one, number=Decimal(len(keys)))
        figures.append(_figure(one, keys))
        if keys is not None:
            by_figure[indicator.code] = keys
    return figures, {"keys": by_figure, "tables": behind.tables()}


def _figure(one: Measured, keys: list[int] | None) -> Content:
    indicator = one.indicator
    return {
        "id": indicator.pk,
        "code": indicator.code,
        "title": indicator.title.text,
        "meaning": meaning_of(indicator),
        "objective": indicator.objective.title.text if indicator.objective else "",
        "unit": indicator.unit,
        "source": indicator.source,
        "source_words": indicator.get_source_display(),
        "definition": in_words(one.definition) if one.definition else [],
        "parts": one.definition.as_json() if one.definition else None,
        "value": text_of(one.number),
        "unknown": one.unknown,
        "planned": text_of(one.planned),
        "gap": text_of(one.gap),
        "missed": one.is_missed,
        "explanation": one.explanation,
        "problem": one.problem,
        "public": indicator.is_public,
        "hand": [_hand_value(value) for value in one.hand_values],
        "what": one.definition.what if one.definition else "",
        "row_count": None if keys is None else len(keys),
    }


def _hand_value(told: Any) -> Content:
    return {
        "value": text_of(told.value),
        "note": told.note,
        "on": told.at.date().isoformat(),
        "evidence": [{"name": one.name, "digest": one.file.digest} for one in told.evidence.all()],
    }


def in_words(definition: Definition) -> list[list[str]]:
    """Return the parts of a count as people read them: [what it is, what is chosen]."""
    subject = definition.subject
    lines = [
        [_("what"), f"{subject.name}. {subject.one_row} {subject.perimeter}"],
        [_("in the period by"), str(subject.days[definition.day].label)],
    ]
    for name, values in sorted(definition.filters.items()):
        options = subject.filters[name].options()
        lines.append(
            [str(subject.filters[name].label), ", ".join(str(options.get(one, one)) for one in values)]
        )
    if definition.distinct:
        lines.append([_("counted once for each"), str(subject.distincts[definition.distinct].label)])
    if definition.sum:
        lines.append([_("added up"), str(subject.measures[definition.sum].label)])
    return lines


class _Behind:
    """Collects which rows of which subject are behind figures, then reads each row once."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._keys: dict[str, set[int]] = {}
        self._any: dict[str, Definition] = {}

    def keys_of(self, indicator: Indicator, definition: Definition, period: Period) -> list[int]:
        """Return the keys of a figure's rows in ascending order, and remember them."""
        keys = self._counts.keys(definition, period, with_demo=indicator.mandate.is_demo)
        self._keys.setdefault(definition.what, set()).update(keys)
        self._any.setdefault(definition.what, definition)
        return keys

    def tables(self) -> Content:
        """Return the rows by subject, with the columns that name nobody."""
        return {what: self._table(self._any[what], keys) for what, keys in sorted(self._keys.items())}

    def _table(self, definition: Definition, keys: set[int]) -> Content:
        subject = definition.subject
        columns = [*subject.shown(private=False)]
        rows: dict[str, list[Any]] = {}
        zone = get_current_timezone()
        for some in _by_the_thousand(sorted(keys)):
            # The keys are those of rows that count already: by key alone, no database looks further.
            known = subject.base().model._default_manager.filter(pk__in=some).order_by("pk")
            for key, *values in read_rows(subject, (_KEY, *columns), known):
                rows[str(key)] = [plain(value, zone) for value in values]
        return {"name": str(subject.name), "columns": [str(one.label) for one in columns], "rows": rows}


def _by_the_thousand(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))


def plain(value: Any, zone: tzinfo | None = None) -> Any:
    """Return a value as the frozen copy keeps it: a text, a whole number, true or false, or nothing.

    Moments are as the clocks of the site show them; who asks for many hands their `zone` along.
    """
    if isinstance(value, datetime):
        return value.astimezone(zone or get_current_timezone()).isoformat(" ", "minutes")[:16]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int):
        return value
    return text_of(value) if isinstance(value, Decimal) else str(value)


def text_of(number: Decimal | None) -> str | None:
    """Return a number as a text without needless zeros; nothing stays nothing."""
    if number is None:
        return None
    return f"{number.normalize():f}" if number else "0"
