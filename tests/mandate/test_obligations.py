"""What is due: order, documents, conditions, reminders, calendar."""

from datetime import date, timedelta
from decimal import Decimal

import icalendar
import pytest
from django.utils import timezone

from tests.mandate.conftest import pdf, person
from tests.mandate_factories import InstalmentFactory, ObligationFactory
from vivier.mandate import actions
from vivier.mandate.calendar import calendar_of
from vivier.mandate.conditions import verdicts_on
from vivier.mandate.models import Instalment, InstalmentCondition, Obligation
from vivier.mandate.refusals import NotAllowed, NotReady, NotTheRightState, ReasonMissing
from vivier.outbox.models import Message

D = Decimal


@pytest.fixture
def activity_report(world):
    return ObligationFactory(mandate=world.mandate, kind="activity_report", title_fr="Rapport d’activité")


def test_the_financial_report_waits_for_the_activity_report(world, activity_report):
    financial = ObligationFactory(mandate=world.mandate, kind="financial_report", after=activity_report)

    for _state in ("due", "sent"):
        with pytest.raises(NotReady, match="has to be approved first"):
            actions.send_obligation(financial, by=world.coordinator)
        if activity_report.state == "due":
            activity_report = actions.send_obligation(activity_report, by=world.coordinator)
    actions.approve_obligation(activity_report, by=world.coordinator)

    assert actions.send_obligation(financial, by=world.coordinator).state == "sent"


def test_each_obligation_names_its_documents(world):
    one = ObligationFactory(mandate=world.mandate, needs=["minutes", "attendance"])
    actions.attach_evidence(one, by=world.coordinator, name="pv.pdf", content=pdf("pv"), kind="minutes")

    with pytest.raises(NotReady) as refused:
        actions.send_obligation(one, by=world.coordinator)

    assert refused.value.problems == ["Missing: attendance list."]


def test_an_instalment_is_claimed_once_its_conditions_are_met(world, activity_report):
    instalment = InstalmentFactory(mandate=world.mandate)
    for kind, more in (
        ("activity_report", {}),
        ("spent", {"spent_percent": D(10)}),
        ("other", {}),
    ):
        InstalmentCondition.objects.create(instalment=instalment, kind=kind, text=kind, **more)
    claim = ObligationFactory(mandate=world.mandate, kind="instalment", instalment=instalment)

    assert [(one.met, one.because) for one in verdicts_on(instalment)] == [
        (False, "“Rapport d’activité” is not approved"),
        (False, "0.00\u00a0€ accepted, 1,000.00\u00a0€ needed"),
        (None, "nobody said yet"),
    ]
    with pytest.raises(NotReady):
        actions.send_obligation(claim, by=world.coordinator)

    actions.approve_obligation(
        actions.send_obligation(activity_report, by=world.coordinator), by=world.coordinator
    )
    world.accepted()
    InstalmentCondition.objects.filter(kind="other").update(met_on=date(2026, 5, 1))
    actions.send_obligation(claim, by=world.coordinator)
    received = actions.receive_instalment(instalment, by=world.coordinator, on=date(2026, 6, 1))

    assert (received.state, Instalment.objects.get().claimed_on) == ("received", timezone.localdate())
    with pytest.raises(NotTheRightState):
        actions.receive_instalment(instalment, by=world.coordinator, on=date(2026, 6, 1))


def test_what_comes_back_or_is_cancelled_says_why(world, activity_report):
    sent = actions.send_obligation(activity_report, by=world.coordinator)

    with pytest.raises(ReasonMissing):
        actions.return_obligation(sent, by=world.coordinator, reason=" ")
    back = actions.return_obligation(sent, by=world.coordinator, reason="Table 3 is missing")
    with pytest.raises(ReasonMissing):
        actions.cancel_obligation(back, by=world.coordinator, reason="")

    assert (back.state, back.sent_on) == ("due", None)
    with pytest.raises(NotAllowed):
        actions.send_obligation(back, by=world.accountant)


def test_reminders_are_written_once_a_step(world):
    today = timezone.localdate()
    person("coordinator", "Cyr")
    near = ObligationFactory(mandate=world.mandate, due_on=today + timedelta(days=5), title_fr="Comité")
    late = ObligationFactory(mandate=world.mandate, due_on=today - timedelta(days=3), title_fr="Décompte")
    ObligationFactory(mandate=world.mandate, due_on=today + timedelta(days=60))
    ObligationFactory(mandate=world.mandate, due_on=today - timedelta(days=90))
    ObligationFactory(mandate=world.mandate, due_on=today, state="cancelled")

    written = [actions.remind(), actions.remind()]

    assert written == [4, 0]
    causes = set(Message.objects.values_list("cause", flat=True))
    assert causes == {f"obligation {near.pk}", f"obligation {late.pk}"}
    assert set(Message.objects.values_list("subject", flat=True)) == {
        message.subject
        for message in Message.objects.all()
        if "Comité" in message.subject or "Décompte" in message.subject
    }
    Obligation.objects.filter(pk=near.pk).update(due_on=today + timedelta(days=1))
    assert actions.remind() == 2


def test_the_calendar_has_days_and_hours(world):
    from datetime import time

    meeting = ObligationFactory(
        mandate=world.mandate, kind="committee", title_fr="Comité", starts_at=time(14, 0), place="Namur"
    )
    report = ObligationFactory(mandate=world.mandate, needs=["minutes"], state="cancelled")

    calendar = icalendar.Calendar.from_ical(calendar_of([meeting, report], "Échéances"))
    first, second = calendar.walk("VEVENT")

    assert first.decoded("dtstart").isoformat() == "2026-12-01T14:00:00+01:00"
    assert str(first["location"]) == "Namur"
    assert second.decoded("dtstart") == date(2026, 12, 1)
    assert (str(second["status"]), "minutes of a meeting" in str(second["description"])) == (
        "CANCELLED",
        True,
    )
    assert len(first.walk("VALARM")) == 3
