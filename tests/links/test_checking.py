"""Links are asked politely, called broken only after several days, and people have the last word."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from tests.factories import ActorFactory, CallFactory, EventFactory, PlaceFactory
from vivier.accounts.models import JournalEntry
from vivier.core.fetching import Reached
from vivier.core.refusals import NotFetched
from vivier.directory.models import Actor, FieldSource
from vivier.links import actions, checking
from vivier.links.gathering import gather
from vivier.links.models import Link, LinkUse
from vivier.links.refusals import LinkRefusal
from vivier.newsroom.shown_links import addresses_in
from vivier.opportunities.models import Call

pytestmark = pytest.mark.django_db
A, B = "https://a.example.org/page", "https://b.example.org/"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def answers(said):
    """Give what asks: by address a status, a new address, or a reason why nobody answers."""
    asked = []

    def ask(address):
        asked.append(address)
        found = said.get(address, 200)
        if isinstance(found, int):
            return Reached(found, address, moved_for_good=False)
        if found.startswith("http"):
            return Reached(200, found, moved_for_good=True)
        raise NotFetched(found)

    ask.asked = asked
    return ask


def days_later(monkeypatch, days):
    """Let it be so many days after noon: a quarter of an hour later is the same day, whenever the suite runs."""
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: noon + timedelta(days=days))


def test_what_public_pages_show_is_gathered_once_and_forgotten_after():
    actor = ActorFactory(website=A)
    ActorFactory(website=A)
    ActorFactory(website=B, status=Actor.Status.DRAFT)
    CallFactory(url=A, source_url="https://c.example.org/")
    CallFactory(url="ftp://example.org/", state="draft")

    assert gather() == 2
    assert gather() == 2
    assert set(Link.objects.values_list("address", flat=True)) == {A, "https://c.example.org/"}
    assert set(LinkUse.objects.filter(link__address=A).values_list("kind", "field")) == {
        ("actor", "website"),
        ("opportunity", "url"),
    }
    Actor.objects.filter(pk=actor.pk).update(website="https://new.example.org/")
    gather()
    assert Link.objects.count() == 3
    Call.objects.update(state="draft")
    Actor.objects.update(website="")
    assert gather() == 0


def test_events_and_places_are_asked_too(coordinator):
    event = EventFactory(url=A)
    EventFactory(url="https://draft.example.org/", state="draft")
    place = PlaceFactory(website=B)
    gather()
    assert set(LinkUse.objects.values_list("kind", "key", "field")) == {
        ("event", event.pk, "url"),
        ("place", place.pk, "website"),
    }

    link = Link.objects.get(address=A)
    Link.objects.update(state=Link.State.MOVED, moved_to="https://a.example.org/new")
    link.refresh_from_db()
    actions.replace(link, "https://a.example.org/new", by=coordinator)

    event.refresh_from_db()
    assert event.url == "https://a.example.org/new"
    assert JournalEntry.objects.filter(verb="event.changed").exists()


def test_links_inside_texts_are_found():
    text = '<p><a href="https://a.example.org/x#part">A</a> <a href="/fr/">B</a> <a href="mailto:x@y.be">C</a></p>'
    assert addresses_in(text) == ["https://a.example.org/x"]


def test_each_site_is_asked_once_a_round():
    for number in range(5):
        ActorFactory(website=f"https://a.example.org/{number}")
    ActorFactory(website=B)
    gather()
    ask = answers({})

    assert checking.check_some(ask=ask) == 2
    assert sorted(ask.asked) == ["https://a.example.org/0", B]
    assert checking.check_some(ask=ask) == 1


@pytest.mark.parametrize(
    ("said", "state", "moved_to"),
    [
        (200, "fine", ""),
        (206, "fine", ""),
        (416, "fine", ""),
        (403, "unsure", ""),
        (429, "unsure", ""),
        (404, "failing", ""),
        (503, "failing", ""),
        (410, "broken", ""),
        ("takes longer", "failing", ""),
        ("https://a.example.org/new", "moved", "https://a.example.org/new"),
    ],
)
def test_an_answer_says_what_a_link_is(said, state, moved_to):
    ActorFactory(website=A)
    gather()

    checking.check_some(ask=answers({A: said}))

    link = Link.objects.get()
    assert (link.state, link.moved_to) == (state, moved_to)
    assert link.due_at > timezone.now()


def test_a_link_is_broken_after_three_days_in_vain_and_fine_again_at_once(monkeypatch):
    ActorFactory(website=A)
    gather()
    states = []
    for days, said in ((0, 404), (0.01, 404), (1, "nobody answers"), (2, 500), (10, 200)):
        days_later(monkeypatch, days)
        Link.objects.update(due_at=timezone.now())
        checking.check_some(ask=answers({A: said}))
        link = Link.objects.get()
        states.append((link.state, link.failed_days))
    assert states == [("failing", 1), ("failing", 1), ("failing", 2), ("broken", 3), ("fine", 0)]


def test_a_site_that_breaks_the_client_stops_nothing():
    ActorFactory(website=A)
    ActorFactory(website=B)
    gather()

    def ask(address):
        if address == A:
            raise ValueError("\x00 odd")
        return Reached(200, address, moved_for_good=False)

    assert checking.check_some(ask=ask) == 2
    assert dict(Link.objects.values_list("address", "state")) == {A: "failing", B: "fine"}


def test_stopped_it_asks_nobody_and_goes_on_where_it_was(coordinator):
    ActorFactory(website=A)
    gather()
    ask = answers({})
    actions.pause(paused=True, by=coordinator)
    actions.pause(paused=True, by=coordinator)
    assert (checking.check_some(ask=ask), ask.asked) == (0, [])

    actions.pause(paused=False, by=coordinator)
    assert checking.check_some(ask=ask) == 1
    assert list(JournalEntry.objects.order_by("sequence").values_list("verb", flat=True)) == [
        "links.paused",
        "links.resumed",
    ]


def test_what_a_person_found_fine_is_not_called_broken_again(coordinator):
    ActorFactory(website=A)
    gather()
    Link.objects.update(state="broken", failed_days=5)
    actions.say_fine(Link.objects.get(), by=coordinator)
    Link.objects.update(failed_days=10, due_at=timezone.now())

    checking.check_some(ask=answers({A: 404}))

    assert Link.objects.get().state == "failing"


def test_an_address_is_replaced_in_every_record_that_shows_it(coordinator):
    actor, call = ActorFactory(website=A), CallFactory(url=A, source_url="")
    gather()

    done = actions.replace(Link.objects.get(), " https://new.example.org/ ", by=coordinator)

    actor.refresh_from_db()
    call.refresh_from_db()
    assert (actor.website, call.url) == ("https://new.example.org/", "https://new.example.org/")
    assert (done.written, done.by_hand, Link.objects.count()) == (2, [], 0)
    assert FieldSource.objects.get(actor=actor, field="website", state="current").method == "team"


def test_where_a_machine_cannot_write_a_person_is_asked(coordinator):
    call = CallFactory(url=A, source_url="")
    gather()
    link = Link.objects.get()
    LinkUse.objects.create(link=link, kind="article", key=1, field="body", label="Un article")

    done = actions.replace(link, "https://new.example.org/", by=coordinator)

    call.refresh_from_db()
    assert (done.written, [one.label for one in done.by_hand]) == (1, ["Un article"])
    assert Link.objects.count() == 1


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", A, "https://" + "x" * 600 + ".be", "\x00"])
def test_what_is_no_new_address_is_refused(coordinator, address):
    call = CallFactory(url=A, source_url="")
    gather()

    with pytest.raises(LinkRefusal):
        actions.replace(Link.objects.get(), address, by=coordinator)
    call.refresh_from_db()
    assert call.url == A
