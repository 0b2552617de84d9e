"""Trying the conditions of a call on real records before it is published, and remembering it was done."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory.models import Actor
from vivier.opportunities.conditions.criteria import Criterion, Facts, Verdict
from vivier.opportunities.conditions.facts import facts_of_actor, with_facts
from vivier.opportunities.conditions.stored import conditions_of
from vivier.opportunities.conditions.trying import Tried, count_together, try_out
from vivier.opportunities.models import Call, ConditionTrial
from vivier.opportunities.refusals import NotTried

if TYPE_CHECKING:
    from vivier.accounts.models import User

MOST_RECORDS = 500


def fingerprint(call: Call) -> str:
    """Return a name for the rules of a call as they are; another rule is another name."""
    rules = [[row.key, row.rule] for row in call.criteria.all()]
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()


def trial_of(call: Call) -> tuple[Tried, ...]:
    """Try every condition on published records; made-up cases where none is found."""
    conditions = conditions_of(call.criteria.all())
    return try_out(conditions, _people() if conditions else ())


@dataclass(frozen=True, slots=True)
class TrialNow:
    """Conditions nobody saved yet, tried one by one and all together; `total`: how many were asked."""

    rows: tuple[Tried, ...]
    together: Mapping[Verdict, int]
    total: int


def try_now(conditions: Iterable[Criterion]) -> TrialNow:
    """Try conditions as they are being written; nothing is remembered of it."""
    wanted = tuple(conditions)
    people = list(_people())
    return TrialNow(try_out(wanted, people), count_together(wanted, people), len(people))


def _people() -> Iterator[tuple[str, Facts]]:
    """Records with what anybody may know of them: partners try their conditions too."""
    rows = with_facts(Actor.objects.published()).order_by("-website", "pk")
    today = timezone.localdate()
    for actor in rows[:MOST_RECORDS]:
        yield actor.name, facts_of_actor(actor, today=today)


def was_tried(call: Call) -> bool:
    """Say whether somebody looked at the conditions as they are now; a call without any needs no trial."""
    if not call.criteria.exists():
        return True
    return ConditionTrial.objects.filter(call=call, fingerprint=fingerprint(call)).exists()


@transaction.atomic
def accept_trial(call: Call, *, seen: str, by: "User") -> None:
    """Remember that a person found the cases right; `seen` is the fingerprint of what they looked at.

    Raises NotTried when the rules changed meanwhile, or a condition cannot come out in all three ways.
    """
    Call.objects.select_for_update().get(pk=call.pk)
    now = fingerprint(call)
    if seen != now:
        raise NotTried(
            _("The conditions changed while you looked at them. Look at the new cases, then agree.")
        )
    stuck = [one for one in trial_of(call) if not one.is_whole]
    if stuck:
        names = ", ".join(f"“{next(iter(one.condition.text.values()), one.condition.key)}”" for one in stuck)
        raise NotTried(
            _("These conditions always come out the same, whoever asks: %(conditions)s. Correct their rules.")
            % {"conditions": names}
        )
    ConditionTrial.objects.update_or_create(
        call=call, defaults={"fingerprint": now, "by": by, "at": timezone.now()}
    )
    journal.record("opportunity.tried", call, by=by, changes={"conditions": [None, now[:12]]})
