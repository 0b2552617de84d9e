"""Values of a record in words."""

import pytest
from django.utils import translation

from vivier.directory import said
from vivier.reference.models import Discipline

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("kind", "public_body", "Organisme public"),
        ("kind", "nobody-knows-it", "nobody-knows-it"),
        ("founded_on", "2012-03-01", "1er mars 2012"),
        ("founded_on", "une fois", "une fois"),
        ("disciplines", ["jeu_video", "autre"], "Jeu vidéo, autre"),
        ("roles", ["funder"], "Financeur"),
        ("former_names", ["A", "B"], "A, B"),
        ("city", "Mons", "Mons"),
        ("headcount_low", 3, "3"),
        ("legal_form", None, ""),
    ],
)
def test_a_value_is_said_as_people_read_it(field, value, words):
    Discipline.objects.get_or_create(code="jeu_video", defaults={"label_fr": "Jeu vidéo"})

    with translation.override("fr"):
        assert said.in_words(field, value, said.discipline_names()) == words
