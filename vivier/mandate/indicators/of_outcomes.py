"""What is counted of what came of cases: the newest word of each side, amounts and jobs; never the words."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from vivier.mandate.indicators.subjects import (
    NO,
    YES,
    Column,
    Day,
    Distinct,
    Filter,
    Measure,
    Rows,
    Subject,
    of_discipline,
    of_partner,
    one_of,
    within,
)
from vivier.support.askers import asker
from vivier.support.models import Outcome, Referral, Side
from vivier.support.models.needs import Subject as About

GOOD = [Outcome.Result.OBTAINED.value, Outcome.Result.PARTLY.value]
_LATER = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))


def _live() -> Rows:
    """Return the referrals to the partner of an outcome that count: what it did before the end was done."""
    rows = Referral.objects.filter(need=OuterRef("need"), partner=OuterRef("partner"))
    return rows.exclude(counted_state=Referral.Counted.RECALLED)


def _newest() -> Rows:
    """Return the newest telling of each side; a partner's while the need was not taken back from it."""
    same = Outcome.objects.filter(need=OuterRef("need"), side=OuterRef("side"))
    later = same.filter(Q(side=Side.APPLICANT) | Q(partner=OuterRef("partner"))).filter(_LATER)
    live = _live()
    return (
        Outcome.objects.filter(need__merged_into__isnull=True)
        .annotate(asker=asker("need"))
        .filter(Q(side=Side.APPLICANT) | Exists(live))
        .exclude(Exists(later))
        .annotate(referred_at=Subquery(live.values("sent_at")[:1]))
    )


def _of_one_voice(rows: Rows, values: list[str]) -> Rows:
    """Take, for each need, the applicant's telling alone; without one, the newest of a partner."""
    if set(values) == {YES, NO}:
        return rows
    told = Outcome.objects.filter(need=OuterRef("need"))
    own = Exists(told.filter(side=Side.APPLICANT))
    newer = Exists(told.filter(Exists(_live()), side=Side.PARTNER).filter(_LATER))
    first = Q(side=Side.APPLICANT) | (~Q(own) & ~Q(newer))
    return rows.filter(first) if YES in values else rows.exclude(first)


OUTCOMES = Subject(
    code="outcomes",
    name=_("Outcomes of needs"),
    one_row=_("One row is what one side, the applicant or a partner, last told of one need."),
    perimeter=_(
        "What was told before is left out; so is the word of a partner from which the need was taken back."
    ),
    base=_newest,
    days={
        "told": Day(_("the day it was told"), "at", is_moment=True),
        "referred": Day(_("the day the need was handed to that partner"), "referred_at", is_moment=True),
        "received": Day(_("the day the need was received"), "need__received_at", is_moment=True),
    },
    filters={
        "side": one_of(_("told by"), "side", Side),
        "result": one_of(_("result"), "result", Outcome.Result),
        "one_voice": Filter(
            _("one word a need: the applicant’s, else the newest of a partner"),
            lambda: {YES: _("Yes"), NO: _("No")},
            _of_one_voice,
        ),
        "partner": of_partner("partner"),
        "subject": one_of(_("about"), "need__subject", About),
        "territory": within("need__territory"),
        "discipline": of_discipline("need__disciplines"),
    },
    distincts={
        "need": Distinct(_("need"), "need"),
        "actor": Distinct(_("actor with a record"), "asker"),
        "partner": Distinct(_("partner"), "partner"),
    },
    measures={
        "amount": Measure(_("amount in euros"), "amount_eur", "€"),
        "jobs": Measure(_("jobs created or kept"), "jobs", _("jobs")),
    },
    related=("need__territory", "partner__actor"),
    columns=(
        Column(_("need"), lambda row: row.need.reference),
        Column(_("about"), lambda row: row.need.get_subject_display()),
        Column(_("commune"), lambda row: str(row.need.territory or "")),
        Column(_("told by"), lambda row: row.get_side_display()),
        Column(_("partner"), lambda row: row.partner.actor.name if row.partner else ""),
        Column(_("result"), lambda row: row.get_result_display()),
        Column(_("told"), lambda row: row.at),
        Column(_("amount in euros"), lambda row: row.amount_eur),
        Column(_("jobs created or kept"), lambda row: row.jobs),
        Column(_("what was obtained"), lambda row: row.what, is_private=True),
    ),
    demo="need__is_demo",
    order=("at", "pk"),
)
