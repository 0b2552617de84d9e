"""Every list for feed readers: three kinds, the filters and the silence of its page, "not changed" when it is not."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from tests.factories import ActorFactory, CallFactory, EventFactory, PlaceFactory
from tests.newsroom.pages import article
from tests.rounds import in_rounds
from tests.web.test_actors import NAUGHTY
from vivier.directory.models import Actor
from vivier.opportunities.models import Call
from vivier.web.files import feeds
from vivier.web.views import opportunities as opportunity_views

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
LISTS = {
    "/fr/opportunites/": ("rss/", "feed.atom", "feed.json", "opportunities.ics"),
    "/fr/agenda/": ("rss/", "feed.atom", "feed.json", "agenda.ics"),
    "/fr/lieux/": ("rss/", "feed.atom", "feed.json"),
    "/fr/acteurs/": ("feed.rss", "feed.atom", "feed.json"),
    "/fr/actualites/": ("rss/", "atom/", "feed.json"),
}
SECRET = "Marqueurinvisible"


@pytest.fixture
def world(indexed):
    """One thing of each list that is shown, and one that is not."""
    for name, shown in (("Visible", True), (SECRET, False)):
        state = "published" if shown else "draft"
        ActorFactory(name=name, kind="studio", status=state)
        EventFactory(title_fr=name, state=state, kind="workshop")
        CallFactory(title_fr=name, state=state, closes_at=timezone.now() + timedelta(days=9))
        article(name.lower(), title=name, live=shown)
    ActorFactory(name="École", kind="school")
    PlaceFactory(name="Visible", kind="hub")
    indexed()


def titles(answer):
    kind = answer.headers["Content-Type"]
    if "json" in kind:
        return [item["title"] for item in json.loads(answer.content)["items"]]
    if "calendar" in kind:
        lines = answer.content.decode().replace("\r\n ", "").splitlines()
        return [line.partition(":")[2] for line in lines if line.startswith("SUMMARY")]
    root = ElementTree.fromstring(answer.content)
    found = root.iter(f"{ATOM}entry") if "atom" in kind else root.iter("item")
    return [one.findtext(f"{ATOM}title") or one.findtext("title") for one in found]


def feeds_of(page):
    return [f"{page}{name}" for name in LISTS[page]]


@pytest.mark.parametrize("page", LISTS)
def test_it_holds_what_the_page_shows_and_nothing_else(client, world, page):
    for address in feeds_of(page):
        answer = client.get(address)

        assert answer.status_code == 200, address
        assert any("Visible" in title for title in titles(answer)), address
        assert SECRET.lower() not in answer.content.decode().lower(), address


@pytest.mark.parametrize("page", LISTS)
def test_every_list_says_how_it_can_be_followed_under_its_filters(client, world, page):
    query = {"/fr/acteurs/": "kind=studio", "/fr/agenda/": "kind=workshop", "/fr/lieux/": "kind=hub"}.get(
        page, "kind=funding"
    )
    query = "category=divers" if "actualites" in page else query

    html = client.get(f"{page}?{query}").content.decode()

    head, body = html.split("</head>")
    for feed in LISTS[page]:
        address = f'href="{page}{feed}?{query}"'
        assert address in head, feed
        assert address in body, feed


def test_filters_narrow_the_feed_of_the_directory(client, world):
    assert titles(client.get("/fr/acteurs/feed.json?kind=school")) == ["École"]


def test_the_directory_gives_the_last_changed_first_and_no_text_of_a_person(client, indexed):
    day = timezone.now()
    for number, kind in enumerate(("studio", "person", "school")):
        ActorFactory(
            name=f"N{number}", kind=kind, description_fr="Vie privée", updated_at=day - timedelta(days=number)
        )
    indexed()

    items = json.loads(client.get("/fr/acteurs/feed.json").content)["items"]

    assert [item["title"] for item in items] == ["N0", "N1", "N2"]
    assert ["Vie privée" in item["content_text"] for item in items] == [True, False, True]


def test_an_edit_keeps_the_identity_in_every_kind_and_language(client, world):
    def identities():
        atom = ElementTree.fromstring(client.get("/en/opportunities/feed.atom").content)
        rss = ElementTree.fromstring(client.get("/fr/opportunites/rss/").content)
        items = json.loads(client.get("/en/opportunities/feed.json").content)["items"]
        return {
            atom.findtext(f"{ATOM}entry/{ATOM}id"),
            rss.findtext("channel/item/guid"),
            *(item["id"] for item in items),
        }

    before = identities()
    Call.objects.filter(title_fr="Visible").update(title_fr="Autre titre", updated_at=timezone.now())

    assert identities() == before
    assert len(before) == 1


@pytest.mark.parametrize("page", LISTS)
def test_who_has_it_is_told_that_nothing_changed(client, world, page):
    for address in feeds_of(page):
        first = client.get(address)

        again = client.get(address, headers={"if-none-match": first.headers["ETag"]})

        assert (again.status_code, again.content) == (304, b""), address
        assert "Last-Modified" in first.headers, address
        assert "max-age" in first.headers["Cache-Control"], address
        assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200, address


def test_what_was_taken_off_the_list_is_a_change(client, world, indexed):
    first = client.get("/fr/acteurs/feed.atom")
    Actor.objects.filter(name="Visible").update(status=Actor.Status.DRAFT)
    indexed()

    again = client.get(
        "/fr/acteurs/feed.atom",
        headers={"if-none-match": first.headers["ETag"], "if-modified-since": first.headers["Last-Modified"]},
    )

    assert again.status_code == 200
    assert "Visible" not in titles(again)


@pytest.mark.parametrize("kind", ["rss/", "feed.atom", "feed.json"])
def test_an_empty_list_is_a_feed_that_does_not_change(client, kind):
    marks = {client.get(f"/fr/opportunites/{kind}").headers["ETag"] for _twice in range(2)}

    assert len(marks) == 1


@pytest.mark.parametrize("kind", ["rss/", "feed.atom", "feed.json", "opportunities.ics"])
def test_it_is_capped(client, monkeypatch, kind):
    for number in range(4):
        CallFactory(title_fr=f"A{number}", closes_at=timezone.now() + timedelta(days=9))
    monkeypatch.setattr("vivier.web.views.feeds.MOST_ENTRIES", 3)
    monkeypatch.setattr(opportunity_views, "MOST_DEADLINES", 3)

    assert len(titles(client.get(f"/fr/opportunites/{kind}"))) == 3


@pytest.mark.parametrize("page", LISTS)
def test_no_question_breaks_it(client, world, page):
    for address in feeds_of(page):
        for names in (["q"], ["kind", "page"]):
            for asked in in_rounds(names, NAUGHTY[:12]):
                assert client.get(address, asked).status_code in {200, 400, 414}, (address, asked)


def test_what_xml_cannot_hold_is_left_out(client):
    CallFactory(title_fr="Avant\x0baprès <&>", closes_at=timezone.now() + timedelta(days=9))

    for kind in ("rss/", "feed.atom"):
        assert titles(client.get(f"/fr/opportunites/{kind}")) == ["Avantaprès <&>"]


def test_a_reader_with_an_account_gets_nothing_a_cache_may_keep(client, world, member):
    client.force_login(member)

    assert client.get("/fr/acteurs/feed.atom").headers["Cache-Control"] == "private, no-store"
    assert feeds.KEPT_SECONDS > 0
