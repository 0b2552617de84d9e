"""What fits the records a person looks after, with its reasons: their page, and the home of the space."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from vivier.accounts.models import User
from vivier.core.translation import label_of
from vivier.directory.models import Actor
from vivier.opportunities.fitting.matching import Group
from vivier.opportunities.fitting.ordering import Suggestion, calls_for_each, records
from vivier.opportunities.fitting.reasons import reasons_in_words
from vivier.opportunities.models import Response
from vivier.reference.models import Discipline
from vivier.web.showing.call_list import line_of

MOST_RECORDS, MOST_LINES = 3, 3


@dataclass(frozen=True, slots=True)
class Fitting:
    """One record and the first lines of what fits it."""

    actor: Actor
    lines: list[dict[str, Any]]


def disciplines() -> dict[str, str]:
    """Return the names of the disciplines by code, in the language of the page."""
    return {row.code: label_of(row) for row in Discipline.objects.all()}


def shown(one: Suggestion, labels: Mapping[str, str], said: Mapping[int, Response]) -> dict[str, Any]:
    """Return what a line says: the call, its conditions, why it stands here, what was answered to it."""
    return {
        "line": line_of(one.match.call, timezone.now()),
        "assessment": one.match.assessment,
        "fits": one.match.group is Group.FITS,
        "reasons": reasons_in_words(one.reasons, labels),
        "said": said.get(one.match.call.pk),
    }


def of_person(person: User, now: datetime) -> list[Fitting]:
    """Return the first that fit each of the first published records a person looks after."""
    actors = list(records().filter(memberships__user=person).order_by("sort_name", "pk")[:MOST_RECORDS])
    if not actors:
        return []
    labels = disciplines()
    found = calls_for_each(actors, now=now, most=MOST_LINES)
    return [
        Fitting(actor, [shown(one, labels, {}) for one in found[actor.pk]])
        for actor in actors
        if found[actor.pk]
    ]
