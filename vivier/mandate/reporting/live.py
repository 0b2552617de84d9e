"""Frozen figures beside live ones: what was handed in does not move, what is counted now stands by it."""

import json
from dataclasses import dataclass
from decimal import Decimal

from vivier.mandate.indicators.periods import Period
from vivier.mandate.measured_lately import measured_lately
from vivier.mandate.measuring import Measured, indicators_of
from vivier.mandate.models import Report


@dataclass(frozen=True, slots=True)
class Beside:
    """One figure: `frozen` is None while the report is in preparation, `live` when it is counted no more."""

    code: str
    title: str
    unit: str
    frozen: Decimal | None
    live: Decimal | None
    planned: Decimal | None
    missed: bool | None
    explanation: str
    problem: str = ""
    indicator: int | None = None
    row_count: int | None = None
    running: bool = False

    @property
    def has_moved(self) -> bool:
        """Whether the data changed since the report was handed in."""
        return self.frozen is not None and self.frozen != self.live


def beside(report: Report, *, again: bool = False) -> list[Beside]:
    """Return the figures of a report, frozen and live (at most five minutes ago, now when `again`)."""
    found, _at = measured_lately(
        indicators_of(report.mandate), Period(report.starts_on, report.ends_on), again=again
    )
    if not report.is_frozen:
        return [_live(one) for one in found]
    now = {one.indicator.pk: one for one in found}
    return [_frozen(one, now.get(one["id"])) for one in json.loads(report.seal.content)["figures"]]


def _live(one: Measured) -> Beside:
    indicator = one.indicator
    return Beside(
        indicator.code,
        indicator.title.text,
        indicator.unit,
        None,
        one.number,
        one.planned,
        one.is_missed,
        one.explanation,
        problem=one.problem,
        indicator=indicator.pk,
        running=one.is_running,
    )


def _frozen(said: dict[str, object], now: Measured | None) -> Beside:
    count = said["row_count"]
    return Beside(
        str(said["code"]),
        str(said["title"]),
        str(said["unit"]),
        _number(said["value"]),
        now.number if now else None,
        _number(said["planned"]),
        bool(said["missed"]) if said["missed"] is not None else None,
        str(said["explanation"]),
        indicator=now.indicator.pk if now else None,
        row_count=count if isinstance(count, int) else None,
    )


def _number(text: object) -> Decimal | None:
    return None if text is None else Decimal(str(text))
