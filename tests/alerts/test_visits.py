"""Visits from mails: how many, never whose; and the figures of telling people."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from tests.factories import ActorFactory, CallFactory, MembershipFactory, PersonFactory
from vivier.alerts import figures, visits
from vivier.alerts.actions import asking, calling, telling
from vivier.alerts.models import CallOut, MailedVisits, Subscription
from vivier.opportunities.models import Response
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def call():
    return CallFactory(title_fr="Bourse", closes_at=timezone.now() + timedelta(days=20))


@pytest.fixture
def sent(call, coordinator):
    person = PersonFactory()
    actor = MembershipFactory(user=person, actor=ActorFactory(name="Studio")).actor
    asking.ask(email=person.email, subject="record", language="en", thing=actor, by=person)
    return calling.call_out(call, actors=[actor.pk], note="", submission=uuid4(), by=coordinator)


def visit(call, mark, client=None, **headers):
    return (client or Client()).get(
        f"/en/opportunities/{call.slug}/?de={mark}", headers={**BROWSER, **headers}
    )


def counted():
    return dict(MailedVisits.objects.values_list("mark", "count"))


def test_the_link_of_a_mail_is_counted_and_leads_to_the_plain_page(call, sent):
    address = next(line for line in Message.objects.latest("pk").text.split() if "?de=" in line)
    path = address[address.index("/en/") :]

    client = Client()
    first = client.get(path, headers=BROWSER)
    page = client.get(first.headers["Location"], headers=BROWSER)
    client.get(path, headers=BROWSER)

    assert first.headers["Location"] == f"/en/opportunities/{call.slug}/"
    assert "no-store" in first.headers["Cache-Control"]
    assert page.status_code == 200
    assert not client.cookies
    assert counted() == {sent.mark: 2}
    row = MailedVisits.objects.get()
    assert {field.name for field in row._meta.get_fields()} == {"id", "call", "mark", "day", "count"}


def test_what_else_the_address_says_is_kept(call, sent):
    answer = Client().get(f"/en/opportunities/{call.slug}/?de={sent.mark}&who=artist", headers=BROWSER)

    assert answer.headers["Location"] == f"/en/opportunities/{call.slug}/?who=artist"


@pytest.mark.parametrize("mark", ["", "nobody", "x" * 3000, "%E2%80%AE", "alert%0D%0AX: y", "'; drop"])
def test_marks_that_are_not_ours_count_nothing_and_break_nothing(call, mark):
    assert visit(call, mark).status_code == 302
    assert not MailedVisits.objects.exists()


def test_the_mark_of_another_call_counts_nothing(sent):
    visit(CallFactory(), sent.mark)

    assert not MailedVisits.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Googlebot/2.1"},
        {"user-agent": ""},
        {"user-agent": "python-requests/2.32"},
        {"user-agent": "Barracuda Link Checker"},
        {"sec-purpose": "prefetch;prerender"},
    ],
)
def test_programs_that_say_so_and_pages_read_ahead_are_not_counted(call, sent, headers):
    assert visit(call, sent.mark, **headers).status_code == 302
    assert not MailedVisits.objects.exists()


def test_a_question_for_the_head_only_is_not_a_visit(call, sent):
    Client().head(f"/en/opportunities/{call.slug}/?de={sent.mark}", headers=BROWSER)

    assert not MailedVisits.objects.exists()


def test_a_database_that_cannot_write_loses_the_count_and_not_the_page(call, sent, monkeypatch):
    def fail(*_args, **_kwargs):
        raise DatabaseError

    monkeypatch.setattr(visits.MailedVisits.objects, "filter", fail)

    assert visit(call, sent.mark).status_code == 302


def test_alerts_and_reminders_are_counted_apart(call, subscribed):
    subscribed()
    telling.tell_everyone()

    assert "?de=alert" in Message.objects.latest("pk").text
    visit(call, "alert")
    visit(call, "reminder")
    assert counted() == {"alert": 1, "reminder": 1}


def test_the_figures_of_a_period_hold_what_lies_in_it(call, sent):
    Message.objects.filter(template=figures.TEMPLATE).update(state="sent")
    visit(call, sent.mark)
    visit(call, "alert")
    today = timezone.localdate()
    long_ago = timezone.now() - timedelta(days=400)
    for kind, at in (("applied", timezone.now()), ("obtained", timezone.now()), ("applied", long_ago)):
        Response.objects.create(actor=ActorFactory(), call=call, kind=kind, at=at)

    (row,) = figures.reach(today, today)

    assert row == figures.Reach(call, 1, 1, 1, 1, 2, 1)
    assert figures.total([row, row]).numbers == (2, 2, 2, 2, 4, 2)
    assert figures.reach(today - timedelta(days=9), today - timedelta(days=1)) == []
    assert figures.reach(date.min, date.max)[0].applied == 3
    assert figures.reach(today, today, calls=[]) == []


def test_mails_taken_back_told_nobody(call, sent, coordinator):
    calling.take_back(sent, by=coordinator)

    assert figures.reach(*figures.EVER) == []
    assert [one.told for one in figures.by_call_out(call, most=5)] == [0]


def test_an_answer_counts_with_the_last_mail_before_it_that_reached_its_people(
    call, sent, coordinator, django_assert_max_num_queries
):
    def answers(actor, kind, at=None):
        Response.objects.update_or_create(
            actor=actor, call=call, defaults={"kind": kind, "at": at or timezone.now()}
        )

    def came():
        return [(one.applied, one.obtained) for one in figures.by_call_out(call, most=5)]

    told = Subscription.objects.get(subject="record").actor
    answers(told, "applied")
    answers(ActorFactory(), "obtained")
    assert came() == [(0, 0)], "it has not reached anybody yet"
    Message.objects.filter(template=figures.TEMPLATE).update(state="sent")
    assert came() == [(1, 0)]
    answers(told, "obtained")
    assert came() == [(1, 1)]
    answers(told, "applied", sent.at - timedelta(hours=1))
    assert came() == [(0, 0)]
    answers(told, "not_for_me")
    assert came() == [(0, 0)]

    answers(told, "applied")
    later = CallOut.objects.create(
        call=call, by=coordinator, submission=uuid4(), at=timezone.now() - timedelta(seconds=1)
    )
    mail = Message.objects.get(template=figures.TEMPLATE)
    CallOut.objects.filter(pk=sent.pk).update(at=timezone.now() - timedelta(days=3))
    mail.pk, mail.key, mail.message_id = None, f"call-out:{later.pk}:{mail.key.rpartition(':')[2]}", "<x@y>"
    mail.save(force_insert=True)
    with django_assert_max_num_queries(6):
        assert came() == [(1, 0), (0, 0)]
