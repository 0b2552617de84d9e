"""Which opportunities fit somebody, which may, which do not: conditions counted one by one, no score."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from vivier.core.names import sort_key
from vivier.opportunities.conditions import conditions_of
from vivier.opportunities.criteria import Assessment, Facts, Missing, Verdict, evaluate, most_settling
from vivier.opportunities.models import Call
from vivier.opportunities.status import Status, status_of, year_of_edition

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

    call: Call
    status: Status
    assessment: Assessment
    shared_disciplines: frozenset[str]

    @property
    def group(self) -> Group:
        return _GROUPS[self.assessment.verdict]

    @property
    def is_testable(self) -> bool:
        """Whether any condition was written down; without one nothing can be concluded."""
        return self.assessment.total > 0


@dataclass(frozen=True, slots=True)
class Matches:
    """All opportunities sorted for somebody: the current ones in three groups, the closed ones apart."""

    fits: tuple[Match, ...] = ()
    to_check: tuple[Match, ...] = ()
    does_not_fit: tuple[Match, ...] = ()
    closed: tuple[Match, ...] = field(default=())

    @property
    def next_question(self) -> Missing | None:
        """The one question whose answer most of the opportunities to check wait for."""
        return most_settling(match.assessment for match in self.to_check)

    def waiting_for(self, missing: Missing) -> int:
        """How many opportunities to check wait for this answer."""
        return sum(
            any(each.name == missing.name for each in match.assessment.open_questions)
            for match in self.to_check
        )


def match_of(call: Call, facts: Facts, *, now: datetime) -> Match:
    """One opportunity in the light of the facts; its criteria and disciplines should be prefetched."""
    disciplines = facts.get("discipline")
    shared = {row.code for row in call.disciplines.all()} & (
        disciplines.values or set() if disciplines else set()
    )
    assessment = evaluate(facts, conditions_of(call.criteria.all()))
    return Match(call, status_of(call, now), assessment, frozenset(shared))


def assess(facts: Facts, calls: Iterable[Call], *, now: datetime) -> Matches:
    """Sort opportunities into groups: open ones first, those that share a discipline, then by deadline."""
    matches = [match_of(call, facts, now=now) for call in calls]
    audience = facts.get("audience")
    meant = (audience.values or frozenset()) if audience else frozenset()
    current = sorted(
        (match for match in matches if match.status is not Status.CLOSED),
        key=lambda match: _order(match, meant),
    )
    closed = sorted((match for match in matches if match.status is Status.CLOSED), key=_archive_order)
    groups = {group: tuple(match for match in current if match.group is group) for group in Group}
    return Matches(groups[Group.FITS], groups[Group.TO_CHECK], groups[Group.DOES_NOT_FIT], tuple(closed))


def _order(match: Match, meant: frozenset[str]) -> tuple[object, ...]:
    call = match.call
    return (
        _RANKS[match.status],
        not match.is_testable,
        not match.shared_disciplines,
        meant.isdisjoint(call.audiences),
        call.closes_at or _LAST,
        -(year_of_edition(call.edition) or 9999),
        sort_key(call.title_fr),
        call.pk,
    )


def _archive_order(match: Match) -> tuple[object, ...]:
    order = (Group.FITS, Group.TO_CHECK, Group.DOES_NOT_FIT)
    closed_at = match.call.closes_at
    return order.index(match.group), -(closed_at.timestamp() if closed_at else 0), match.call.pk
