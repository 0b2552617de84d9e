"""A case with a marker word of each side in every kind of entry, and how each kind of visitor opens it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from tests.factories import AdviserFactory, ConsentFactory, NeedFactory, PartnerFactory, ReferralFactory
from vivier.accounts.models import User
from vivier.directory.attachments import Attachment
from vivier.support import links
from vivier.support.actions import cases, outcomes
from vivier.support.actions.cases import Owner
from vivier.support.casework import Viewer, applicant, partner_on, team

PDF = b"%%PDF-1.7 %s %%%%EOF"


class Case:
    """A need two partners took, with marker words of each side in every kind of entry."""

    def __init__(self, coordinator: User) -> None:
        self.need = NeedFactory(
            entered=True, state="taken", name="SECRET-NAME", sought="SOUGHT", email="ada@example.org"
        )
        ConsentFactory(need=self.need)
        self.first, self.second, self.asked = (
            ReferralFactory(need=self.need, answered=answered) for answered in ("taken", "helped", None)
        )
        advisers = [AdviserFactory(partner=one.partner).user for one in (self.first, self.second, self.asked)]
        self.people = dict(zip(("first", "second", "asked"), advisers, strict=True)) | {"team": coordinator}
        self.people["stranger"] = AdviserFactory(partner=PartnerFactory()).user
        self.sides: dict[str, Any] = {
            "team": team(coordinator),
            "first": partner_on(self.first, advisers[0]),
            "second": partner_on(self.second, advisers[1]),
            "applicant": applicant(),
        }
        for name, viewer in self.sides.items():
            for visibility in ("applicant", "partners", "own") if name != "applicant" else ("applicant",):
                self._write(viewer, f"{name.upper()}-{visibility.upper()}", visibility)
        for name, partner in (("first", self.first.partner), ("second", self.second.partner)):
            self._tell("partner", partner, f"OUTCOME-{name.upper()}")
        self._tell("applicant", None, "OUTCOME-APPLICANT")
        survey = outcomes.send_survey(self.need, by=coordinator)
        outcomes.answer_survey(survey, answers={}, comment="SECRET-SURVEY")
        self.token = links.of_need(self.need)

    def _write(self, by: Viewer, word: str, visibility: str) -> None:
        more = {"visibility": visibility, "by": by}
        begins = timezone.now()
        cases.write_note(self.need, text=f"NOTE-{word}", submission=uuid4(), **more)
        cases.plan_action(
            self.need, what=f"STEP-{word}", owner=Owner("team"), due_on=None, submission=uuid4(), **more
        )
        cases.set_meeting(
            self.need, what=f"MEET-{word}", place=f"PLACE-{word}", starts_at=begins,
            ends_at=begins + timedelta(hours=1), submission=uuid4(), **more,
        )  # fmt: skip
        file = Attachment(f"FILE-{word}.pdf", "application/pdf", PDF % f"BODY-{word}".encode())
        cases.add_document(self.need, file=file, submission=uuid4(), **more)

    def _tell(self, side, partner, word) -> None:
        outcomes.tell_outcome(
            self.need, side=side, partner=partner, result="obtained", what=word, submission=uuid4(), by=None
        )

    @property
    def words(self) -> set[str]:
        """Every marker word there is."""
        kinds = ("NOTE", "STEP", "MEET", "PLACE", "FILE", "BODY")
        entries = {f"{kind}-{word}" for kind in kinds for word in self._entries()}
        told = {f"OUTCOME-{name}" for name in ("FIRST", "SECOND", "APPLICANT")}
        return entries | told | {"SECRET-NAME", "SECRET-SURVEY"}

    def _entries(self) -> list[str]:
        own = [
            f"{name}-{who}"
            for name in ("TEAM", "FIRST", "SECOND")
            for who in ("APPLICANT", "PARTNERS", "OWN")
        ]
        return [*own, "APPLICANT-APPLICANT"]

    def page(self, client, name: str):
        """The case as this person opens it."""
        if name == "applicant":
            return client.get(reverse("web:need_case", args=[self.token]))
        client.force_login(self.people[name])
        if name == "team":
            return client.get(reverse("space_need_case", args=[self.need.pk]))
        referral = {"first": self.first, "second": self.second, "asked": self.asked, "stranger": self.first}[
            name
        ]
        return client.get(reverse("space_case", args=[referral.pk]))
