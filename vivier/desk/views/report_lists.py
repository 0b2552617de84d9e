"""Lists of the accounts as files: the figures of a period, the reports of a mandate."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.desk.listing import download
from vivier.mandate.indicators.periods import Period
from vivier.mandate.measuring import Measured, meaning_of
from vivier.mandate.models import Mandate, Report
from vivier.mandate.reporting.figures import in_words


def figures_file(
    request: HttpRequest, mandate: Mandate, period: Period, figures: Sequence[Measured], kind: str
) -> HttpResponseBase:
    """Answer with the figures as the page shows them, what they mean, and how each is counted."""
    columns = [
        _("Code"),
        _("Indicator"),
        _("Meaning"),
        _("Unit"),
        _("Planned"),
        _("Actual"),
        _("Gap"),
        _("State"),
        _("Rows that do not say"),
        _("Explanation"),
        _("Where it comes from"),
        _("How it is counted"),
    ]
    changes: journal.Changes = {"period": [None, str(period)], "format": [None, kind]}
    journal.record("list.exported", mandate, by=request.user, changes=changes)  # type: ignore[arg-type]
    name = f"indicators-{mandate.slug}-{period.starts_on}-{period.ends_on}"
    return download(kind, name, columns, (_figure(one) for one in figures))


def _figure(one: Measured) -> list[Any]:
    definition = one.definition
    return [
        one.indicator.code,
        str(one.indicator),
        meaning_of(one.indicator),
        one.indicator.unit,
        one.planned,
        one.number,
        one.gap,
        state_of(one),
        one.unknown,
        one.explanation,
        one.indicator.get_source_display(),
        " · ".join(f"{name}: {chosen}" for name, chosen in in_words(definition)) if definition else "",
    ]


def state_of(one: Measured) -> str:
    """Return in words how a figure stands to its target."""
    if one.problem:
        return _("to be told")
    if one.is_running:
        return _("under way")
    if one.is_missed is None:
        return _("no target")
    return _("missed") if one.is_missed else _("reached")


def reports_file(request: HttpRequest, mandate: Mandate, kind: str) -> HttpResponseBase:
    """Answer with the reports of a mandate, every version."""
    columns = [
        _("Report"),
        _("Kind"),
        _("From"),
        _("Until"),
        _("State"),
        _("Handed in"),
        _("Claimed"),
        _("What the funder answered"),
    ]
    changes: journal.Changes = {"format": [None, kind]}
    journal.record("list.exported", mandate, by=request.user, changes=changes)  # type: ignore[arg-type]
    return download(kind, f"reports-{mandate.slug}", columns, _reports(mandate))


def _reports(mandate: Mandate) -> Iterator[list[Any]]:
    one: Report
    for one in mandate.reports.for_list():
        yield [
            one.reference,
            one.get_kind_display(),
            one.starts_on,
            one.ends_on,
            one.get_state_display(),
            one.submitted_at,
            one.claimed_eur,
            one.decision_comment,
        ]
