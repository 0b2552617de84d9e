"""What missions add up to in a period: each figure is the query of its rows, so that one can list them.

A mission belongs to the period its first day lies in; a result to the day it happened, else was told.
Called-off missions and demonstration are not counted; unknown amounts are counted apart, never as zero.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate

from vivier.missions.models import Contact, Mission, Participant, Result


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of one period; `unknown_amounts`: results of a kind that has an amount nobody told."""

    missions: int
    participants: int
    actors: int
    contacts: int
    openings: int
    contracts: int
    amount_eur: Decimal
    unknown_amounts: int
    jobs: int


def missions_held(first: date, last: date, *, with_demo: bool = False) -> QuerySet[Mission]:
    """Missions that began in the period and were not called off."""
    rows = Mission.objects.filter(starts_on__range=(first, last), state=Mission.State.PUBLISHED)
    return rows if with_demo else rows.filter(is_demo=False)


def participations(first: date, last: date, *, with_demo: bool = False) -> QuerySet[Participant]:
    """Confirmed participants of the missions of the period; an actor on two missions counts twice."""
    held = missions_held(first, last, with_demo=with_demo)
    return Participant.objects.confirmed().filter(mission__in=held).select_related("actor", "mission")


def contacts_made(first: date, last: date, *, with_demo: bool = False) -> QuerySet[Contact]:
    """People met on the missions of the period."""
    held = missions_held(first, last, with_demo=with_demo)
    return Contact.objects.filter(mission__in=held).select_related("mission", "participant__actor")


def results_obtained(first: date, last: date, *, with_demo: bool = False) -> QuerySet[Result]:
    """What was obtained in the period, whenever the mission was; what was taken back does not count."""
    told = Result.objects.filter(withdrawn_at__isnull=True).exclude(kind=Result.Kind.NOTHING)
    if not with_demo:
        told = told.filter(mission__is_demo=False)
    dated = told.annotate(counts_on=Coalesce("happened_on", TruncDate("told_at")))
    return dated.filter(counts_on__range=(first, last)).select_related("mission", "participant__actor")


def totals(first: date, last: date, *, with_demo: bool = False) -> Totals:
    """All figures of a period, each the count or sum of the rows above."""
    people = participations(first, last, with_demo=with_demo)
    results = results_obtained(first, last, with_demo=with_demo)
    sums = results.aggregate(
        openings=Count("pk", filter=Q(kind=Result.Kind.OPENING)),
        contracts=Count("pk", filter=Q(kind=Result.Kind.CONTRACT)),
        unknown=Count("pk", filter=Q(kind=Result.Kind.CONTRACT, amount_eur__isnull=True)),
        amount=Sum("amount_eur"),
        jobs=Sum("jobs"),
    )
    return Totals(
        missions=missions_held(first, last, with_demo=with_demo).count(),
        participants=people.count(),
        actors=people.values("actor").distinct().count(),
        contacts=contacts_made(first, last, with_demo=with_demo).count(),
        openings=sums["openings"],
        contracts=sums["contracts"],
        amount_eur=sums["amount"] or Decimal(0),
        unknown_amounts=sums["unknown"],
        jobs=sums["jobs"] or 0,
    )
