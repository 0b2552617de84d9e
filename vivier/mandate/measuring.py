"""What each indicator of a mandate says of a period: planned, actual, the gap and its explanation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vivier.mandate.indicators import registry
from vivier.mandate.indicators.definitions import Definition, checked
from vivier.mandate.indicators.once import Counts
from vivier.mandate.indicators.periods import Period
from vivier.mandate.models import Evidence, GapComment, HandValue, Indicator, Mandate, Target
from vivier.mandate.refusals import InvalidValue

Source = Indicator.Source


@dataclass(frozen=True, slots=True)
class Measured:
    """One indicator in one period; `number` is None when nobody knows, and `problem` then says why."""

    indicator: Indicator
    period: Period
    number: Decimal | None
    unknown: int = 0
    planned: Decimal | None = None
    explanation: str = ""
    targets: Sequence[Target] = ()
    hand_values: Sequence[HandValue] = ()
    definition: Definition | None = field(default=None, compare=False)
    problem: str = ""

    @property
    def gap(self) -> Decimal | None:
        """Actual less planned; None when one of them is not known."""
        return None if self.number is None or self.planned is None else self.number - self.planned

    @property
    def is_missed(self) -> bool | None:
        """Whether the target is missed as things stand, by the direction in which the indicator is better.

        A report handed in before its last day says so too; a page that counts now asks `is_running` first.
        """
        if self.gap is None:
            return None
        return self.gap > 0 if self._is_better_low else self.gap < 0

    @property
    def is_running(self) -> bool:
        """Whether the target is not reached yet and its days are not over."""
        if self.gap is None or self.gap >= 0 or self._is_better_low:
            return False
        return self.period.ends_on >= localdate()

    @property
    def _is_better_low(self) -> bool:
        return bool(self.indicator.direction == Indicator.Direction.DOWN)

    @property
    def is_by_hand(self) -> bool:
        return self.indicator.source == Source.HAND


def definition_of(indicator: Indicator) -> Definition | None:
    """Return what the platform counts for an indicator; None when it is told by hand. Raises InvalidValue."""
    if indicator.source == Source.HAND:
        return None
    if indicator.source == Source.COMPOSED:
        return checked(indicator.definition)
    query = registry.queries().get(indicator.query)
    if query is None:
        raise InvalidValue(
            "query", _("The platform has no count named “%(name)s”.") % {"name": indicator.query}
        )
    return checked(dict(query.parts))


def meaning_of(indicator: Indicator) -> str:
    """Return what an indicator means, in words: its own explanation, else that of its query."""
    query = registry.queries().get(indicator.query) if indicator.source == Source.CODE else None
    return indicator.note.text or (str(query.meaning) if query else "")


def is_stock(definition: Definition | None) -> bool:
    """Say whether a figure is a state on the last day rather than what came in a period."""
    return definition is not None and definition.subject.days[definition.day].is_stock


def indicators_of(mandate: Mandate, *, only: int | None = None) -> list[Indicator]:
    """Return the indicators with what `measured` looks at, or `only` one, in a fixed number of queries."""
    targets = Target.objects.prefetch_related(
        Prefetch("comments", queryset=GapComment.objects.select_related("by"))
    )
    told = HandValue.objects.filter(replaced_by__isnull=True).select_related("by")
    told = told.prefetch_related(
        Prefetch(
            "evidence", queryset=Evidence.objects.standing().select_related("file").defer("file__content")
        )
    )
    listed = mandate.indicators.select_related("objective", "mandate").prefetch_related(
        Prefetch("targets", queryset=targets), Prefetch("hand_values", queryset=told)
    )
    return list(listed if only is None else listed.filter(pk=only))


def measured(indicator: Indicator, period: Period, counts: Counts | None = None) -> Measured:
    """Return the figure of an indicator (from `indicators_of`) in a period, counted now.

    Who asks for many hands the same `counts` along: what several indicators count is then counted once.
    """
    return figure_of(described(indicator, period), counts or Counts())


def figure_of(told: Measured, counts: Counts) -> Measured:
    """Return what `described` says with its count; one told by hand, or with a problem, as it is."""
    if told.definition is None:
        return told
    with_demo = told.indicator.mandate.is_demo
    value = counts.value(told.definition, told.period, with_demo=with_demo)
    return replace(told, number=value.number, unknown=value.unknown)


def prepare(counts: Counts, told: Iterable[Measured]) -> None:
    """Have many figures counted together, before they are asked for one by one."""
    asked: dict[tuple[Period, bool], list[Definition]] = {}
    for one in told:
        if one.definition is not None:
            asked.setdefault((one.period, one.indicator.mandate.is_demo), []).append(one.definition)
    for (period, with_demo), definitions in asked.items():
        counts.prepare(definitions, period, with_demo=with_demo)


def described(indicator: Indicator, period: Period) -> Measured:
    """Return everything but the count: target, explanation, what was told by hand, what is wrong with it."""
    try:
        definition = definition_of(indicator)
    except InvalidValue as refusal:
        return _with_target(indicator, period, None, number=None, problem=str(refusal))
    if definition is not None:
        return _with_target(indicator, period, definition, number=None)
    told = _covering(list(indicator.hand_values.all()), period)
    number = sum((one.value for one in told), Decimal(0)) if told else None
    problem = "" if told else _("Nobody has told a value for this period yet.")
    return _with_target(indicator, period, None, number=number, hand_values=told, problem=problem)


def _with_target(
    indicator: Indicator, period: Period, definition: Definition | None, **found: Any
) -> Measured:
    targets = _covering(list(indicator.targets.all()), period)
    if is_stock(definition):
        targets = targets[-1:]
    comments = [one.comments.all()[0].text for one in targets if one.comments.all()]
    return Measured(
        indicator,
        period,
        planned=sum((one.planned for one in targets), Decimal(0)) if targets else None,
        explanation="\n\n".join(comments),
        targets=targets,
        definition=definition,
        **found,
    )


def _covering(things: Sequence[Any], period: Period) -> list[Any]:
    """Return what is said of exactly this period, else the parts that make it up day by day, else nothing."""
    exact = [one for one in things if (one.starts_on, one.ends_on) == (period.starts_on, period.ends_on)]
    if exact:
        return exact[-1:]
    parts, next_day = [], period.starts_on
    for one in sorted(_inside(things, period), key=lambda thing: (thing.starts_on, thing.ends_on)):
        if one.starts_on == next_day:
            parts.append(one)
            next_day = one.ends_on + timedelta(days=1)
    return parts if next_day == period.ends_on + timedelta(days=1) else []


def _inside(things: Iterable[Any], period: Period) -> list[Any]:
    return [one for one in things if period.contains(Period(one.starts_on, one.ends_on))]
