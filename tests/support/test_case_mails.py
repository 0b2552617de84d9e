"""Mails about a case: what is new, what is due, what comes back; once, together, and never what was written."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import (
    AdviserFactory,
    CallFactory,
    ConsentFactory,
    NeedFactory,
    PersonFactory,
    ReferralFactory,
)
from vivier.accounts.models import User
from vivier.outbox.models import Message
from vivier.support import case_links
from vivier.support.actions import cases, following, reminding
from vivier.support.actions.answering import Reply, answer
from vivier.support.actions.cases import Owner
from vivier.support.actions.following import tell_news
from vivier.support.casework import applicant, partner_on, team
from vivier.support.models import CaseReader, NextAction, Side

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(coordinator):
    """A case with a team, two partners on it, an applicant; by name of the address that is written to."""
    need = NeedFactory(
        entered=True, state="taken", email="ada@example.org", language="en", entered_by=coordinator
    )
    ConsentFactory(need=need)
    rows = [
        ReferralFactory(need=need, answered="taken", partner__email=f"{name}@partners.example")
        for name in ("first", "second")
    ]
    first, second = (partner_on(one, AdviserFactory(partner=one.partner).user) for one in rows)
    return need, {"team": team(coordinator), "first": first, "second": second, "ada": applicant()}


def write(need, by, text="zq-word", visibility="applicant"):
    return cases.write_note(need, text=text, visibility=visibility, submission=uuid4(), by=by)


def later(minutes=31):
    return timezone.now() + timedelta(minutes=minutes)


def told(template="case_news"):
    rows = Message.objects.filter(template=f"support/mails/{template}")
    return sorted(one.to.partition("@")[0] for one in rows)


@pytest.mark.parametrize(
    ("writer", "visibility", "expected"),
    [
        ("team", "applicant", ["ada", "first", "second"]),
        ("team", "partners", ["first", "second"]),
        ("team", "own", []),
        ("first", "applicant", ["ada", "coordinator", "second"]),
        ("first", "partners", ["coordinator", "second"]),
        ("first", "own", []),
        ("ada", "applicant", ["coordinator", "first", "second"]),
    ],
)
def test_those_who_may_read_it_are_told_and_nobody_else(case, coordinator, writer, visibility, expected):
    need, sides = case
    write(need, sides[writer], visibility=visibility)

    tell_news(later())

    people = [name.replace("coordinator", coordinator.email.partition("@")[0]) for name in expected]
    assert told() == sorted(people)
    assert not any("zq-word" in one.text + one.html + one.subject for one in Message.objects.all())


def test_what_is_new_is_told_together_once_and_not_before_it_is_ripe(case):
    need, sides = case
    call = CallFactory()
    write(need, sides["team"]), write(need, sides["team"])
    cases.suggest(need, thing=call, why="zq-word", submission=uuid4(), by=sides["first"])

    counts = [tell_news(), tell_news(later()), tell_news(later())]

    mail = Message.objects.get(to="ada@example.org", template="support/mails/case_news")
    assert counts == [0, 4, 0]
    assert "- 2 notes\n" in mail.text
    assert "- 1 proposal\n" in mail.text
    assert (mail.language, mail.confidential, mail.cause) == ("en", True, f"need:{need.pk}")
    write(need, sides["team"])
    tell_news(later())
    assert told() == ["ada"] * 2 + [one for one in told() if one != "ada"]


def test_who_has_read_it_needs_no_mail(case):
    need, sides = case
    write(need, sides["team"])

    following.note_read(need, sides["ada"])
    tell_news(later())

    assert told() == ["first", "second"]


def test_a_partner_that_left_the_case_is_told_nothing(case):
    need, sides = case
    write(need, sides["team"], visibility="partners")
    need.referrals.filter(partner=sides["first"].partner).update(state="cannot")
    need.consents.update(state="withdrawn")

    assert tell_news(later()) == 0
    assert not CaseReader.objects.filter(news_since__isnull=False).exists()


@pytest.mark.parametrize("field", ["withdrawn_at", "erased_at"])
def test_nothing_is_told_of_a_need_taken_away(case, field):
    need, sides = case
    write(need, sides["team"])
    state = {"state": "withdrawn"} if field == "withdrawn_at" else {}
    type(need).objects.filter(pk=need.pk).update(**{field: timezone.now()}, **state)

    assert tell_news(later()) == 0


def test_the_mails_of_a_case_are_stopped_by_one_click_and_begun_again(case, client):
    need, sides = case
    write(need, sides["team"])
    tell_news(later())
    mail = Message.objects.get(to="ada@example.org", template="support/mails/case_news")
    (token,) = re.findall(r"/([\w:-]{20,})/$", mail.unsubscribe)

    assert b"Stop these mails" in client.get(f"/en/need/case-mails/{token}/").content
    for _time in range(2):
        assert (
            client.post(f"/en/need/case-mails/{token}/", {"List-Unsubscribe": "One-Click"}).status_code == 200
        )
    write(need, sides["team"])
    tell_news(later())

    assert told().count("ada") == 1
    following.want_mails(need, sides["ada"], wanted=True)
    write(need, sides["team"])
    tell_news(later())
    assert told().count("ada") == 2
    assert client.get("/en/need/case-mails/wrong/").status_code == 404


def test_a_link_of_another_epoch_stops_nothing(case, client):
    need, sides = case
    following.want_mails(need, sides["ada"], wanted=True)
    token = case_links.of_reader(CaseReader.objects.get(side=Side.APPLICANT))
    type(need).objects.filter(pk=need.pk).update(link_epoch=9)

    assert client.post(f"/en/need/case-mails/{token}/").status_code == 404


def plan(need, by, owner, days):
    due = timezone.localdate() + timedelta(days=days)
    visibility = "applicant" if owner.side == "applicant" else "partners"
    return cases.plan_action(
        need, what="zq-word", owner=owner, due_on=due, visibility=visibility, submission=uuid4(), by=by
    )


@pytest.mark.parametrize("owner", ["applicant", "partner", "team"])
def test_the_owner_of_a_step_is_reminded_before_and_on_the_day(case, coordinator, owner):
    need, sides = case
    partner = sides["first"].partner if owner == "partner" else None
    plan(need, sides["team"], Owner(owner, partner), days=5)
    today = timezone.localdate()

    counts = [reminding.steps_to_recall(today + timedelta(days=day)) for day in (0, 2, 3, 3, 4, 5, 5, 6)]

    expected = {"applicant": "ada", "partner": "first", "team": coordinator.email.partition("@")[0]}[owner]
    assert counts == [0, 0, 1, 0, 0, 1, 0, 0]
    assert told("step_due") == [expected] * 2
    assert not any("zq-word" in one.text + one.html + one.subject for one in Message.objects.all())


def test_reminders_missed_are_one_and_what_is_done_or_old_is_none(case):
    need, sides = case
    plan(need, sides["team"], Owner("applicant"), days=0)
    done = plan(need, sides["team"], Owner("applicant"), days=0)
    cases.finish_action(done, by=sides["ada"])
    old = plan(need, sides["team"], Owner("applicant"), days=0)
    NextAction.objects.filter(pk=old.pk).update(due_on=timezone.localdate() - timedelta(days=8))

    assert [reminding.steps_to_recall(), reminding.steps_to_recall()] == [1, 0]


def test_a_partner_off_the_case_is_not_reminded(case):
    need, sides = case
    plan(need, sides["team"], Owner("partner", sides["first"].partner), days=0)
    need.referrals.filter(partner=sides["first"].partner).update(state="cannot")

    assert reminding.steps_to_recall() == 0


def test_who_looks_after_the_need_learns_that_it_comes_back(coordinator):
    other = PersonFactory(role=User.Role.COORDINATOR, language="nl")
    silent = ReferralFactory(need__entered=True, sent_by=other, sent_at=timezone.now() - timedelta(days=40))
    day = timezone.localdate()
    while not reminding.is_working_day(day):
        day += timedelta(days=1)

    reminding.remind_everyone(day), reminding.remind_everyone(day)

    mail = Message.objects.get(template="support/mails/handed_back")
    assert (mail.to, mail.language) == (other.email, "nl")
    assert silent.need.reference in mail.subject
    assert f"/desk/referrals/{silent.pk}/" in mail.text


@pytest.mark.parametrize("kind", ["cannot", "unreachable", "not_for_me"])
def test_a_no_tells_the_team_without_the_words_of_it(coordinator, kind):
    referral = ReferralFactory(need__entered=True, need__entered_by=coordinator)
    reply = Reply(kind, "zq-word")

    for _time in range(2):
        answer(referral, reply, way="space", by=None)

    mail = Message.objects.get(template="support/mails/handed_back")
    assert mail.to == coordinator.email
    assert "zq-word" not in mail.text + mail.html


def test_nobody_of_the_team_is_written_to_about_their_own_need(coordinator, settings):
    referral = ReferralFactory(need__entered=True, need__entered_by=coordinator, need__user=coordinator)

    answer(referral, Reply("cannot", "No."), way="space", by=None)

    assert told("handed_back") == [settings.SITE_EMAIL.partition("@")[0]]
