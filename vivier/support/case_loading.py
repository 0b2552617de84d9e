"""Fills the cases of demonstration needs from a fixed seed, as each side would have, without a mail."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from vivier.opportunities.models import Call
from vivier.support.casework import ON_THE_CASE
from vivier.support.models import (
    CaseNote,
    Meeting,
    Need,
    NextAction,
    Outcome,
    Partner,
    Referral,
    Side,
    Suggestion,
    Survey,
    Visibility,
)

SEED = 20260303
QUESTIONS = ("in_time", "right_person", "moved_on", "recommends", "comment")


@dataclass(frozen=True, slots=True)
class CaseWords:
    """What is said in cases: notes (side, readers, text), steps (owner, what, days), and so on."""

    notes: Sequence[Sequence[str]]
    steps: Sequence[Sequence[Any]]
    meetings: Sequence[Sequence[str]]
    why: Sequence[str]
    outcomes: Sequence[Sequence[Any]]
    survey: Sequence[Sequence[str]]


@transaction.atomic
def fill_cases(words: CaseWords) -> int:
    """Fill every demonstration case a partner works on or worked on; return how many were empty before."""
    chance = random.Random(SEED)  # noqa: S311 -- a demonstration, not a secret
    calls = list(Call.objects.published().order_by("pk")[:12])
    rows = Referral.objects.filter(need__is_demo=True, state__in=ON_THE_CASE).order_by("need_id", "pk")
    filled, before = 0, None
    for referral in rows.select_related("need", "partner__actor"):
        # Chance is asked for every case, so that what is there already changes nothing of the others.
        case = _Case(referral, words, chance, calls)
        if referral.need_id != before and not CaseNote.objects.filter(need=referral.need).exists():
            case.store()
            filled += 1
        before = referral.need_id
    return filled


class _Case:
    """One case: all of it chosen first, then stored."""

    def __init__(
        self, referral: Referral, words: CaseWords, chance: random.Random, calls: Sequence[Call]
    ) -> None:
        self.need, self.partner = referral.need, referral.partner
        self.begun = referral.answered_at or referral.sent_at
        self.notes = chance.sample(list(words.notes), chance.randint(2, 4))
        self.step = chance.choice(words.steps)
        self.meeting = chance.choice(words.meetings)
        self.meets_after = chance.randint(2, 12)
        self.call = chance.choice(calls) if calls and chance.random() < 0.5 else None
        self.why = chance.choice(words.why)
        self.outcome = chance.choice(words.outcomes)
        self.differs = chance.random() < 0.25
        self.both_tell = chance.random() < 0.6
        self.survey = chance.choice(words.survey) if chance.random() < 0.7 else None

    def store(self) -> None:
        """Write it all down at the moments it would have happened."""
        for number, (side, readers, text) in enumerate(self.notes):
            values = self._from(side, number) | {"visibility": readers, "text": text}
            CaseNote.objects.create(**values)
        self._plan()
        if self.call:
            values = self._from("partner", 20) | {"visibility": Visibility.APPLICANT}
            Suggestion.objects.create(call=self.call, why=self.why, **values)
        if self.need.closed_at or self.need.state == Need.State.HELPED:
            self._end(self.need.closed_at or self._later(15))

    def _plan(self) -> None:
        owner, what, days = self.step
        NextAction.objects.create(
            **self._from("partner", 10),
            visibility=Visibility.APPLICANT,
            what=what,
            owner=owner,
            owner_partner=self.partner if owner == Side.PARTNER else None,
            due_on=self._later(days).date(),
            done_at=None if self.need.is_open else self._later(3),
        )
        begins = (self.begun + timedelta(days=self.meets_after)).replace(hour=13, minute=0, second=0)
        Meeting.objects.create(
            **self._from("partner", 11),
            uid=self._number(12),
            visibility=Visibility.APPLICANT,
            what=self.meeting[0],
            place=self.meeting[1],
            starts_at=begins,
            ends_at=begins + timedelta(hours=1),
        )

    def _end(self, at: datetime) -> None:
        result, what, amount, jobs = self.outcome
        told = {"result": result, "what": what, "jobs": jobs, "at": at}
        amount_eur = Decimal(amount) if amount else None
        Outcome.objects.create(
            need=self.need, side=Side.PARTNER, partner=self.partner, amount_eur=amount_eur,
            submission=self._number(30), **told,
        )  # fmt: skip
        if self.both_tell:
            own = amount_eur / 2 if amount_eur and self.differs else amount_eur
            Outcome.objects.create(
                need=self.need, side=Side.APPLICANT, amount_eur=own, submission=self._number(31), **told
            )
        if self.need.closed_at:
            said = dict(zip(QUESTIONS, self.survey, strict=True)) if self.survey else {}
            Survey.objects.create(
                need=self.need, sent_at=at, answered_at=self._later(0, after=at) if said else None, **said
            )

    def _from(self, side: str, number: int) -> dict[str, Any]:
        partner: Partner | None = self.partner if side == Side.PARTNER else None
        at = self._later(number % 10)
        return {
            "need": self.need,
            "side": side,
            "partner": partner,
            "at": at,
            "submission": self._number(number),
        }

    def _later(self, days: int, *, after: datetime | None = None) -> datetime:
        return min((after or self.begun) + timedelta(days=days, hours=2), timezone.now())

    def _number(self, number: int) -> UUID:
        return uuid5(NAMESPACE_URL, f"demonstration/case/{self.need.submission}/{number}")
