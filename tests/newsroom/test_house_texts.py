"""The texts of the house are found, once for all their versions, and follow what editors do."""

import pytest
from django.utils.translation import override

from tests.newsroom.pages import text
from vivier.newsroom.house_texts import versions_for_reader
from vivier.search.engine import search
from vivier.search.models import IndexChange
from vivier.search.query import Hit, Query
from vivier.web.finding import rows_behind

pytestmark = pytest.mark.django_db


def test_a_text_and_its_versions_are_one_entry_found_in_both_languages(indexed):
    french = text("vie-privee", title="Vie privée", body="<p>Vos <b>données</b> restent ici.</p>")
    english = text("vie-privee", language="en", title="Privacy", body="<p>Your data stays here.</p>")
    indexed()

    assert search(Query(text="données", kinds=("page",))).pks == (french.pk,)
    assert search(Query(text="privacy", kinds=("page",))).pks == (french.pk,)
    with override("en"):
        assert {key: page.pk for key, page in versions_for_reader([french.pk]).items()} == {
            french.pk: english.pk
        }
        assert [(row.title, row.about) for row in rows_behind([Hit("page", french.pk, 1.0)])] == [
            ("Privacy", "Your data stays here.")
        ]


def test_a_text_taken_off_line_is_not_found(indexed):
    text("secret", title="Marqueur confidentiel", live=False)
    text("public", title="Autre marqueur")
    indexed()

    assert search(Query(text="marqueur", kinds=("page",))).total == 1


def test_publishing_and_withdrawing_a_text_queues_it():
    page = text("contact")
    IndexChange.objects.all().delete()

    page.save_revision().publish()
    published = set(IndexChange.objects.values_list("source", "key"))
    IndexChange.objects.all().delete()
    page.unpublish()

    assert published == {("page", str(page.pk))}
    assert set(IndexChange.objects.values_list("source", "key")) == published
