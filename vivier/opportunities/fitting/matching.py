"""Which opportunities fit somebody, which may, which do not: conditions counted one by one, no score."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from vivier.opportunities.conditions.criteria import Assessment, Facts, Verdict, evaluate
from vivier.opportunities.models import Call
from vivier.opportunities.status import Status
from vivier.opportunities.stock import Offer

_LAST = datetime.max.replace(tzinfo=UTC)
_RANKS = {Status.CLOSING_SOON: 0, Status.OPEN: 0, Status.PERMANENT: 1, Status.UPCOMING: 2, Status.UNKNOWN: 3}


class Group(StrEnum):
    """Where an opportunity stands for somebody."""

    FITS = "fits"
    TO_CHECK = "to_check"
    DOES_NOT_FIT = "does_not_fit"


_GROUPS = {Verdict.MET: Group.FITS, Verdict.UNKNOWN: Group.TO_CHECK, Verdict.NOT_MET: Group.DOES_NOT_FIT}


@dataclass(frozen=True, slots=True)
class Match:
    """One opportunity in the light of what is known about somebody."""

    offer: Offer
    status: Status
    assessment: Assessment
    group: Group
    shared_disciplines: frozenset[str]

    @property
    def call(self) -> Call:
        return self.offer.call

    @property
    def is_testable(self) -> bool:
        """Whether any condition was written down; without one nothing can be concluded."""
        return self.assessment.total > 0


@dataclass(frozen=True, slots=True)
class Matches:
    """All opportunities sorted for somebody: the current ones in three groups.

    Apart, as an archive: those that are closed, and editions of past years whose dates nobody wrote down.
    """

    fits: tuple[Match, ...] = ()
    to_check: tuple[Match, ...] = ()
    does_not_fit: tuple[Match, ...] = ()
    archive: tuple[Match, ...] = ()


def match_of(offer: Offer, facts: Facts, *, now: datetime) -> Match:
    """One opportunity in the light of the facts."""
    disciplines = facts.get("discipline")
    known = (disciplines.values or frozenset()) if disciplines else frozenset()
    assessment = evaluate(facts, offer.conditions)
    group = _GROUPS[assessment.verdict]
    return Match(offer, offer.status_at(now), assessment, group, offer.disciplines & known)


def assess(facts: Facts, offers: Iterable[Offer], *, now: datetime) -> Matches:
    """Sort opportunities into groups: open ones first, those that share a discipline, then by deadline."""
    audience = facts.get("audience")
    meant = (audience.values or frozenset()) if audience else frozenset()
    matches = [match_of(offer, facts, now=now) for offer in offers]
    current = [match for match in matches if not _is_past(match, now)]
    current.sort(key=lambda match: _order(match, meant))
    archive = sorted((match for match in matches if _is_past(match, now)), key=_archive_order)
    groups = {group: tuple(match for match in current if match.group is group) for group in Group}
    return Matches(groups[Group.FITS], groups[Group.TO_CHECK], groups[Group.DOES_NOT_FIT], tuple(archive))


def _is_past(match: Match, now: datetime) -> bool:
    if match.status is Status.UNKNOWN:
        year = match.offer.year
        return year is not None and year < now.year
    return match.status is Status.CLOSED


def _order(match: Match, meant: frozenset[str]) -> tuple[object, ...]:
    call = match.call
    return (
        _RANKS[match.status],
        not match.is_testable,
        not match.shared_disciplines,
        meant.isdisjoint(call.audiences),
        call.closes_at or _LAST,
        -(match.offer.year or 9999),
        match.offer.sort_title,
        call.pk,
    )


def _archive_order(match: Match) -> tuple[object, ...]:
    """The latest first, whatever the verdict: an archive shows what comes back."""
    call = match.call
    year = call.closes_at.year if call.closes_at else match.offer.year or 0
    return -year, tuple(Group).index(match.group), match.offer.sort_title, call.pk
