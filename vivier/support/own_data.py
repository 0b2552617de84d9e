"""What needs and cases keep about a person: needs told, what they wrote, what they answered for a partner."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from vivier.accounts.addresses import confirmed_addresses
from vivier.accounts.own_data import Holding
from vivier.support.actions.erasing import erase_need
from vivier.support.actions.partners import drop_adviser
from vivier.support.models import (
    Adviser,
    Answer,
    CaseDocument,
    CaseNote,
    Draft,
    Hook,
    Meeting,
    Need,
    NextAction,
    Outcome,
    Partner,
    PartnerKey,
    Referral,
    Side,
    Suggestion,
)

if TYPE_CHECKING:
    from vivier.accounts.models import User

Rows = Iterable[Sequence[Any]]


def needs_of(person: "User") -> Any:
    """The needs a person told: with the account, or with an address they confirmed."""
    rows = Need.objects.annotate(address=Lower("email"))
    return rows.filter(Q(user=person) | Q(address__in=confirmed_addresses(person)))


def _needs(person: "User") -> Rows:
    for one in needs_of(person).select_related("territory").order_by("pk"):
        reach = ", ".join(part for part in (one.name, one.email, one.phone, one.best_time) if part)
        project = " · ".join(part for part in (one.organisation, one.project_name, one.holders) if part)
        state, subject = one.get_state_display(), one.get_subject_display()
        yield one.reference, one.received_at, subject, one.sought, reach, project, one.place, state


def _forget_needs(person: "User") -> None:
    for one in list(needs_of(person)):
        erase_need(one, by=person)


def drafts_of(person: "User") -> Any:
    """The needs a person began to tell while logged in and has not sent."""
    return Draft.objects.filter(user=person).order_by("pk")


def _drafts(person: "User") -> Rows:
    for one in drafts_of(person):
        yield one.updated_at, "; ".join(f"{name}: {said}" for name, said in one.answers.items())


def _forget_drafts(person: "User") -> None:
    Draft.objects.filter(user=person).delete()


def _shared(person: "User") -> Rows:
    """With whom a need was shared: what the person agreed to, and which partners have it."""
    rows = Referral.objects.filter(need__in=needs_of(person)).exclude(state=Referral.State.RECALLED)
    for one in rows.select_related("need", "partner__actor").order_by("pk"):
        yield one.need.reference, str(one.partner), one.sent_at, one.get_state_display()


def _written(person: "User") -> Rows:
    """What was written into cases: by this account, or as the applicant of one's own need."""
    own = Q(need__in=needs_of(person), side=Side.APPLICANT)
    kinds: tuple[tuple[Any, str], ...] = (
        (CaseNote, "text"),
        (NextAction, "what"),
        (Meeting, "what"),
        (Suggestion, "why"),
        (CaseDocument, "name"),
    )
    for kind, column in kinds:
        rows = kind.objects.filter(Q(by=person) | own).order_by("pk")
        label = kind._meta.verbose_name
        for reference, at, said in rows.values_list("need__reference", "at", column):
            yield reference, at, label, said


def _told(person: "User") -> Rows:
    own = Q(need__in=needs_of(person), side=Side.APPLICANT)
    rows = Outcome.objects.filter(Q(written_by=person) | own).select_related("need").order_by("pk")
    for one in rows:
        yield one.need.reference, one.at, one.get_result_display(), one.what, one.amount_eur, one.jobs


def _surveys(person: "User") -> Rows:
    for one in needs_of(person).filter(survey__answered_at__isnull=False).select_related("survey"):
        said = one.survey
        answers = (said.in_time, said.right_person, said.moved_on, said.recommends)
        yield one.reference, said.answered_at, ", ".join(str(part) for part in answers if part), said.comment


def _partners(person: "User") -> Rows:
    for one in Adviser.objects.filter(user=person).select_related("partner__actor").order_by("pk"):
        yield str(one.partner), one.since
    rows = Partner.objects.annotate(address=Lower("email")).select_related("actor")
    for partner in rows.filter(address__in=confirmed_addresses(person)).order_by("pk"):
        yield f"{partner} ({partner.email})", partner.since


def _leave_partners(person: "User") -> None:
    """The organisation stays a partner; keys of its tool go on until an adviser or the team ends them."""
    for adviser in Adviser.objects.filter(user=person).select_related("partner__actor"):
        drop_adviser(adviser, by=person)


def _answers(person: "User") -> Rows:
    rows = Answer.objects.filter(by=person).select_related("referral__need", "referral__partner__actor")
    for one in rows.order_by("pk"):
        need, partner = one.referral.need.reference, str(one.referral.partner)
        yield need, partner, one.at, one.get_kind_display(), one.text


def _tools(person: "User") -> Rows:
    for key in PartnerKey.objects.filter(made_by=person).select_related("partner__actor").order_by("pk"):
        yield str(key.partner), key.label, key.made_at, key.expires_at, key.revoked_at, key.used_at
    for hook in Hook.objects.filter(set_by=person).select_related("partner__actor").order_by("pk"):
        yield str(hook.partner), hook.url, hook.set_at, None, None, None


_REFERENCE = _("reference")
_ERASED = _("Erased some months after the need was closed; its subject, dates and state are still counted.")
_PARTNER, _STATE = _("partner"), _("state")
HOLDINGS = (
    Holding(
        name="needs",
        label=_("Needs I told"),
        why=_("To find who can help you, and to account for what was done."),
        kept=_ERASED,
        columns={
            "reference": _REFERENCE,
            "at": _("received"),
            "subject": _("about"),
            "sought": _("what is sought"),
            "reach": _("who asks, how to be reached"),
            "project": _("organisation, project, holders"),
            "place": _("place"),
            "state": _STATE,
        },
        rows=_needs,
        erase=_forget_needs,
        covers=("support.need.user", "support.need.email"),
    ),
    Holding(
        name="need_drafts",
        label=_("Needs I began to tell"),
        why=_("So that you can go on where you stopped."),
        kept=_("30 days."),
        columns={"at": _("last change"), "answers": _("answers")},
        rows=_drafts,
        erase=_forget_drafts,
        covers=("support.draft.user",),
    ),
    Holding(
        name="needs_shared",
        label=_("Partners who have a need of mine"),
        why=_("You agreed to it; the page of your need lets you take it back."),
        kept=_("That a need was handed to a partner stays, without who asked."),
        columns={"reference": _REFERENCE, "partner": _PARTNER, "at": _("sent"), "state": _STATE},
        rows=_shared,
    ),
    Holding(
        name="case_entries",
        label=_("What I wrote into cases"),
        why=_("To work on a need together."),
        kept=_ERASED,
        columns={"reference": _REFERENCE, "at": _("when"), "what": _("what"), "text": _("text")},
        rows=_written,
        covers=(
            "support.casenote.by",
            "support.nextaction.by",
            "support.meeting.by",
            "support.casedocument.by",
            "support.suggestion.by",
        ),
    ),
    Holding(
        name="outcomes",
        label=_("What I said came of a need"),
        why=_("To account for what was obtained."),
        kept=_("Result, amount and jobs stay counted; the words are erased with the need."),
        columns={
            "reference": _REFERENCE,
            "at": _("told"),
            "result": _("result"),
            "what": _("what was obtained"),
            "amount": _("amount in euros"),
            "jobs": _("jobs"),
        },
        rows=_told,
        covers=("support.outcome.written_by",),
    ),
    Holding(
        name="surveys",
        label=_("Four questions I answered"),
        why=_("To do better next time; the team alone reads it."),
        kept=_("The comment is erased with the need; the answers stay counted."),
        columns={
            "reference": _REFERENCE,
            "at": _("answered"),
            "answers": _("answers"),
            "comment": _("comment"),
        },
        rows=_surveys,
    ),
    Holding(
        name="partners",
        label=_("Partners I answer for"),
        why=_("So that you, and nobody else, read what is referred to them."),
        kept=_("Until the team or the partner takes it away, or the account is closed."),
        columns={"partner": _PARTNER, "since": _("since")},
        rows=_partners,
        erase=_leave_partners,
        covers=("support.adviser.user", "support.partner.email"),
    ),
    Holding(
        name="referral_answers",
        label=_("Referrals I answered"),
        why=_("To know who answered for a partner."),
        kept=_("The answer and its date stay; the words are erased with the need."),
        columns={
            "reference": _REFERENCE,
            "partner": _PARTNER,
            "at": _("when"),
            "answer": _("answer"),
            "text": _("text"),
        },
        rows=_answers,
        covers=("support.answer.by",),
    ),
    Holding(
        name="partner_tools",
        label=_("Keys and tools I set up for a partner"),
        why=_("To know who let a software in."),
        kept=_("As long as the partner is one."),
        columns={
            "partner": _PARTNER,
            "what": _("what it is for"),
            "made": _("made"),
            "until": _("valid until"),
            "revoked": _("revoked"),
            "used": _("last used"),
        },
        rows=_tools,
        covers=("support.partnerkey.made_by", "support.hook.set_by"),
    ),
)
