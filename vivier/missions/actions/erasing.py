"""Forget who went: names, addresses and words go; seats, results, amounts and dates stay and are counted."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from vivier.accounts import journal
from vivier.directory.freshness import months_before
from vivier.missions.mailing import cause_of
from vivier.missions.models import Contact, Mission, Participant, Question, Result
from vivier.outbox import actions as outbox

if TYPE_CHECKING:
    from vivier.accounts.models import User


@transaction.atomic
def erase_participant(participant: Participant, *, by: "User | None") -> Participant:
    """Empty what says something of the person who goes for an actor, and end every link. Twice is once.

    Which actor went, in which state, whom it met how often and what it obtained stay; the journal never
    held any of the rest.
    """
    Mission.objects.select_for_update().get(pk=participant.mission_id)
    rows = Participant.objects.select_for_update(of=("self",)).select_related("mission", "actor")
    locked = rows.get(pk=participant.pk)
    if locked.erased_at is not None:
        return locked
    locked.contact_name = locked.email = locked.said = locked.team_note = ""
    locked.link_version += 1
    locked.erased_at = timezone.now()
    locked.save()
    Question.objects.filter(participant=locked).update(text="", answer="")
    Contact.objects.filter(participant=locked).update(who="", note="", next_step="")
    Result.objects.filter(participant=locked).update(what="", withdrawn_because="")
    outbox.forget(cause_of(locked))
    changes: journal.Changes = {"participant": [None, locked.actor.name]}
    journal.record("mission.participant_erased", locked.mission, by=by, changes=changes)
    participant.refresh_from_db()
    return participant


def erase_old(today: date | None = None) -> int:
    """Erase who went on missions that ended longer ago than they are kept; return how many."""
    limit = months_before(today or timezone.localdate(), settings.MISSION_RETENTION_MONTHS)
    rows = Participant.objects.filter(mission__ends_on__lt=limit, erased_at__isnull=True)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        erase_participant(Participant.objects.get(pk=key), by=None)
    of_the_team = Contact.objects.filter(mission__ends_on__lt=limit, participant__isnull=True)
    of_the_team.exclude(who="", note="", next_step="").update(who="", note="", next_step="")
    return len(keys)
