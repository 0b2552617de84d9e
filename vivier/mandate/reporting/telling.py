"""What a report may highlight: real rows of the period; needs only without anybody's name."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from vivier.core.names import fold
from vivier.mandate.indicators import counting, registry
from vivier.mandate.indicators.definitions import checked
from vivier.mandate.indicators.periods import Period
from vivier.mandate.models import Report
from vivier.mandate.refusals import InvalidValue
from vivier.support.models import Need
from vivier.support.models.needs import PERSONAL

# By which day each kind of row is in the period.
DAYS: Mapping[str, str] = {"articles": "published", "events": "starts", "calls": "added", "needs": "closed"}
MOST = 60
_SHORTEST = 4


def choices(report: Report, subject: str) -> list[tuple[int, str]]:
    """Return (key, title) of the rows of a kind that lie in the report's period, the newest first."""
    found = _rows(report, subject).reverse()[:MOST]
    return [(row.pk, title_of(subject, row)) for row in found.select_related(*_related(subject))]


def row_of(report: Report, subject: str, key: int) -> Any:
    """Return the row to highlight; raise InvalidValue when it is not in the period."""
    row = _rows(report, subject).filter(pk=key).select_related(*_related(subject)).first()
    if row is None:
        raise InvalidValue("key", _("Choose something that happened in the period of the report."))
    return row


def title_of(subject: str, row: Any) -> str:
    """Return how a report names a row; a need by its field and place alone."""
    if subject == "needs":
        return " · ".join(part for part in (row.get_subject_display(), str(row.territory or "")) if part)
    first = registry.subjects()[subject].columns[0]
    return str(first.read(row))[:300]


def address_of(subject: str, row: Any) -> str:
    """Return the public page of a row; a need has none."""
    return "" if subject == "needs" else (row.get_absolute_url() or "")


def must_name_nobody(subject: str, row: Any, text: str) -> None:
    """Refuse words about a need that repeat what the person told of themselves."""
    if subject != "needs":
        return
    said = fold(text)
    for value in _personal(row):
        if fold(value) in said:
            raise InvalidValue(
                "text", _("These words name the person or the project of the need: tell it without.")
            )


def _personal(need: Need) -> Iterable[str]:
    names = [getattr(need, name) for name in PERSONAL if name not in {"sought", "place", "best_time"}]
    names += [need.actor.name] if need.actor else []
    parts = [part for name in names for part in (name, *name.replace(",", "\n").splitlines())]
    return [part.strip() for part in parts if len(part.strip()) >= _SHORTEST]


def _rows(report: Report, subject: str) -> Any:
    if subject not in DAYS:
        raise InvalidValue("subject", _("Choose articles, events, opportunities or needs."))
    definition = checked({"what": subject, "day": DAYS[subject]})
    period = Period(report.starts_on, report.ends_on)
    return counting.rows(definition, period, with_demo=report.mandate.is_demo)


def _related(subject: str) -> tuple[str, ...]:
    related = registry.subjects()[subject].related
    return (*related, "actor") if subject == "needs" else related
