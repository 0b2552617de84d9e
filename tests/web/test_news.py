import json
import re
from xml.etree import ElementTree

import pytest

from tests.factories import ActorFactory, DisciplineFactory, EventFactory
from tests.newsroom.pages import article, author, category, text
from vivier.agenda.models import Event
from vivier.directory.models import Actor
from vivier.newsroom.site import ensure_site

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def words(response) -> str:
    return str(response.content.decode())


def alternates(html: str) -> dict[str, str]:
    found = re.findall(r'<link rel="alternate" hreflang="(\w\w)" href="https?://[^/"]+([^"]*)">', html)
    return dict(found)


@pytest.mark.parametrize("address", ["/fr/actualites/", "/en/news/", "/nl/nieuws/", "/de/aktuelles/"])
def test_every_language_has_its_news(client, address):
    article("les-hubs", title="Les hubs")

    html = words(client.get(address))

    assert "Les hubs" in html
    assert alternates(html) == {
        "fr": "/fr/actualites/",
        "en": "/en/news/",
        "nl": "/nl/nieuws/",
        "de": "/de/aktuelles/",
    }


def test_an_article_that_is_not_translated_is_marked_in_its_language(client):
    article("les-hubs", title="Les hubs")

    html = words(client.get("/en/news/"))

    assert "1 article is not available in your language yet" in html
    assert 'lang="fr">Les hubs' in html
    assert 'hreflang="fr"' in html
    assert "not available in your language" not in words(client.get("/fr/actualites/"))


def test_categories_are_tabs_with_counts(client):
    portraits = category("portraits", title_fr="Portraits")
    article("un", title="Premier", category=portraits)
    article("deux", title="Deuxième")

    html = words(client.get("/fr/actualites/?category=portraits"))

    assert "Premier" in html
    assert "Deuxième" not in html
    assert re.search(r'href="\?category=portraits" aria-current="true">Portraits <b>1</b>', html)


@pytest.mark.parametrize(
    "query", ["category=%27", "category=" + "x" * 400, "page=0", "page=abc", "page=99999999999"]
)
def test_nothing_in_the_address_breaks_the_news(client, query):
    article("un")

    for address in ("/fr/actualites/", "/fr/actualites/rss/", "/fr/actualites/atom/"):
        assert client.get(f"{address}?{query}").status_code == 200


@pytest.mark.one_database
def test_the_index_costs_the_same_for_any_number_of_articles(client, django_assert_max_num_queries):
    signed = author()
    article("un", author=signed)
    client.get("/fr/actualites/")
    with django_assert_max_num_queries(16) as first:
        client.get("/fr/actualites/")

    for number in range(10):
        article(f"article-{number}", author=signed, category=category(f"c{number}"))

    with django_assert_max_num_queries(len(first)):
        client.get("/fr/actualites/")


def test_an_article_shows_all_that_surrounds_it(client):
    actor, event = ActorFactory(name="TRAKK", slug="trakk"), EventFactory(title_fr="Portes ouvertes")
    article("proche", title="Voisin", actors=[actor])
    article(
        "les-hubs",
        title="Les hubs",
        intro="Neuf lieux.",
        author=author("redaction"),
        photo_credit="Illustration : Vivier",
        actors=[actor],
        events=[event],
        disciplines=[DisciplineFactory(label_fr="Design")],
        sources="https://exemple.org/hubs",
        body=[("text", "<p>Le texte.</p>"), ("quote", {"text": "Un mot", "source": "La rédaction"})],
    )

    html = words(client.get("/fr/actualites/les-hubs/"))

    for part in (
        "<p>Le texte.</p>",
        "Neuf lieux.",
        "Illustration : Vivier",
        "/fr/actualites/redaction/",
        "/fr/acteurs/trakk/",
        "Portes ouvertes",
        "Design",
        'href="https://exemple.org/hubs"',
        "Un mot",
        "Voisin",
    ):
        assert part in html


def test_records_that_are_not_published_are_not_cited(client):
    hidden = ActorFactory(name="Discret", status=Actor.Status.DRAFT)
    article("les-hubs", actors=[hidden], events=[EventFactory(title_fr="Brouillon", state=Event.State.DRAFT)])

    html = words(client.get("/fr/actualites/les-hubs/"))

    assert "Discret" not in html
    assert "Brouillon" not in html


def test_a_draft_is_read_by_nobody(client):
    article("secret", title="Marqueur confidentiel", live=False)
    article("public", title="Public")

    assert client.get("/fr/actualites/secret/").status_code == 404
    for address in ("/fr/actualites/", "/fr/actualites/rss/", "/fr/actualites/public/"):
        assert "Marqueur" not in words(client.get(address))


def test_an_article_says_in_which_languages_it_is_and_no_more(client):
    original = article("les-hubs")
    article("the-hubs", language="en", original=original)

    html = words(client.get("/fr/actualites/les-hubs/"))

    assert alternates(html) == {"fr": "/fr/actualites/les-hubs/", "en": "/en/news/the-hubs/"}
    assert 'href="/nl/nieuws/"' in html


def test_an_article_is_described_for_machines(client):
    article("les-hubs", title="Les hubs & co", author=author("redaction"), published_on="2026-11-20")

    (block,) = re.findall(
        r'<script type="application/ld\+json"[^>]*>(.*?)</script>',
        words(client.get("/fr/actualites/les-hubs/")),
    )

    facts = json.loads(block)
    assert (facts["@type"], facts["headline"], facts["datePublished"]) == (
        "NewsArticle",
        "Les hubs & co",
        "2026-11-20",
    )
    assert facts["author"]["name"] == "Redaction"
    assert facts["inLanguage"] == "fr"


def test_an_author_page_counts_its_articles(client):
    signed = author("redaction")
    article("un", title="Premier", author=signed)
    article("deux", title="Deuxième", author=signed)
    article("trois", title="D'un autre", author=author("communique"))

    html = words(client.get("/en/news/redaction/")), words(client.get("/fr/actualites/redaction/"))

    assert "Premier" in html[1]
    assert "D&#x27;un autre" not in html[1]
    assert re.search(r"\b2 articles\b", html[1])


def test_a_demonstration_article_is_labelled(client):
    article("demo", is_demo=True)

    assert "tag--demo" in words(client.get("/fr/actualites/"))
    assert "tag--demo" in words(client.get("/fr/actualites/demo/"))


def test_feeds_hold_the_newest_articles_of_the_language(client):
    original = article("les-hubs", title="Les hubs & <b>co</b>", published_on="2026-11-20")
    article("the-hubs", language="en", original=original, title="The hubs")
    article("ancien", title="Ancien", published_on="2024-01-01", category=category("chiffres"))

    rss = ElementTree.fromstring(client.get("/fr/actualites/rss/").content)
    atom = ElementTree.fromstring(client.get("/en/news/atom/").content)
    one = ElementTree.fromstring(client.get("/fr/actualites/rss/?category=chiffres").content)

    assert [item.findtext("title") for item in rss.iter("item")] == ["Les hubs & <b>co</b>", "Ancien"]
    assert [entry.findtext(f"{ATOM}title") for entry in atom.iter(f"{ATOM}entry")] == ["The hubs", "Ancien"]
    assert [item.findtext("title") for item in one.iter("item")] == ["Ancien"]
    assert next(rss.iter("item")).findtext("link").endswith("/fr/actualites/les-hubs/")


def test_the_root_of_the_pages_is_the_home_page(client):
    ensure_site()
    text("contact")

    assert client.get("/fr/contact/").headers["Location"] == "/fr/a-propos/contact/"
