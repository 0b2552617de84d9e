"""An actor as the index sees it: words in four languages, facets of every layer, unknown said."""

import pytest

from tests.factories import ActorFactory, DisciplineFactory, TerritoryFactory
from vivier.directory.documents import SOURCE, rows
from vivier.directory.models import Actor

pytestmark = pytest.mark.django_db


def document(actor):
    (row,) = SOURCE.rows_of([str(actor.pk)])
    return SOURCE.build(row)


def test_a_document_holds_words_in_four_languages_and_every_layer():
    TerritoryFactory(code="90000", kind="province", label_fr="Province de Namur", label_nl="Provincie Namen")
    TerritoryFactory(code="92000", kind="arrondissement", label_fr="Arrondissement de Namur")
    namur = TerritoryFactory(
        code="92094", label_fr="Namur", label_nl="Namen", chain=["92094", "92000", "90000", "03000", "BE"]
    )
    arts = DisciplineFactory(
        code="arts", label_fr="Arts numériques", label_en="Digital arts", label_de="Digitale Kunst"
    )
    actor = ActorFactory(name="KIKK", territory=namur, city="Namur", disciplines=[arts], kind="association")
    actor.roles.create(kind="funder")
    actor.former_names.create(name="Old KIKK")

    found = document(actor)

    assert (found.key, found.kind, found.title, found.names) == (
        f"actor:{actor.pk}",
        "actor",
        "KIKK",
        ("Old KIKK",),
    )
    assert {
        name: found.facets[name]
        for name in ("discipline", "kind", "role", "province", "arrondissement", "commune")
    } == {
        "discipline": ("arts",),
        "kind": ("association",),
        "role": ("funder",),
        "province": ("90000",),
        "arrondissement": ("92000",),
        "commune": ("92094",),
    }
    assert found.facets["territory"] == ("92094", "92000", "90000", "03000", "BE")
    assert (found.facets["has_website"], found.facets["demo"]) == (("no",), ("no",))
    assert "Digital arts" in " ".join(found.texts["en"])
    assert "Arts numériques" in " ".join(found.texts["fr"])
    assert "Namen" in " ".join(found.texts["nl"])
    assert "Digitale Kunst" in " ".join(found.texts["de"])
    assert (found.latitude, found.longitude) == (namur.latitude, namur.longitude)


def test_a_place_nobody_knows_is_a_value_of_its_own():
    found = document(ActorFactory(city="Somewhere"))

    layers = ("territory", "province", "arrondissement", "commune", "spot")
    assert [found.facets[name] for name in layers] == [("unknown",)] * 5
    assert (found.latitude, found.longitude) == (None, None)


def test_brussels_has_no_province_and_stands_with_its_region():
    TerritoryFactory(code="04000", kind="region", label_fr="Bruxelles-Capitale")
    place = TerritoryFactory(code="21004", chain=["21004", "04000", "BE"])

    assert document(ActorFactory(territory=place)).facets["province"] == ("04000",)


def test_drafts_are_not_for_the_index():
    shown = ActorFactory()
    ActorFactory(status=Actor.Status.DRAFT)

    assert list(rows()) == [shown]


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.one_database
def test_documents_cost_the_same_number_of_queries_for_any_number_of_actors(count, django_assert_num_queries):
    place, arts = TerritoryFactory(), DisciplineFactory()
    for actor in ActorFactory.create_batch(count, territory=place, disciplines=[arts]):
        actor.roles.create(kind="funder")

    with django_assert_num_queries(6):
        assert len([SOURCE.build(row) for row in SOURCE.rows()]) == count


def test_a_large_index_holds_actors_of_one_commune_together():
    towns = [
        TerritoryFactory(latitude=50.467, longitude=4.867),
        TerritoryFactory(latitude=50.454, longitude=3.952),
        None,
    ]
    made = [ActorFactory(territory=towns[number % 3]) for number in range(9)]
    ActorFactory(status=Actor.Status.DRAFT)

    shares = SOURCE.shares(4)

    assert [len(share) for share in shares] == [4, 4, 1]
    written = [pk for share in shares for pk in share]
    assert sorted(written) == sorted(actor.pk for actor in made)
    where = dict(Actor.objects.values_list("pk", "territory_id"))
    assert len({where[pk] for pk in written[:3]}) == len({where[pk] for pk in written[3:6]}) == 1
    assert {where[pk] for pk in written[6:]} == {None}
    Actor.objects.filter(pk=written[1]).delete()
    assert [row.pk for row in SOURCE.rows_in(shares[0])] == [written[0], *written[2:4]]
