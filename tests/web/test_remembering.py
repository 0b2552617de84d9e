"""What is written once for everybody is never older than the last change, and never somebody else's."""

import pytest

from tests.factories import ActorFactory, DisciplineFactory, RelationFactory, TerritoryFactory
from vivier.directory import actions
from vivier.directory.models import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def kikk(indexed):
    """One record in the index, on a land that can be drawn."""
    square = {"type": "Polygon", "coordinates": [[[4, 50], [5, 50], [5, 51], [4, 51], [4, 50]]]}
    TerritoryFactory(code="CT-a", kind="canton", chain=["CT-a", "03000", "BE"], boundary=square)
    actor = ActorFactory(name="KIKK", slug="kikk", city="Namur", disciplines=[DisciplineFactory()])
    indexed()
    return actor


def shown(client, actor):
    return client.get(f"/fr/acteurs/{actor.slug}/")


def test_the_second_reader_costs_one_question_to_the_database(client, kikk, django_assert_num_queries):
    for address in ("/fr/acteurs/", "/fr/acteurs/kikk/"):
        first = client.get(address)

        with django_assert_num_queries(1):
            second = client.get(address)

        assert second.content.count(b"KIKK") == first.content.count(b"KIKK") > 0


def test_a_deed_is_seen_at_once_even_before_the_index_has_it(client, kikk, coordinator):
    shown(client, kikk), client.get("/fr/acteurs/")

    actions.update_actor(kikk, by=coordinator, method="team", changes={"city": "Dinant"})

    assert "Dinant" in shown(client, kikk).content.decode()
    assert "Dinant" in client.get("/fr/acteurs/").content.decode()


def test_a_relation_is_seen_at_once_from_both_sides(client, kikk, coordinator, indexed):
    other = ActorFactory(name="Unique Other", slug="unique-other")
    indexed()
    shown(client, kikk), shown(client, other)

    relation = actions.add_relation(kikk, kind="funds", target=other, by=coordinator)

    assert "Unique Other" in shown(client, kikk).content.decode()
    assert "KIKK" in shown(client, other).content.decode()
    actions.remove_relation(relation, by=coordinator)
    assert "Unique Other" not in shown(client, kikk).content.decode()


def test_what_is_taken_off_the_site_is_gone_at_once(client, kikk, coordinator):
    assert shown(client, kikk).status_code == 200

    actions.unpublish_actor(kikk, by=coordinator)

    assert shown(client, kikk).status_code == 404


def test_what_the_team_sees_is_never_shown_to_a_visitor(client, kikk, coordinator, indexed):
    actions.update_actor(
        kikk, by=coordinator, method="team", changes={"city": "Mons"}, reason="MARKER-REASON"
    )
    draft = ActorFactory(name="MARKER-DRAFT", slug="draft", status=Actor.Status.DRAFT)
    RelationFactory(source=kikk, target=draft)
    indexed()
    client.force_login(coordinator)
    assert "MARKER-REASON" in shown(client, kikk).content.decode()
    assert "MARKER-DRAFT" in shown(client, draft).content.decode()
    client.logout()

    visitor = shown(client, kikk).content.decode()

    assert "MARKER" not in visitor
    assert shown(client, draft).status_code == 404


def test_each_language_and_each_question_has_its_own(client, kikk):
    french = client.get("/fr/acteurs/").content.decode()
    english = client.get("/en/actors/").content.decode()
    part = client.get("/fr/acteurs/", headers={"HX-Request": "true"}).content.decode()
    nothing = client.get("/fr/acteurs/", {"kind": "museum"}).content.decode()

    assert 'lang="fr"' in french.partition("<head>")[0]
    assert 'href="/en/actors/kikk/"' in english
    assert "<html" not in part
    assert "KIKK" not in nothing.partition('id="results"')[2]


def test_scripts_keep_the_nonce_of_their_own_page(client, kikk):
    first, second = shown(client, kikk), shown(client, kikk)

    nonces = [
        page.content.decode().partition('ld+json" nonce="')[2].partition('"')[0] for page in (first, second)
    ]

    assert nonces[0] != nonces[1]
    for nonce, page in zip(nonces, (first, second), strict=True):
        assert f"'nonce-{nonce}'" in page.headers["Content-Security-Policy"]
