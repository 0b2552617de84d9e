"""What the public page says of a mandate: money, figures, targets missed and why. Never a case."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vivier.mandate.beneficiaries import Beneficiaries, beneficiaries_of
from vivier.mandate.indicators.periods import Period
from vivier.mandate.measured_lately import measured_lately
from vivier.mandate.measuring import Measured, indicators_of
from vivier.mandate.models import Mandate, Report
from vivier.mandate.totals import Figures, LineFigures, figures_of, total_of


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """One indicator as the public reads it: from the last report handed in, else as counted now."""

    code: str
    title: Any
    unit: str
    number: Decimal | None
    planned: Decimal | None
    missed: bool | None
    explanation: str
    is_by_hand: bool
    running: bool = False

    @property
    def percent(self) -> int | None:
        """Whole per cent of what was planned, at most a hundred, for a bar."""
        if self.number is None or not self.planned:
            return None
        return max(0, min(100, int(self.number * 100 / self.planned)))


@dataclass(frozen=True, slots=True)
class Shown:
    """A mandate as its public page shows it; `report` is where figures come from, None when counted now."""

    mandate: Mandate
    report: Report | None
    period: Period
    figures: Sequence[PublicFigure]
    lines: Sequence[LineFigures]
    money: Figures
    highlights: Sequence[dict[str, str]]
    served: Beneficiaries

    @property
    def missed(self) -> list[PublicFigure]:
        return [one for one in self.figures if one.missed and not one.running]


def shown(mandate: Mandate) -> Shown:
    """Return what the page shows; the figures of a report that was handed in equal those of its papers."""
    report = _last_report(mandate)
    lines = figures_of(mandate.lines.all())
    money = total_of(lines)
    if report is None:
        period = Period(mandate.starts_on, mandate.ends_on)
        found, _at = measured_lately(_public(mandate), period)
        served = beneficiaries_of(mandate, period)
        return Shown(mandate, None, period, [_now(one) for one in found], lines, money, [], served)
    content = json.loads(report.seal.content)
    titles = {one.pk: one.title for one in mandate.indicators.all()}
    figures = [_frozen(one, titles) for one in content["figures"] if one["public"]]
    told = [one for one in content["highlights"] if one["kind"] != "needs"]
    period = Period(report.starts_on, report.ends_on)
    served = beneficiaries_of(mandate, period)
    return Shown(mandate, report, period, figures, lines, money, told, served)


def _last_report(mandate: Mandate) -> Report | None:
    """Return the standing activity report that goes furthest; the longest of those."""
    return (
        mandate.reports.standing()
        .filter(kind=Report.Kind.ACTIVITY)
        .select_related("seal")
        .defer("seal__packed_rows")
        .order_by("-ends_on", "starts_on", "-version")
        .first()
    )


def _public(mandate: Mandate) -> list[Any]:
    return [one for one in indicators_of(mandate) if one.is_public]


def _now(one: Measured) -> PublicFigure:
    indicator = one.indicator
    return PublicFigure(
        indicator.code,
        indicator.title,
        indicator.unit,
        one.number,
        one.planned,
        one.is_missed,
        one.explanation,
        one.is_by_hand,
        one.is_running,
    )


def _frozen(said: dict[str, Any], titles: dict[int, Any]) -> PublicFigure:
    return PublicFigure(
        said["code"],
        titles.get(said["id"], said["title"]),
        said["unit"],
        None if said["value"] is None else Decimal(said["value"]),
        None if said["planned"] is None else Decimal(said["planned"]),
        said["missed"],
        said["explanation"],
        said["source"] == "hand",
    )
