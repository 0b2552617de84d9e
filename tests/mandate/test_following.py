"""What is due follows its report: sent when it is handed in, approved with it, due again when it comes back."""

from datetime import date

import pytest
from django.utils import timezone, translation

from tests.mandate.reported_world import YEAR, claimed, made, started, submitted
from tests.mandate_factories import ObligationFactory
from vivier.accounts.models import JournalEntry
from vivier.mandate import actions
from vivier.mandate.actions import measuring, reports
from vivier.mandate.due import missing_documents
from vivier.mandate.models import Obligation, Report
from vivier.mandate.refusals import NotReady, NotTheRightState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def world():
    return made()


@pytest.fixture
def due(world):
    return ObligationFactory(
        mandate=world.mandate,
        kind="activity_report",
        title_fr="Rapport annuel",
        due_on=date(2027, 1, 31),
        needs=["activity_report"],
    )


def test_a_report_answers_what_is_due_next_after_its_period(world, due):
    ObligationFactory(mandate=world.mandate, kind="activity_report", due_on=date(2026, 11, 1))
    ObligationFactory(mandate=world.mandate, kind="financial_report", due_on=date(2027, 1, 1))

    assert started(world).obligation == due
    assert started(world).obligation is None


def test_handed_in_it_is_sent_with_its_papers_and_approved_with_it(world, due):
    report = submitted(world)
    sent = Obligation.objects.get(pk=due.pk)

    assert (sent.state, sent.sent_on) == ("sent", timezone.localdate(report.submitted_at))
    assert missing_documents(sent) == []
    told = JournalEntry.objects.filter(verb="obligation.sent").get()
    assert told.changes["report"] == [None, report.reference]

    reports.approve_report(report, by=world.coordinator)

    approved = Obligation.objects.get(pk=due.pk)
    assert (approved.state, approved.approved_on) == ("approved", timezone.localdate())


def test_sent_back_it_is_due_again_and_the_next_version_answers_it(world, due):
    following = reports.return_report(submitted(world), by=world.coordinator, comment="Table 3 is missing")

    again = Obligation.objects.get(pk=due.pk)
    assert (again.state, again.sent_on, missing_documents(again)) == ("due", None, ["activity report"])
    assert following.obligation == due

    reports.submit_report(following, by=world.coordinator)

    assert Obligation.objects.get(pk=due.pk).state == "sent"


def test_the_answer_is_written_on_the_report_alone(world, due):
    submitted(world)
    sent = Obligation.objects.get(pk=due.pk)

    with pytest.raises(NotTheRightState, match="Write the funder’s answer on report A-"):
        actions.approve_obligation(sent, by=world.coordinator)
    with pytest.raises(NotTheRightState, match="Write the funder’s answer on report A-"):
        actions.return_obligation(sent, by=world.coordinator, reason="No.")

    assert Obligation.objects.get(pk=due.pk).state == "sent"


def test_what_is_due_keeps_its_order_and_its_other_documents(world, due):
    report = claimed(world)
    meeting = ObligationFactory(mandate=world.mandate, kind="committee", title_fr="Comité final")
    account = ObligationFactory(
        mandate=world.mandate,
        kind="financial_report",
        due_on=date(2027, 2, 28),
        needs=["statement", "claim", "minutes"],
        after=meeting,
    )
    report = reports.change_report(report, {"obligation": account}, edits=report.edits, by=world.coordinator)

    with pytest.raises(NotReady) as refused:
        reports.submit_report(report, by=world.coordinator)

    assert refused.value.problems == [
        "“Comité final” has to be approved first.",
        "Missing: minutes of a meeting.",
    ]
    assert Obligation.objects.get(pk=account.pk).state == "due"


@pytest.mark.parametrize("state", ["approved", "cancelled"])
def test_what_is_over_takes_no_report(world, due, state):
    report = started(world)
    days = {"sent_on": date(2026, 12, 1), "approved_on": date(2026, 12, 1)} if state == "approved" else {}
    Obligation.objects.filter(pk=due.pk).update(state=state, **days)

    with pytest.raises(NotReady, match="choose what this report is due for"):
        reports.submit_report(report, by=world.coordinator)

    assert Report.objects.get(pk=report.pk).state == "draft"
    assert (report.starts_on, report.ends_on) == (YEAR.starts_on, YEAR.ends_on)


def test_what_was_sent_by_hand_stays_as_it_was(world, due):
    Obligation.objects.filter(pk=due.pk).update(state="sent", sent_on=date(2026, 12, 24))

    reports.submit_report(started_with_words(world), by=world.coordinator)

    assert Obligation.objects.get(pk=due.pk).sent_on == date(2026, 12, 24)


def started_with_words(world):
    """Return the report of the year, ready but for its obligation, which it names."""
    report = started(world)
    changes = {"introduction": "Une année.", "obligation": Obligation.objects.get()}
    measuring.explain_gap(world.target, text="En mai.", by=world.coordinator)
    return reports.change_report(report, changes, edits=report.edits, by=world.coordinator)
