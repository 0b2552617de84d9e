"""A need, its case and a mission, with a marker word in every confidential field."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from tests.factories import (
    ActorFactory,
    AdviserFactory,
    CallFactory,
    ConsentFactory,
    NeedFactory,
    PartnerFactory,
    PersonFactory,
    ReferralFactory,
)
from vivier.directory.models import Actor
from vivier.missions.models import Contact, Mission, Participant, Question
from vivier.support.models import (
    Answer,
    CaseDocument,
    CaseNote,
    Meeting,
    Need,
    NeedMerge,
    NextAction,
    Outcome,
    Referral,
    Suggestion,
    Survey,
)

NEED = {
    "sought": "zq-sought",
    "name": "zq-name",
    "organisation": "zq-organisation",
    "email": "zq-email@example.org",
    "phone": "zq-phone",
    "best_time": "zq-time",
    "place": "zq-place",
    "project_name": "zq-project",
    "holders": "zq-holders",
}
PARTNERS = ("zq-message", "zq-override", "zq-answer", "zq-note")
MARKERS = (*NEED.values(), *PARTNERS)
CASE = (
    "zq-note-own",
    "zq-step",
    "zq-meet",
    "zq-room",
    "zq-file",
    "zq-why",
    "zq-outcome",
    "zq-survey",
    "zq-merge",
)
MISSION = (
    "zq-goes",
    "zq-seat@example.org",
    "zq-said",
    "zq-team",
    "zq-question",
    "zq-reply",
    "zq-met",
    "zq-heard",
)
BUDGET = "zq-budget"
EVERYTHING = (*MARKERS, *CASE, *MISSION, BUDGET)


def referred_need() -> Referral:
    """Plant it, referral, need and partner under the number 1; a second partner has it too."""
    need = NeedFactory(
        pk=1,
        entered=True,
        state="taken",
        actor=ActorFactory(name="Known Studio"),
        referred_at=timezone.now(),
        **NEED,
    )
    ConsentFactory(need=need, sees="need")
    found = ReferralFactory(
        pk=1,
        need=need,
        partner=PartnerFactory(pk=1, note="zq-note"),
        message="zq-message",
        override="zq-override",
        escalated_at=timezone.now(),
        answered="taken",
    )
    AdviserFactory(partner=found.partner)
    Answer.objects.create(referral=found, kind="taken", text="zq-answer")
    ReferralFactory(need=need, partner=PartnerFactory())
    return found


def with_a_case(need: Need) -> None:
    """Plant a marker in every kind of entry of its case, readable by the applicant, the partners and the team."""
    now, of_team = timezone.now(), {"need": need, "side": "team", "visibility": "applicant"}
    CaseNote.objects.create(pk=1, text="zq-note-own", **of_team)
    NextAction.objects.create(pk=1, what="zq-step", owner="team", **of_team)
    meeting = {"starts_at": now, "ends_at": now + timedelta(hours=1)}
    Meeting.objects.create(pk=1, what="zq-meet", place="zq-room", **meeting, **of_team)
    file = {"content_type": "application/pdf", "size": 7, "sha256": "0" * 64, "content": b"zq-file"}
    CaseDocument.objects.create(pk=1, name="zq-file.pdf", **file, **of_team)
    Suggestion.objects.create(pk=1, call=CallFactory(), why="zq-why", **of_team)
    Outcome.objects.create(pk=1, need=need, side="applicant", result="obtained", what="zq-outcome")
    Survey.objects.create(pk=1, need=need, comment="zq-survey", answered_at=now)
    merge = {"need": NeedFactory(), "by": PersonFactory(role="coordinator")}
    NeedMerge.objects.create(pk=1, into=need, reason="zq-merge", **merge)


def with_a_mission(mission: Mission, actor: Actor) -> Participant:
    """Plant a marker in everything a participant and the team write about a mission, under the number 1."""
    Mission.objects.filter(pk=mission.pk).update(budget_note=BUDGET)
    seat = Participant.objects.create(
        pk=1, mission=mission, actor=actor, state="confirmed", contact_name="zq-goes",
        email="zq-seat@example.org", said="zq-said", team_note="zq-team",
    )  # fmt: skip
    Question.objects.create(pk=1, participant=seat, text="zq-question", answer="zq-reply", submission=uuid4())
    Contact.objects.create(
        pk=1, mission=mission, participant=seat, who="zq-met", note="zq-heard", submission=uuid4()
    )
    return seat


def found_in(body: str, words: Sequence[str] = MARKERS) -> list[str]:
    """The marker words a page holds."""
    return [word for word in words if word in body]
