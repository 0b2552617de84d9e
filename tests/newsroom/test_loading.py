import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from tests.factories import ActorFactory, DisciplineFactory, EventFactory
from vivier.newsroom.loading import LoadRefused, store_articles, store_drafts, store_texts
from vivier.newsroom.models import ArticlePage, AuthorPage, Category, TextPage

pytestmark = pytest.mark.django_db
CATEGORIES = "slug,title_fr,title_en,title_nl,title_de,scheme\nnamur,Namur,Namur,Namen,Namur,sapin\n"
AUTHORS = "slug,name_fr,name_en,about_fr,about_en\nredaction,La rédaction,The newsroom,Nous.,Us.\n"
ARTICLE = """+++
slug = "le-trakk"
language = "fr"
translation_of = ""
title = "Le TRAKK"
intro = "Un hub."
category = "namur"
author = "redaction"
published_on = 2026-11-20
photo_credit = "Illustration : Vivier"
disciplines = ["design"]
actors = ["TRAKK", "Personne"]
opportunities = []
events = ["Portes ouvertes"]
sources = ["https://exemple.org/a"]
+++
Un **hub** à Namur.
"""
TRANSLATION = (
    ARTICLE.replace('slug = "le-trakk"', 'slug = "the-trakk"')
    .replace('language = "fr"', 'language = "en"')
    .replace('translation_of = ""', 'translation_of = "le-trakk"')
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "categories.csv").write_text(CATEGORIES, encoding="utf-8")
    (tmp_path / "authors.csv").write_text(AUTHORS, encoding="utf-8")
    (tmp_path / "README.md").write_text("# Ici", encoding="utf-8")
    (tmp_path / "le-trakk.md").write_text(ARTICLE, encoding="utf-8")
    DisciplineFactory(code="design")
    ActorFactory(name="TRAKK")
    EventFactory(title_fr="Portes ouvertes")
    return tmp_path


def test_a_file_becomes_a_published_article_with_what_it_cites(folder):
    counts = store_articles(folder)

    page = ArticlePage.objects.get()
    assert (counts.created, counts.refused) == (1, 1)
    assert "Personne" in counts.notes[0]
    assert (page.live, page.title, page.get_absolute_url()) == (True, "Le TRAKK", "/fr/actualites/le-trakk/")
    assert [actor.name for actor in page.actors.all()] == ["TRAKK"]
    assert [event.title_fr for event in page.events.all()] == ["Portes ouvertes"]
    assert page.author == AuthorPage.objects.get(locale__language_code="fr")
    assert str(page.body[0].value) == "<p>Un <strong>hub</strong> à Namur.</p>"


def test_the_same_files_again_change_nothing(folder):
    store_articles(folder)
    revision = ArticlePage.objects.get().latest_revision_id

    counts = store_articles(folder)

    assert (counts.created, counts.changed, counts.unchanged) == (0, 0, 1)
    assert ArticlePage.objects.get().latest_revision_id == revision


def test_a_changed_file_changes_its_article(folder):
    store_articles(folder)
    (folder / "le-trakk.md").write_text(ARTICLE.replace("Un hub.", "Un grand hub."), encoding="utf-8")

    assert store_articles(folder).changed == 1

    assert ArticlePage.objects.get().intro == "Un grand hub."


def test_what_an_editor_wrote_is_never_undone_by_a_file(folder, editor):
    store_articles(folder)
    page = ArticlePage.objects.get()
    page.intro = "Relu par nous."
    page.save_revision(user=editor).publish()
    (folder / "le-trakk.md").write_text(ARTICLE.replace("Un hub.", "Un grand hub."), encoding="utf-8")

    counts = store_articles(folder)

    assert ArticlePage.objects.get().intro == "Relu par nous."
    assert (counts.changed, "le-trakk.md" in " ".join(counts.notes)) == (0, True)


def test_a_translation_is_the_same_story_signed_in_its_own_language(folder):
    (folder / "the-trakk.md").write_text(TRANSLATION, encoding="utf-8")

    store_articles(folder)

    french, english = ArticlePage.objects.order_by("locale__language_code", "pk").reverse()
    assert french.translation_key == english.translation_key
    assert (french.author.title, english.author.title) == ("La rédaction", "The newsroom")
    assert french.author.translation_key == english.author.translation_key


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (ARTICLE.replace("+++", "---"), "le-trakk.md"),
        (ARTICLE.replace('category = "namur"', 'category = "inconnue"'), "inconnue"),
        (ARTICLE.replace('translation_of = ""', 'translation_of = "absent"'), "absent"),
        (ARTICLE.replace('["design"]', '["magie"]'), "magie"),
        (ARTICLE.replace('slug = "le-trakk"', "slug = le-trakk"), "le-trakk.md"),
        (ARTICLE.replace('language = "fr"', 'language = "xx"'), "le-trakk.md"),
    ],
)
def test_a_broken_file_is_named_and_nothing_is_stored(folder, broken, words):
    (folder / "le-trakk.md").write_text(broken, encoding="utf-8")

    with pytest.raises(LoadRefused, match=words):
        store_articles(folder)

    assert (ArticlePage.objects.count(), Category.objects.count()) == (0, 0)


def test_drafts_wait_for_an_editor_and_nobody_else_sees_them(folder):
    store_articles(folder)
    drafts = folder / "drafts.csv"
    drafts.write_text(
        "slug,language,title,intro,body,category,author,disciplines,actors,state,missing_fr,days_ago\n"
        "a-relire,fr,À relire,Intro,Corps,namur,redaction,design,TRAKK,review,Prêt.,1\n"
        "a-ecrire,fr,À écrire,,Corps,namur,redaction,design,TRAKK,draft,Tout manque.,3\n",
        encoding="utf-8",
    )

    first, again = store_drafts(drafts), store_drafts(drafts)

    assert (first.created, again.created, again.unchanged) == (2, 0, 2)
    waiting = ArticlePage.objects.not_live().order_by("slug")
    assert [(page.slug, page.is_ready_for_review, page.editors_note) for page in waiting] == [
        ("a-ecrire", False, "Tout manque."),
        ("a-relire", True, "Prêt."),
    ]
    assert [page.slug for page in ArticlePage.objects.for_list()] == ["le-trakk"]


def test_texts_of_the_house_are_one_page_per_language(tmp_path):
    for language, words in (("fr", "Écrivez à {{ email }}."), ("en", "Write to {{ email }}.")):
        head = f'+++\nslug = "contact"\nlanguage = "{language}"\ntitle = "Contact"\n+++\n'
        (tmp_path / f"contact.{language}.md").write_text(head + words, encoding="utf-8")

    first, again = store_texts(tmp_path), store_texts(tmp_path)

    assert (first.created, again.created, again.unchanged) == (2, 0, 2)
    with override("en"):
        assert "Write to" in str(TextPage.in_language("contact").body_html)
    assert TextPage.objects.values("translation_key").distinct().count() == 1


def test_what_we_ship_can_be_loaded_twice():
    data = Path(settings.ROOT) / "data"
    with (data / "icc-wallonia" / "disciplines.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            DisciplineFactory(code=row["code"])

    articles, texts = store_articles(data / "articles"), store_texts(data / "pages")

    assert articles.created >= 8
    assert texts.created == 10
    assert store_articles(data / "articles").unchanged == articles.created
    assert store_texts(data / "pages").unchanged == 10
