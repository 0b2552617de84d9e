"""The tables' words reach the search."""

import pytest

from tests.factories import DisciplineFactory
from vivier.directory.vocabulary import concepts
from vivier.reference.models import Synonym, Term


@pytest.mark.django_db
def test_every_table_gives_its_words_and_its_everyday_words():
    DisciplineFactory(
        code="games",
        label_fr="Jeu vidéo",
        label_en="Video games",
        label_nl="",
        label_de="",
        nace_codes=["58.21"],
    )
    Term.objects.create(kind="need", code="loan", label_fr="Prêt", label_en="Loan")
    Synonym.objects.create(concept="discipline:games", words=["game", "e-sport"])
    Synonym.objects.create(concept="need:loan", broader="need:funding", words=["crédit"])
    Synonym.objects.create(concept="word:ai", words=["IA", "AI"])

    found = {concept.code: (concept.forms, concept.broader) for concept in concepts()}

    assert found == {
        "discipline:games": (("Jeu vidéo", "Video games", "58.21", "game", "e-sport"), ""),
        "need:loan": (("Prêt", "Loan", "crédit"), "need:funding"),
        "word:ai": (("IA", "AI"), ""),
    }
