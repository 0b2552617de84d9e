"""Who suggested a correction and left an address is told what became of it: once, in their language."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from tests.factories import ActorFactory, CorrectionFactory, DisciplineFactory
from vivier.desk import corrections as desk
from vivier.directory import actions
from vivier.directory.models import Correction
from vivier.directory.refusals import AlreadyDecided
from vivier.outbox.models import Message
from vivier.outbox.sending import claim

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def correction(**values):
    return CorrectionFactory(**({"author_email": "ada@example.org", "language": "en"} | values))


def test_the_author_of_an_applied_correction_is_told(coordinator):
    one = correction(actor=ActorFactory(name="Studio L’Œil & Co"))

    actions.apply_correction(one, by=coordinator)

    mail = Message.objects.get()
    assert (mail.to, mail.cause) == ("ada@example.org", f"correction:{one.pk}")
    assert mail.subject == "Your correction to “Studio L’Œil & Co” is applied"
    assert "Town:\nDinant" in mail.text
    assert f"/en/actors/{one.actor.slug}/" in mail.text
    assert mail.due_at > timezone.now()


def test_the_author_of_a_refused_correction_reads_the_reason(coordinator):
    one = correction(field="")

    actions.refuse_correction(one, by=coordinator, reason="We asked them: <they> did not move.")

    mail = Message.objects.get()
    assert "was looked at and not applied" in mail.text
    assert "We asked them: <they> did not move." in mail.text
    assert "We asked them: &lt;they&gt; did not move." in mail.html


def test_the_mail_is_in_the_language_the_page_was_in(client, coordinator):
    actor = ActorFactory(disciplines=[DisciplineFactory()])
    with translation.override("nl"):
        address = actor.get_absolute_url()
        form = reverse("web:actor_correction", args=[actor.slug])
    answer = client.post(
        form,
        {
            "field": "city",
            "proposed": "Dinant",
            "submission": str(uuid4()),
            "author_email": "ada@example.org",
        },
    )
    assert answer.status_code == 302
    one = Correction.objects.get()

    actions.apply_correction(one, by=coordinator)

    mail = Message.objects.get()
    assert (one.language, mail.language) == ("nl", "nl")
    assert '<html lang="nl">' in mail.html
    assert address in mail.text


def test_who_left_no_address_is_told_nothing(coordinator):
    actions.apply_correction(correction(author_email=""), by=coordinator)

    assert not Message.objects.exists()


def test_an_address_that_is_none_stops_no_decision(coordinator):
    one = correction(author_email="nobody")

    actions.apply_correction(one, by=coordinator)

    assert (one.status, Message.objects.exists()) == ("applied", False)


def test_a_decision_made_twice_is_told_once(coordinator):
    one = correction()
    actions.apply_correction(one, by=coordinator)

    with pytest.raises(AlreadyDecided):
        actions.refuse_correction(one, by=coordinator, reason="No.")

    assert Message.objects.count() == 1


def test_a_decision_taken_back_at_once_tells_nobody_and_the_next_one_does(coordinator):
    one = correction()
    undo = desk.apply(one, by=coordinator)

    desk.take_back(one, by=coordinator, undo=undo)
    assert [mail.state for mail in Message.objects.all()] == ["cancelled"]
    desk.apply(one, by=coordinator)

    states = Message.objects.order_by("pk").values_list("template", "state")
    assert list(states) == [
        ("directory/mails/correction_applied", "cancelled"),
        ("directory/mails/correction_applied", "waiting"),
    ]


def test_an_answer_that_left_is_not_repeated_but_a_change_of_mind_is_told(coordinator):
    one = correction()
    undo = desk.apply(one, by=coordinator)
    Message.objects.update(state="sent")
    desk.take_back(one, by=coordinator, undo=undo)

    desk.apply(one, by=coordinator)
    assert Message.objects.count() == 1
    desk.take_back(one, by=coordinator, undo={})
    actions.refuse_correction(one, by=coordinator, reason="It moved again.")

    assert [mail.template[-7:] for mail in Message.objects.order_by("pk")] == ["applied", "refused"]


def test_a_hostile_name_and_reason_stay_text(coordinator):
    one = correction(actor=ActorFactory(name="Evil\r\nBcc: x@example.org <b>"), proposed="<script>\x0b")

    actions.refuse_correction(one, by=coordinator, reason="\r\nSubject: x")

    mail = Message.objects.get()
    assert "\n" not in mail.subject
    assert "<script>" not in mail.html
    assert claim(mail.due_at) is not None
