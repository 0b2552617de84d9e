import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from wagtail.models import Page, PageViewRestriction, Site

from tests.newsroom.pages import article, author, category, text
from vivier.newsroom.models import ArticlePage, AuthorPage, NewsIndexPage, RootPage, TextPage, news_url
from vivier.newsroom.site import ensure_site

pytestmark = pytest.mark.django_db


def test_the_site_has_a_root_and_a_news_index_in_each_language_once():
    first = ensure_site()
    again = ensure_site()

    assert {code: page.slug for code, page in first.items()} == {
        "fr": "actualites",
        "en": "news",
        "nl": "nieuws",
        "de": "aktuelles",
    }
    assert {code: page.pk for code, page in first.items()} == {code: page.pk for code, page in again.items()}
    assert (RootPage.objects.count(), NewsIndexPage.objects.count(), Site.objects.count()) == (4, 4, 1)
    assert len({page.translation_key for page in first.values()}) == 1
    assert not Page.objects.filter(title__startswith="Welcome").exists()


@pytest.mark.parametrize(("language", "address"), [("fr", "/fr/actualites/"), ("de", "/de/aktuelles/")])
def test_news_have_a_fixed_address(language, address, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert news_url(language) == address


def test_a_story_is_listed_once_in_the_readers_language_else_in_french():
    both = article("les-hubs")
    article("the-hubs", language="en", original=both)
    article("en-francais-seulement")
    article("only-english", language="en")

    def listed(language: str) -> set[str]:
        with override(language):
            return {page.slug for page in ArticlePage.objects.for_list()}

    assert listed("fr") == {"les-hubs", "en-francais-seulement", "only-english"}
    assert listed("en") == {"the-hubs", "en-francais-seulement", "only-english"}
    assert listed("nl") == {"les-hubs", "en-francais-seulement", "only-english"}


def test_a_translation_that_is_not_published_hides_nothing():
    original = article("les-hubs")
    article("the-hubs", language="en", original=original, live=False)

    with override("en"):
        (shown,) = ArticlePage.objects.for_list()
        assert (shown.slug, shown.language, shown.is_fallback) == ("les-hubs", "fr", True)


def test_drafts_and_pages_behind_a_password_are_not_listed():
    article("brouillon", live=False)
    closed = article("reserve")
    PageViewRestriction.objects.create(
        page=closed, restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    article("ouvert")

    assert [page.slug for page in ArticlePage.objects.for_list()] == ["ouvert"]


def test_newest_articles_come_first():
    article("ancien", published_on="2024-01-01")
    article("recent", published_on="2026-01-01")

    assert [page.slug for page in ArticlePage.objects.for_list()] == ["recent", "ancien"]


@pytest.mark.parametrize("count", [1, 8])
@pytest.mark.one_database
def test_a_list_costs_the_same_for_any_number_of_articles(count, django_assert_num_queries):
    signed = author()
    for number in range(count):
        article(f"article-{number}", author=signed)

    with django_assert_num_queries(2):  # the restrictions, the articles
        for page in ArticlePage.objects.for_list():
            assert [page.get_absolute_url(), str(page.category), str(page.author), page.reading_minutes]


def test_an_author_knows_its_published_articles():
    signed = author()
    article("un", author=signed)
    article("deux", author=signed)
    article("brouillon", author=signed, live=False)

    assert AuthorPage.objects.with_articles().get().number_of_articles == 2


def test_a_category_is_named_in_the_readers_language():
    row = category("chiffres", title_fr="Chiffres", title_en="Figures")

    with override("en"):
        assert str(row) == "Figures"
    with override("nl"):
        assert str(row) == "Chiffres"


def test_reading_time_counts_words_of_every_block_and_not_their_keys():
    page = article(
        "long", body=[("text", f"<p>{'mot ' * 380}</p>"), ("quote", {"text": "mot " * 20, "source": "X"})]
    )

    assert page.reading_minutes == 2


def test_only_web_addresses_are_sources():
    page = article("sources", sources="https://www.exemple.org/a/b\njavascript:alert(1)\n\nhttp://exemple.be")

    assert page.source_links == [
        ("https://www.exemple.org/a/b", "exemple.org · b"),
        ("http://exemple.be", "exemple.be"),
    ]


def test_sources_hold_no_markup():
    page = article("propre")
    page.sources = '"><script>'

    with pytest.raises(ValidationError):
        page.full_clean()


def test_a_text_is_given_in_the_readers_language_or_in_the_one_it_has():
    text("contact", body="<p>Écrivez</p>")
    text("contact", language="en", body="<p>Write</p>")
    text("mentions", body="<p>Crédits</p>")

    with override("en"):
        assert (TextPage.in_language("contact").language, TextPage.in_language("contact").is_fallback) == (
            "en",
            False,
        )
        assert (TextPage.in_language("mentions").language, TextPage.in_language("mentions").is_fallback) == (
            "fr",
            True,
        )
    assert TextPage.in_language("rien") is None


def test_a_draft_text_is_not_shown():
    text("contact", live=False)

    assert TextPage.in_language("contact") is None


def test_a_text_is_cleaned_and_shows_the_address_of_the_site(settings):
    settings.SITE_EMAIL = "bonjour@exemple.org"
    page = text("contact", body='<p onclick="x">{{ email }}<script>alert(1)</script></p>')

    assert "<p>bonjour@exemple.org</p>" in str(page.body_html)


def test_the_back_office_opens_a_text_at_its_own_address():
    page = text("contact", language="fr")

    assert page.get_url() == "/fr/a-propos/contact/"
