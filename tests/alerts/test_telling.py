"""What a mail says: what is new and why, what changed, capped, and never the same twice."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import ActorFactory, CallFactory, DisciplineFactory, SchemeFactory
from vivier.alerts.actions import asking, telling
from vivier.alerts.models import Subscriber, Told
from vivier.alerts.rhythm import next_look
from vivier.opportunities.models import Call, Criterion
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
BRUSSELS = ZoneInfo("Europe/Brussels")


def digests():
    return Message.objects.filter(template="alerts/mails/digest").order_by("pk")


def reminders():
    return Message.objects.filter(template="alerts/mails/deadline").count()


def open_call(**values):
    values = {"closes_at": timezone.now() + timedelta(days=30)} | values
    return CallFactory(**values)


def look_again():
    """Everybody is due now."""
    Subscriber.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    return telling.tell_everyone()


def change(call, **values):
    for name, value in values.items():
        setattr(call, name, value)
    call.updated_at = timezone.now()
    call.save()


def test_a_first_selection_says_what_until_when_and_how_to_stop(subscribed, soon):
    subscribed()

    assert telling.tell_everyone() == 1

    message = digests().get()
    assert "Bourse de création (20 days left)" in message.subject
    assert "/stop/" in message.unsubscribe
    assert f"/opportunities/{soon.slug}/" in message.text
    assert "Less like this" in message.text


def test_nothing_is_told_twice_whatever_is_edited(subscribed, soon):
    subscribed()
    telling.tell_everyone()

    for number in range(5):
        change(soon, title_fr=f"Bourse, titre {number}", summary_fr="Autrement dit")
        assert look_again() == 0

    assert digests().count() == 1


def test_a_moved_deadline_is_one_message_that_says_what(subscribed, soon):
    subscribed()
    telling.tell_everyone()
    change(soon, closes_at=soon.closes_at + timedelta(days=5), amount_max=7000)

    assert look_again() == 1
    assert look_again() == 0

    message = digests().last()
    assert message.subject.startswith("Changed: Bourse de création")
    assert "it was" in message.text
    assert "Amount:" in message.text


def test_two_ways_to_the_same_call_make_one_line(subscribed, soon):
    subscribed()
    subscribed(subject="scheme", query="", thing=soon.scheme)

    telling.tell_everyone()

    assert digests().get().text.count(f"/opportunities/{soon.slug}/") == 1


def test_a_mail_is_capped_and_the_rest_comes_next_time(subscribed):
    for _number in range(telling.MOST + 3):
        open_call()
    subscribed()

    telling.tell_everyone()
    assert Told.objects.count() == telling.MOST
    assert "3 more come next time" in digests().get().text

    look_again()
    assert Told.objects.count() == telling.MOST + 3


@pytest.mark.parametrize("days", [-1, None])
def test_what_is_closed_or_has_no_date_is_not_told(subscribed, days):
    closes = timezone.now() + timedelta(days=days) if days else None
    CallFactory(closes_at=closes, is_permanent=False)
    CallFactory(state=Call.State.DRAFT, closes_at=timezone.now() + timedelta(days=9))
    subscribed()

    assert telling.tell_everyone() == 0


def test_less_like_this_holds_for_later_editions(subscribed, soon):
    subscription = subscribed()
    asking.decline(subscription.subscriber, soon.scheme)

    assert telling.tell_everyone() == 0
    open_call(scheme=soon.scheme)
    assert look_again() == 0
    asking.accept_again(subscription.subscriber, soon.scheme)
    assert look_again() == 1


def test_a_profile_hears_why_and_what_remains_to_check(subscribed):
    DisciplineFactory(code="game", label_fr="Jeu vidéo", label_en="Video games")
    call = open_call(title_fr="Prototype")
    rule = {"fact": "discipline", "in": ["game"]}
    other = {"fact": "headcount", "max": 10}
    Criterion.objects.create(call=call, key="discipline", text_en="be in video games", rule=rule)
    Criterion.objects.create(call=call, key="size", position=1, text_en="at most 10 people", rule=other)
    call.save()
    subscribed(subject="profile", query="discipline=game&who=company")

    telling.tell_everyone()

    text = digests().get().text
    assert "Because the rules ask “be in video games”; you: Video games" in text
    assert "To check: the number of people" in text


def test_followers_of_an_actor_hear_of_its_calls_only(subscribed):
    actor = ActorFactory(name="Wallimage")
    mine = open_call(title_fr="La sienne", scheme=SchemeFactory(issuer=actor))
    open_call(title_fr="Une autre")
    subscribed(subject="actor", query="", thing=actor)

    telling.tell_everyone()

    text = digests().get().text
    assert mine.title_fr in text
    assert "Une autre" not in text
    assert "Because you follow Wallimage" in text


def test_a_deadline_is_recalled_twice_and_again_when_it_moves(subscribed, soon):
    subscribed(subject="deadline", query="", thing=soon)
    now = timezone.now()

    assert telling.remind_everyone(now) == 0
    for days, sent in ((7, 1), (8, 1), (17.5, 2), (18, 2)):
        telling.remind_everyone(now + timedelta(days=days))
        assert reminders() == sent
    change(soon, closes_at=soon.closes_at + timedelta(days=10))
    telling.remind_everyone(now + timedelta(days=19))
    assert reminders() == 3


def test_an_address_that_no_longer_takes_mail_does_not_stop_the_others(subscribed, soon, monkeypatch):
    subscribed("first@example.org")
    subscribed("second@example.org")
    Subscriber.objects.filter(email="first@example.org").update(email="broken", due_at=timezone.now())

    assert telling.tell_everyone() == 1


def test_the_cost_of_one_mail_does_not_grow_with_the_calls(subscribed):
    subscribed()
    open_call()
    with CaptureQueriesContext(connection) as few:
        telling.compose(Subscriber.objects.get(), timezone.now())
    for _number in range(20):
        open_call()

    with CaptureQueriesContext(connection) as many:
        telling.compose(Subscriber.objects.get(), timezone.now())

    assert len(many) <= len(few)


@pytest.mark.parametrize(
    ("frequency", "now", "expected"),
    [
        ("weekly", datetime(2026, 11, 27, 12, tzinfo=BRUSSELS), datetime(2026, 11, 30, 8, tzinfo=BRUSSELS)),
        ("weekly", datetime(2026, 11, 30, 7, tzinfo=BRUSSELS), datetime(2026, 11, 30, 8, tzinfo=BRUSSELS)),
        ("weekly", datetime(2026, 11, 30, 8, tzinfo=BRUSSELS), datetime(2026, 12, 7, 8, tzinfo=BRUSSELS)),
        ("daily", datetime(2027, 3, 27, 9, tzinfo=BRUSSELS), datetime(2027, 3, 28, 8, tzinfo=BRUSSELS)),
        ("daily", datetime(2026, 10, 24, 9, tzinfo=BRUSSELS), datetime(2026, 10, 25, 8, tzinfo=BRUSSELS)),
    ],
)
def test_the_next_look_is_at_eight_in_belgium_on_both_changes_of_hour(frequency, now, expected):
    assert next_look(frequency, now) == expected
