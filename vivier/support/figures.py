"""What partners did with the needs referred to them in a period: rows, counts, the same for all who ask.

A partner's own figures, the reference organisation's for that partner and the sum over all partners come
from `counts_of`, over the rows that `referrals_in` gives. A referral belongs to the day it was sent
(Brussels). Needs that are part of another one count once, under that other one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from vivier.support.clock import day_of, working_days_between
from vivier.support.models import Outcome, Partner, Referral, Side
from vivier.support.outcomes import newest

Counted = Referral.Counted


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of some referrals; money and jobs as the partners told them last, unknown left out."""

    referred: int = 0
    waiting: int = 0
    taken: int = 0
    helped: int = 0
    cannot: int = 0
    unreachable: int = 0
    not_for_me: int = 0
    recalled: int = 0
    answered: int = 0
    obtained: int = 0
    amount_eur: Decimal = Decimal(0)
    jobs: int = 0


_BY_STATE = {
    "waiting": [Counted.SENT],
    "taken": [Counted.TAKEN],
    "helped": [Counted.HELPED],
    "cannot": [Counted.CANNOT],
    "unreachable": [Counted.UNREACHABLE],
    "not_for_me": [Counted.NOT_FOR_ME],
    "recalled": [Counted.RECALLED, Counted.ENDED],
}
_GOOD = (Outcome.Result.OBTAINED, Outcome.Result.PARTLY)


def referrals_in(
    first: date, last: date, *, partner: Partner | None = None, with_demo: bool = False
) -> QuerySet[Referral]:
    """The referrals sent in a period, both days included; to one partner, or to all."""
    rows = Referral.objects.filter(sent_at__date__range=(first, last), need__merged_into__isnull=True)
    if not with_demo:
        rows = rows.filter(need__is_demo=False)
    return rows if partner is None else rows.filter(partner=partner)


def _with_outcome(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    told = Outcome.objects.filter(need=OuterRef("need"), partner=OuterRef("partner"), side=Side.PARTNER)
    last = told.order_by("-at", "-pk")
    return rows.annotate(
        told_result=Subquery(last.values("result")[:1]),
        told_amount=Subquery(last.values("amount_eur")[:1]),
        told_jobs=Subquery(last.values("jobs")[:1]),
    )


def _sums() -> dict[str, Any]:
    # A referral taken back and sent again to the same partner has one outcome: it counts with the live row.
    live = ~Q(counted_state=Counted.RECALLED)
    by_state = {name: Count("pk", filter=Q(counted_state__in=states)) for name, states in _BY_STATE.items()}
    return by_state | {
        "referred": Count("pk"),
        "answered": Count("pk", filter=Q(answered_at__isnull=False)),
        "obtained": Count("pk", filter=live & Q(told_result__in=_GOOD)),
        "amount_eur": Sum("told_amount", filter=live),
        "jobs": Sum("told_jobs", filter=live),
    }


def counts_of(rows: QuerySet[Referral]) -> Counts:
    """Add up some referrals in one query."""
    return _counts(_with_outcome(rows).order_by().aggregate(**_sums()))


def counts_by_partner(first: date, last: date, *, with_demo: bool = False) -> dict[int, Counts]:
    """The same figures for every partner with referrals in the period, by its key, in one query."""
    rows = _with_outcome(referrals_in(first, last, with_demo=with_demo)).order_by()
    found: Any = rows.values("partner").annotate(**_sums())
    return {row["partner"]: _counts(row) for row in found}


def _counts(sums: dict[str, Any]) -> Counts:
    names = [field.name for field in fields(Counts)]
    values: dict[str, Any] = {name: sums[name] or 0 for name in names}
    return Counts(**{**values, "amount_eur": Decimal(values["amount_eur"])})


def count_labels() -> dict[str, str]:
    """What each figure is called, in the language of the page."""
    return {
        "referred": _("Referred"),
        "waiting": _("Wait for an answer"),
        "taken": _("Taken in hand"),
        "helped": _("Help offered"),
        "cannot": _("Could not help"),
        "unreachable": _("Could not be reached"),
        "not_for_me": _("Not for this partner"),
        "recalled": _("Taken back"),
        "answered": _("Answered"),
        "obtained": _("With something obtained"),
        "amount_eur": _("Amount in euros"),
        "jobs": _("Jobs"),
    }


def export_columns() -> list[str]:
    """The columns of a partner's file."""
    return [
        _("Reference"), _("Subject"), _("Place"), _("Disciplines"), _("Sent"), _("First answer"),
        _("Working days until the answer"), _("State"), _("Result, by the partner"),
        _("Obtained"), _("Amount in euros"), _("Jobs"), _("Result, by the applicant"), _("Need"),
    ]  # fmt: skip


def export_rows(rows: QuerySet[Referral]) -> Iterator[Sequence[Any]]:
    """One line for each referral, without anything that says who the person is."""
    found = rows.select_related("need__territory", "partner__actor")
    found = found.prefetch_related("need__disciplines", "need__outcomes").order_by("sent_at", "pk")
    for one in found.iterator(chunk_size=500):
        yield _line(one)


def _line(one: Referral) -> list[Any]:
    need = one.need
    told = newest(need.outcomes.all())  # type: ignore[attr-defined]
    own = None if one.counted_state == Counted.RECALLED else told.get(one.partner_id)
    theirs = told.get(None)
    days = working_days_between(day_of(one.sent_at), day_of(one.answered_at)) if one.answered_at else None
    return [
        need.reference,
        need.get_subject_display(),
        str(need.territory or ""),
        [str(row) for row in need.disciplines.all()],
        one.sent_at,
        one.answered_at,
        days,
        Counted(one.counted_state).label,
        own.get_result_display() if own else "",
        own.what if own else "",
        own.amount_eur if own else None,
        own.jobs if own else None,
        theirs.get_result_display() if theirs else "",
        need.get_state_display(),
    ]
