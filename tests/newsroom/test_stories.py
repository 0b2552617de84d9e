import pytest
from django.utils.translation import override

from tests.factories import ActorFactory
from tests.newsroom.pages import article, author, category
from vivier.directory.models import Actor
from vivier.newsroom.citing import articles_citing
from vivier.newsroom.related import articles_related_to, closest
from vivier.newsroom.stories import versions_for_reader
from vivier.search.engine import search
from vivier.search.models import IndexChange
from vivier.search.query import Query

pytestmark = pytest.mark.django_db


def test_a_story_and_its_translations_are_one_entry_found_in_both_languages(indexed):
    french = article("les-hubs", title="Les hubs wallons", body=[("text", "<p>Neuf lieux partagés</p>")])
    english = article(
        "the-hubs", language="en", original=french, title="Walloon hubs", body=[("text", "<p>Nine sheds</p>")]
    )
    indexed()

    assert search(Query(text="partagés", kinds=("article",))).pks == (french.pk,)
    assert search(Query(text="sheds", kinds=("article",))).pks == (french.pk,)
    with override("en"):
        assert {key: page.pk for key, page in versions_for_reader([french.pk]).items()} == {
            french.pk: english.pk
        }


def test_drafts_are_not_found(indexed):
    article("secret", title="Marqueur confidentiel", live=False)
    article("public", title="Autre marqueur")
    indexed()

    assert search(Query(text="marqueur", kinds=("article",))).total == 1


def test_an_actor_that_is_not_published_does_not_leak_through_an_article(indexed):
    hidden = ActorFactory(name="Zanzibar Studio", status=Actor.Status.DRAFT)
    article("public", actors=[hidden, ActorFactory(name="Ouvert")])
    indexed()

    assert search(Query(text="zanzibar", kinds=("article",))).total == 0
    assert search(Query(text="ouvert", kinds=("article",))).total == 1


def test_publishing_and_withdrawing_a_page_queues_its_story():
    page = article("les-hubs")
    IndexChange.objects.all().delete()

    page.save_revision().publish()
    published = set(IndexChange.objects.values_list("source", "key"))
    IndexChange.objects.all().delete()
    page.unpublish()

    assert published == {("article", str(page.pk))}
    assert set(IndexChange.objects.values_list("source", "key")) == published


def test_articles_that_cite_a_record_are_shown_with_it_once_in_the_readers_language():
    actor = ActorFactory()
    original = article("les-hubs", actors=[actor])
    article("the-hubs", language="en", original=original)
    article("sans-lien")
    article("brouillon", actors=[actor], live=False)

    with override("en"):
        assert [page.slug for page in articles_citing(actor=actor)] == ["the-hubs"]
    assert [page.slug for page in articles_citing(actor=actor)] == ["les-hubs"]
    assert articles_citing() == []


def test_closeness_counts_rare_things_more():
    common, rare = ("discipline", "transversal"), ("actor", "trakk")
    traits = {1: {common, rare}, 2: {common}, 3: {common, rare}, 4: {common}, 5: set()}

    assert [(other, shared[0]) for other, shared in closest(1, traits)] == [
        (3, rare),
        (4, common),
        (2, common),
    ]
    assert closest(5, traits) == []


def test_a_reader_is_offered_what_shares_actors_and_never_another_version_of_the_same_story():
    trakk = ActorFactory(name="TRAKK")
    read = article("un", actors=[trakk])
    article("one", language="en", original=read, actors=[trakk])
    near = article("deux", actors=[trakk])
    article("trois")

    (suggestion,) = articles_related_to(read)

    assert (suggestion.article.pk, suggestion.shared) == (near.pk, ("TRAKK",))


@pytest.mark.parametrize("count", [2, 12])
@pytest.mark.one_database
def test_suggestions_cost_the_same_for_any_number_of_articles(count, django_assert_num_queries):
    trakk, signed, section = ActorFactory(), author(), category()
    for number in range(count):
        article(f"article-{number}", actors=[trakk], author=signed, category=section)
    read = article("lu", actors=[trakk])

    with django_assert_num_queries(5):
        assert articles_related_to(read)
