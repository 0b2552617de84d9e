"""Feeds that are read again by themselves: when they are due, once, with what went wrong kept and shown."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from tests.factories import DisciplineFactory
from tests.speaking import read_in_english
from vivier.core.fetching import Fetched
from vivier.core.refusals import NotFetched
from vivier.directory import actions
from vivier.directory.models import ChangeSet, DataSource
from vivier.directory.tasks import ask_for_due_feeds

pytestmark = pytest.mark.django_db
URL = "https://other.example.org/api/v1/actors"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def in_english():
    DisciplineFactory(code="arts_scene")
    with translation.override("en"):
        yield


@pytest.fixture
def asked(monkeypatch):
    """The names the other machine gives, and how often it was asked."""
    answers = {"names": ["A"], "times": 0}

    def answer(url, *, allow):
        answers["times"] += 1
        if answers["names"] is None:
            raise NotFetched("The address answers 404.")
        items = [{"slug": one.lower(), "name": one, "kind": {"code": "studio"}} for one in answers["names"]]
        return Fetched(url, "application/json", json.dumps({"next": None, "results": items}).encode())

    monkeypatch.setattr("vivier.directory.from_feed.fetch", answer)
    return answers


def feed(every="day", **more):
    return actions.name_source(
        "Other", kind="feed", url=URL, licence="CC0", read_every=every, by=None, **more
    )


def hours_pass(hours):
    for source in DataSource.objects.all():
        for one in ("read_at", "asked_at"):
            if moment := getattr(source, one):
                DataSource.objects.filter(pk=source.pk).update(**{one: moment - hours * HOUR})


def test_a_feed_is_read_at_once_and_again_a_day_later(asked):
    feed()

    assert [ask_for_due_feeds(), ask_for_due_feeds()] == [1, 0]
    hours_pass(20)
    assert ask_for_due_feeds() == 0
    hours_pass(4)
    assert ask_for_due_feeds() == 1
    assert asked["times"] == 2


@pytest.mark.parametrize(("every", "hours", "due"), [("week", 100, 0), ("week", 168, 1), ("", 10_000, 0)])
def test_each_feed_has_its_own_rhythm(asked, every, hours, due):
    source = feed(every)
    actions.read_feed(source, by=None)

    hours_pass(hours)

    assert ask_for_due_feeds() == due


def test_one_that_is_being_read_is_not_given_to_a_second_worker(asked):
    feed()

    assert [len(actions.take_due_feeds()), len(actions.take_due_feeds())] == [1, 0]
    hours_pass(24)  # that worker was killed: its turn comes again
    assert len(actions.take_due_feeds()) == 1


def test_what_goes_wrong_is_kept_until_it_goes_well(asked):
    source = feed()
    asked["names"] = None
    ask_for_due_feeds()
    source.refresh_from_db()
    first = source.failing_since
    assert (source.outcome, first is not None) == ("The address answers 404.", True)

    hours_pass(24)
    ask_for_due_feeds()
    source.refresh_from_db()
    assert source.failing_since == first

    asked["names"] = ["A"]
    hours_pass(24)
    ask_for_due_feeds()
    source.refresh_from_db()
    assert (source.failing_since, source.outcome) == (None, "1 pages, 1 actors, 0 that cannot be used.")


def test_the_newest_reading_stands_for_those_nobody_looked_at(asked, coordinator):
    source = feed()
    first = actions.read_again(source)
    asked["names"] = ["A", "B"]

    second = actions.read_again(source)

    first.refresh_from_db()
    assert (first.state, second.state, second.counts["new"]) == ("dropped", "proposed", 2)
    actions.decide_changes(second, keys=[second.changes.first().pk], accept=True, by=coordinator)
    third = actions.read_again(source)
    second.refresh_from_db()
    assert (second.state, third.state) == ("proposed", "proposed")


def test_a_reading_that_changes_nothing_leaves_nothing_to_review(asked, coordinator):
    source = feed()
    change_set = actions.read_again(source)
    actions.decide_changes(change_set, keys=None, accept=True, by=coordinator)
    actions.apply_changes(change_set, by=coordinator)

    assert actions.read_again(source) is None
    assert not ChangeSet.objects.filter(state="proposed").exists()


def test_the_desk_says_when_a_feed_is_read_and_that_it_fails(asked, client, coordinator, settings):
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(coordinator)
    read_in_english(client)
    said = {"name": "Other", "url": URL, "licence": "CC0"}
    client.post("/desk/feeds/", {"name_it": "1", "read_every": "week", **said})
    source = DataSource.objects.get()
    assert source.read_every == "week"
    asked["names"] = None
    ask_for_due_feeds()

    page = client.get("/desk/feeds/").content.decode()
    client.post("/desk/feeds/", {"change": source.pk, "read_every": "day", **said})
    refused = client.post("/desk/feeds/", {"change": source.pk, "read_every": "hour", **said})

    assert "every week" in page
    assert "fails since" in page
    source.refresh_from_db()
    assert (source.read_every, refused.status_code) == ("day", 422)
    assert timezone.now() - source.failing_since < HOUR
