"""What came of a need, told by both sides; four questions to the applicant; needs that are one."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.support import case_mails
from vivier.support.actions.settling import lock
from vivier.support.casework import ON_THE_CASE
from vivier.support.models import Need, NeedMerge, Outcome, Partner, Referral, Side, Survey
from vivier.support.refusals import CaseRefused

if TYPE_CHECKING:
    from vivier.accounts.models import User

QUESTIONS = ("in_time", "right_person", "moved_on", "recommends")


@transaction.atomic
def tell_outcome(
    need: Need,
    *,
    side: str,
    partner: Partner | None,
    result: str,
    submission: UUID,
    by: "User | None",
    what: str = "",
    amount_eur: Decimal | None = None,
    jobs: int | None = None,
) -> Outcome:
    """Write down what one side says came of the need; what was told before stays, the newest counts.

    May be told after closing too. The team writes for a side with `by`; the side stays the one that told.
    """
    already = Outcome.objects.filter(submission=submission, need=need, side=side, partner=partner).first()
    if already:
        return already
    locked = lock(need)
    _may_tell(locked, side, partner)
    if result == Outcome.Result.NOT and (amount_eur or jobs):
        raise CaseRefused(_("An amount or jobs are something obtained."), field="result")
    outcome = Outcome(
        need=locked,
        side=side,
        partner=partner,
        result=result,
        what=what.strip()[:500],
        amount_eur=amount_eur,
        jobs=jobs,
        written_by=by,
        submission=submission,
    )
    _check(outcome)
    outcome.save(force_insert=True)
    changes: journal.Changes = {"side": [None, str(side)], "partner": [None, str(partner or "")]}
    journal.record("case.outcome_told", locked, by=by, changes=changes)
    return outcome


def _may_tell(need: Need, side: str, partner: Partner | None) -> None:
    if need.erased_at is not None or need.merged_into_id is not None:
        raise CaseRefused(_("This need was erased or is part of another one."))
    if need.entered_at is None:
        raise CaseRefused(_("Nothing can have come of it yet: the team has not entered this need."))
    if side == Side.PARTNER and not _worked_on(need, partner):
        raise CaseRefused(_("Only a partner that took the need or offered help tells what came of it."))


def _worked_on(need: Need, partner: Partner | None) -> bool:
    rows = Referral.objects.filter(need=need, partner=partner, state__in=ON_THE_CASE)
    return partner is not None and rows.exists()


def _check(outcome: Outcome) -> None:
    try:
        outcome.clean_fields(exclude=["need", "partner", "written_by"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise CaseRefused(messages[0], field=field) from error


@transaction.atomic
def send_survey(need: Need, *, by: "User | None") -> Survey | None:
    """Ask the four questions by mail, once for each need; None without an address."""
    locked = lock(need)
    if not locked.email or locked.erased_at is not None or locked.merged_into_id is not None:
        return None
    survey, created = Survey.objects.get_or_create(need=locked)
    if created:
        case_mails.survey(locked)
        journal.record("case.survey_sent", locked, by=by)
    return survey


@transaction.atomic
def answer_survey(survey: Survey, *, answers: Mapping[str, str], comment: str) -> Survey:
    """Keep the answers, whole or in part; a second answer replaces the first until a month has passed."""
    locked = Survey.objects.select_for_update().select_related("need").get(pk=survey.pk)
    if locked.need.erased_at is not None:
        raise CaseRefused(_("This need was erased."))
    if locked.answered_at and (timezone.now() - locked.answered_at).days > 30:
        raise CaseRefused(_("Thank you: your answers were counted already."))
    for name in QUESTIONS:
        value = answers.get(name, "")
        if value and value not in Survey.Said.values:
            raise CaseRefused(_("Please choose one of the answers."), field=name)
        setattr(locked, name, value)
    locked.comment = comment.strip()[:2000]
    locked.answered_at = locked.answered_at or timezone.now()
    locked.save()
    journal.record("case.survey_answered", locked.need, by=None)
    return locked


@transaction.atomic
def merge_needs(need: Need, into: Need, *, reason: str, by: "User") -> NeedMerge:
    """Say that a need is another one told twice: it counts no more. Nothing is lost; it can be undone."""
    first, second = sorted((need.pk, into.pk))
    rows = {row.pk: row for row in Need.objects.select_for_update().filter(pk__in=(first, second))}
    goes, stays = rows[need.pk], rows[into.pk]
    _mergeable(goes, stays)
    if not reason.strip():
        raise CaseRefused(_("Say why they are one need."), field="reason")
    goes.merged_into = stays
    goes.save(update_fields=["merged_into"])
    merge = NeedMerge.objects.create(need=goes, into=stays, reason=reason.strip()[:300], by=by)
    changes: journal.Changes = {"merged_into": [None, stays.reference]}
    journal.record("need.merged", goes, by=by, changes=changes)
    need.refresh_from_db()
    return merge


def _mergeable(goes: Need, stays: Need) -> None:
    if goes.pk == stays.pk:
        raise CaseRefused(_("A need is not merged into itself."))
    if goes.merged_into_id is not None or stays.merged_into_id is not None:
        raise CaseRefused(_("One of them is part of another need already: undo that first."))
    if Need.objects.filter(merged_into=goes).exists():
        raise CaseRefused(_("Another need went into this one: merge the other way round, or undo that."))
    if goes.erased_at is not None or stays.erased_at is not None:
        raise CaseRefused(_("One of them was erased."))
    running = (Referral.State.SENT, *ON_THE_CASE)
    if goes.referrals.filter(state__in=running).exists():  # type: ignore[attr-defined]
        raise CaseRefused(
            _("A partner works on this need: merge the other one into it, or take the referral back first.")
        )


@transaction.atomic
def unmerge_need(need: Need, *, by: "User") -> NeedMerge:
    """Say that a merged need is one by itself after all."""
    locked = lock(need)
    merge = NeedMerge.objects.select_for_update().filter(need=locked, undone_at__isnull=True).first()
    if locked.merged_into_id is None or merge is None:
        raise CaseRefused(_("This need is not part of another one."))
    before = str(locked.merged_into)
    locked.merged_into = None
    locked.save(update_fields=["merged_into"])
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    journal.record("need.unmerged", locked, by=by, changes={"merged_into": [before, None]})
    need.refresh_from_db()
    return merge
