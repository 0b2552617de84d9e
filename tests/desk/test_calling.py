"""Telling people of a call: only those who asked, once, with two lines, and a minute to take it back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from tests.factories import ActorFactory, CallFactory
from tests.speaking import read_in_english
from vivier.alerts.actions import asking, calling, telling
from vivier.alerts.models import CallOut, Subscriber, Subscription, Told
from vivier.alerts.refusals import NobodyToTell, TooLate
from vivier.directory.models import Membership
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.STAFF_MFA_REQUIRED = False
    with translation.override("en"):
        yield


@pytest.fixture
def call():
    return CallFactory(title_fr="Bourse", closes_at=timezone.now() + timedelta(days=20))


@pytest.fixture
def asked(django_user_model):
    """Give a person who looks after a record and asked to be told about it."""

    def one(name):
        person = django_user_model.objects.create_user(f"{name}@example.org", role="member")
        person.vouch_for_address()
        actor = ActorFactory(name=name)
        Membership.objects.create(user=person, actor=actor)
        return asking.ask(email=person.email, subject="record", language="en", thing=actor, by=person)

    return one


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    read_in_english(client)
    return client


def call_out(call, by, *subscriptions, note=""):
    return calling.call_out(
        call, actors=[one.actor_id for one in subscriptions], note=note, submission=uuid4(), by=by
    )


def test_only_those_who_asked_are_offered_and_told(desk, call, asked):
    one, other = asked("studio"), asked("festival")
    ActorFactory(name="silent")
    page = desk.get(f"/desk/tell/{call.pk}/").content.decode()
    assert "2 people it concerns" in page
    assert "silent" not in page

    desk.post(
        f"/desk/tell/{call.pk}/",
        {"actors": [one.actor_id], "note": "Worth a look", "submission": str(uuid4())},
    )

    message = Message.objects.get()
    assert message.to == "studio@example.org"
    assert "Worth a look" in message.text
    assert "look after the record of studio" in message.text
    assert message.due_at > timezone.now() + timedelta(seconds=50)
    assert not Told.objects.filter(subscriber=other.subscriber).exists()


def test_the_same_form_twice_is_one_mail(desk, call, asked):
    one = asked("studio")
    form = {"actors": [one.actor_id], "note": "", "submission": str(uuid4())}

    for _twice in range(2):
        assert desk.post(f"/desk/tell/{call.pk}/", form).status_code == 302

    assert Message.objects.count() == CallOut.objects.count() == 1


def test_nobody_is_told_twice_by_a_call_or_by_the_weekly_mail(call, coordinator, asked):
    one = asked("studio")
    call_out(call, coordinator, one)

    with pytest.raises(NobodyToTell):
        call_out(call, coordinator, one)
    Subscriber.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    telling.tell_everyone()

    assert Message.objects.count() == 1


def test_within_the_minute_it_is_taken_back_and_may_be_told_again(desk, call, coordinator, asked):
    one = asked("studio")
    call_out(call, coordinator, one)

    desk.post(f"/desk/tell/{call.pk}/", {"undo": "1"})

    assert Message.objects.get().state == "cancelled"
    assert not Told.objects.exists()
    assert calling.recipients(call, [one.actor_id]) == [one]


def test_what_has_left_is_not_taken_back(call, coordinator, asked):
    sent = call_out(call, coordinator, asked("studio"))
    Message.objects.update(state="sent")

    with pytest.raises(TooLate):
        calling.take_back(sent, by=coordinator)
    assert Told.objects.exists()


def test_who_declined_or_stopped_is_left_alone(call, asked):
    one, other = asked("studio"), asked("festival")
    asking.decline(one.subscriber, call.scheme)
    asking.stop(other)

    assert calling.recipients(call, [one.actor_id, other.actor_id]) == []


@pytest.mark.parametrize(
    "sent",
    [{}, {"actors": "999999"}, {"actors": "x", "note": "y" * 9000}, {"submission": "\x00"}, {"undo": "1"}],
)
def test_hostile_forms_tell_nobody(desk, call, asked, sent):
    asked("studio")

    assert desk.post(f"/desk/tell/{call.pk}/", sent).status_code in {302, 400, 422}
    assert not Message.objects.exists()


@pytest.mark.parametrize("role", ["anonymous", "member", "adviser", "editor", "auditor"])
def test_others_tell_nobody(client, django_user_model, call, asked, role):
    one = asked("studio")
    if role != "anonymous":
        person = django_user_model.objects.create_user(
            f"{role}2@example.org", role=role, is_staff=role == "editor"
        )
        client.force_login(person)

    form = {"actors": [one.actor_id], "submission": str(uuid4())}
    assert client.post(f"/desk/tell/{call.pk}/", form).status_code in {302, 403}
    assert not CallOut.objects.exists()


def test_a_manager_asks_and_stops_in_the_space(client, member):
    actor = ActorFactory(name="Studio", slug="studio")
    Membership.objects.create(user=member, actor=actor)
    member.vouch_for_address()
    client.force_login(member)
    address = "/espace/fiches/studio/opportunites/"

    client.post(address, {"follow": "1"})
    assert Subscription.objects.get().state == "active"
    client.post(address, {"follow": "1"})

    assert Subscription.objects.get().state == "stopped"
    assert not Message.objects.exists()


def test_a_record_is_told_what_fits_it_with_the_reasons_of_the_order(call, asked):
    asked("studio")

    telling.tell_everyone()

    assert "New opportunities for studio" in Message.objects.get().text


def test_what_came_of_it_is_shown_and_exported(desk, call, coordinator, asked):
    call_out(call, coordinator, asked("studio"))
    Message.objects.update(state="sent")
    shown = desk.get(f"/desk/tell/{call.pk}/").content.decode()
    assert "1 reached" in shown
    assert "visits, not persons" in shown

    whole = desk.get("/desk/tell/").content.decode()
    lines = b"".join(desk.get("/desk/tell/figures.csv")).decode("utf-8-sig").splitlines()

    assert "Bourse" in whole
    assert lines[1].split(",")[:3] == ["Bourse", "1", "1"] or lines[1].split(";")[:3] == ["Bourse", "1", "1"]


@pytest.mark.parametrize(
    "query", ["first=x", "first=0001-01-01&last=9999-12-31", "first=2999-01-01", "last=%00"]
)
def test_periods_that_make_no_sense_break_nothing(desk, query):
    assert desk.get(f"/desk/tell/?{query}").status_code in {200, 400}
    assert desk.get(f"/desk/tell/figures.xlsx?{query}").status_code in {200, 400}


@pytest.mark.parametrize("role", ["member", "adviser", "auditor", "editor"])
def test_others_do_not_see_what_came_of_it(client, django_user_model, role):
    person = django_user_model.objects.create_user("p@example.org", role=role, is_staff=role == "editor")
    client.force_login(person)

    assert client.get("/desk/tell/").status_code == 403
    assert client.get("/desk/tell/figures.csv").status_code == 403
