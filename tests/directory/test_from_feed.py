"""Another Vivier's actors, read page by page from a server on this machine."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.factories import ActorFactory, ActorRoleFactory, DisciplineFactory, TerritoryFactory
from vivier.accounts.models import JournalEntry
from vivier.core import fetching
from vivier.core.fetching import Fetched
from vivier.core.refusals import NotFetched
from vivier.directory import actions
from vivier.directory.from_feed import FeedReader
from vivier.directory.models import Actor, ChangeSet, ExternalId, FieldSource
from vivier.directory.refusals import SourceRefused

pytestmark = pytest.mark.django_db
URL = "https://other.example.org/api/v1/actors"


@pytest.fixture(autouse=True)
def in_english():
    DisciplineFactory(code="arts_scene")
    with translation.override("en"):
        yield


@pytest.fixture
def feed():
    return actions.name_source("Other", kind="feed", url=URL, licence="CC0", by=None)


@pytest.fixture
def pages(monkeypatch):
    """What the other machine answers, by address; the fetching itself has its own tests."""
    answers = {}

    def answer(url, *, allow):
        if url not in answers:
            raise NotFetched("The address answers 404.")
        said = answers[url]
        return Fetched(
            url, "application/json", said if isinstance(said, bytes) else json.dumps(said).encode()
        )

    monkeypatch.setattr("vivier.directory.from_feed.fetch", answer)
    return answers


def item(slug="a", **said):
    return {
        "slug": slug,
        "name": f"Studio {slug}",
        "enterprise_number": "",
        "kind": {"code": "studio"},
    } | said


def applied(feed):
    change_set = actions.read_feed(feed, by=None)
    actions.decide_changes(change_set, keys=None, accept=True, by=None)
    return actions.apply_changes(change_set, by=None)


def test_an_actor_comes_with_its_values_and_the_feed_as_their_source(feed, pages):
    TerritoryFactory(code="92094", label_fr="Namur")
    pages[URL] = {
        "next": None,
        "results": [
            item(
                enterprise_number="0403.170.701",
                city="Namur",
                postal_code="5000",
                website="https://a.be",
                email="info@a.be",
                founded_on="2001-02-03",
                headcount_low=3,
                legal_form={"code": "srl", "label": "SRL"},
                disciplines=[{"code": "arts_scene"}, {"code": "unknown_here"}],
                roles=[{"code": "hub"}, {"code": "wizard"}],
                territory={"code": "92094"},
                description={"text": "Un studio.", "language": "fr", "is_fallback": False},
            )
        ],
    }

    applied(feed)

    actor = Actor.objects.get()
    assert (actor.name, actor.kind, actor.enterprise_number, actor.headcount_low, actor.description_fr) == (
        "Studio a",
        "studio",
        "0403170701",
        3,
        "Un studio.",
    )
    assert [one.code for one in actor.disciplines.all()] == ["arts_scene"]
    assert [one.kind for one in actor.roles.all()] == ["hub"]
    source = FieldSource.objects.get(field="city")
    assert (source.method, source.source_name, source.source_url) == ("feed", "Other", URL)
    assert ExternalId.objects.get().value == "a"


def test_pages_are_followed_and_reading_twice_changes_nothing(feed, pages):
    pages[URL] = {"next": f"{URL}?page=2", "results": [item("a"), item("demo", is_demo=True)]}
    pages[f"{URL}?page=2"] = {"next": f"{URL}?page=2", "results": [item("b")]}

    applied(feed)
    again = actions.read_feed(feed, by=None)

    assert sorted(Actor.objects.values_list("name", flat=True)) == ["Studio a", "Studio b"]
    assert (again.changes.count(), again.counts["unchanged"]) == (0, 2)
    assert "2 pages, 2 actors" in feed.outcome


def test_lines_lead_to_whole_records_on_the_same_machine_only(feed, pages):
    line = {"slug": "a", "name": "A", "api_url": f"{URL}/a"}
    stranger = {"slug": "b", "name": "B", "api_url": "https://elsewhere.example.org/b"}
    pages[URL] = {"next": None, "results": [line, stranger]}
    pages[f"{URL}/a"] = item("a", name="A", enterprise_number="0403170701")
    pages["https://elsewhere.example.org/b"] = item("b", name="Not B")

    applied(feed)

    assert sorted(Actor.objects.values_list("name", "enterprise_number")) == [("A", "0403170701"), ("B", "")]


def test_what_people_wrote_stays_and_the_set_is_undone(feed, pages, coordinator):
    pages[URL] = {"next": None, "results": [item("a", city="Namur"), item("b")]}
    applied(feed)
    actor = Actor.objects.get(name="Studio a")
    actions.update_actor(actor, by=coordinator, method="team", changes={"city": "Huy"})
    pages[URL] = {"next": None, "results": [item("a", city="Mons", website="https://a.be"), item("c")]}

    change_set = applied(feed)
    actor.refresh_from_db()
    assert (actor.city, actor.website, Actor.objects.count()) == ("Huy", "https://a.be", 3)
    actions.undo_changes(change_set, by=None)

    actor.refresh_from_db()
    assert (actor.city, actor.website, Actor.objects.count()) == ("Huy", "", 2)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[" * 100_000,
        [],
        {},
        {"results": {}},
        {"results": 1},
        {"results": [], "next": "https://elsewhere.example.org/"},
        {"results": [], "next": "http://other.example.org/api"},
    ],
)
def test_what_is_no_such_list_is_refused_and_the_source_says_so(feed, pages, answer):
    pages[URL] = answer

    with pytest.raises(SourceRefused):
        actions.read_feed(feed, by=None)

    assert feed.outcome
    assert (ChangeSet.objects.count(), JournalEntry.objects.filter(verb="feed.failed").count()) == (0, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        1,
        "a",
        [],
        {},
        {"slug": 1},
        {"slug": ""},
        item(name=""),
        item(name=None),
        item(name="x" * 300),
        item(name="a\x00b"),
        item(website="javascript:alert(1)"),
        item(founded_on="soon"),
        item(enterprise_number="0403170702"),
        item(headcount_low=-1),
    ],
)
def test_an_item_that_cannot_be_used_is_counted_and_the_others_come(feed, pages, wrong):
    pages[URL] = {"next": None, "results": [wrong, item("good")]}

    applied(feed)

    assert [actor.name for actor in Actor.objects.all()] == ["Studio good"]
    assert "1 that cannot be used" in feed.outcome


@pytest.mark.parametrize(
    "odd",
    [
        {"kind": 1},
        {"kind": {"code": ["x"]}},
        {"kind": {"code": "spaceship"}},
        {"disciplines": "x"},
        {"disciplines": [[], None, {"code": 1}]},
        {"territory": {"code": "mars"}},
        {"description": {"text": 1, "language": []}},
        {"description": {"text": "x", "language": "../fr"}},
        {"headcount_low": True},
        {"city": 5},
    ],
)
def test_odd_values_are_not_spoken_of(feed, pages, odd):
    pages[URL] = {"next": None, "results": [item(**odd)]}

    applied(feed)

    assert Actor.objects.get().name == "Studio a"


def test_a_feed_without_end_is_given_up(feed, pages, monkeypatch):
    monkeypatch.setattr("vivier.directory.from_feed.MOST_PAGES", 3)
    for n in range(10):
        pages[f"{URL}?page={n}"] = {"next": f"{URL}?page={n + 1}", "results": []}

    with pytest.raises(NotFetched, match="more than 3 pages"):
        list(FeedReader().of(f"{URL}?page=0"))


@pytest.mark.django_db(transaction=True)
def test_a_second_vivier_is_read_over_the_network(live_server, settings, indexed):
    settings.SITE_URL = live_server.url
    DisciplineFactory(code="arts_scene")
    other = ActorFactory(name="Le Pavillon", city="Namur", enterprise_number="0403170701")
    ActorRoleFactory(actor=other, kind="hub")
    for n in range(30):
        ActorFactory(name=f"Studio {n}")
    indexed()

    reader = FeedReader(allow=lambda address, _port: address in {"127.0.0.1", "::1"})
    found = {one.name: one for one in reader.of(f"{live_server.url}/api/v1/actors")}

    assert (len(found), reader.pages, reader.wrong) == (31, 2, [])
    assert found["Le Pavillon"].values["enterprise_number"] == "0403170701"
    assert found["Le Pavillon"].values["roles"] == ["hub"]


def test_the_task_and_the_command_ask_no_private_machine(feed, live_server):
    actions.change_source(feed, url=f"{live_server.url}/api/v1/actors", licence="CC0", by=None)

    with pytest.raises(CommandError, match="not asked"):
        call_command("import_feed", "Other")
    with pytest.raises(CommandError, match="No feed is called"):
        call_command("import_feed", "Nobody")
    assert fetching.MOST_REDIRECTS == 3
