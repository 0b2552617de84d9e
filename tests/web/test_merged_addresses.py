"""The address of a merged record leads to the one it went into, on every page, in every language."""

import pytest
from django.utils import translation

from tests.factories import ActorFactory, CallFactory, DisciplineFactory, SchemeFactory
from vivier.directory import actions
from vivier.directory.models import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def pair():
    games = DisciplineFactory(code="jeu_video")
    kept = ActorFactory(name="Ferme", slug="ferme", disciplines=[games])
    return kept, ActorFactory(name="La Ferme", slug="la-ferme", disciplines=[games])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/fr/acteurs/la-ferme/", "/fr/acteurs/ferme/"),
        ("/en/actors/la-ferme/?from=mail", "/en/actors/ferme/?from=mail"),
        ("/fr/acteurs/la-ferme.vcf", "/fr/acteurs/ferme.vcf"),
        ("/fr/acteurs/la-ferme/correction/", "/fr/acteurs/ferme/correction/"),
    ],
)
def test_every_address_of_the_old_record_leads_to_the_new_one(client, coordinator, pair, old, new):
    merge = actions.merge_actors(*pair, by=coordinator)

    answer = client.get(old)

    assert (answer.status_code, answer.headers["Location"]) == (301, new)
    assert answer.headers["Cache-Control"] == "max-age=3600"
    actions.undo_merge(merge, by=coordinator)
    assert client.get(old).status_code == 200


def test_what_somebody_sends_to_the_old_address_is_sent_again(client, coordinator, pair):
    actions.merge_actors(*pair, by=coordinator)

    answer = client.post("/fr/acteurs/la-ferme/correction/", {"proposed": "Dinant"})

    assert (answer.status_code, answer.headers["Location"]) == (308, "/fr/acteurs/ferme/correction/")


def test_a_record_that_is_not_public_is_not_named(client, coordinator, pair):
    actions.merge_actors(*pair, by=coordinator)
    Actor.objects.update(status=Actor.Status.DRAFT)

    assert client.get("/fr/acteurs/la-ferme/").status_code == 404
    assert client.get("/api/v1/actors/la-ferme").status_code == 404


def test_the_api_says_merged_and_into_what(client, coordinator, pair):
    actions.merge_actors(*pair, by=coordinator)

    answer = client.get("/api/v1/actors/la-ferme", {"lang": "en"})

    body = answer.json()
    assert (answer.status_code, body["code"], body["status"]) == (301, "merged", 301)
    assert body["merged_into"]["slug"] == "ferme"
    assert answer.headers["Location"] == body["merged_into"]["api_url"]
    assert answer.headers["Location"].endswith("/api/v1/actors/ferme")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert client.get("/api/v1/actors/nobody").status_code == 404


def test_a_filter_by_the_old_address_finds_what_the_new_one_finds(client, coordinator, pair, indexed):
    CallFactory(scheme=SchemeFactory(issuer=pair[1]))
    actions.merge_actors(*pair, by=coordinator)
    indexed()

    found = client.get("/api/v1/opportunities", {"issuer": "la-ferme"}).json()

    assert found["count"] == 1
    assert "Ferme" in client.get("/en/for-you/?actor=la-ferme").content.decode()


def test_exports_are_the_same_to_the_byte_after_merge_and_undo(client, coordinator, pair, indexed):
    paths = (
        "/fr/acteurs/export/csv/",
        "/fr/acteurs/export/geojson/",
        "/api/v1/actors",
        "/api/v1/actors/la-ferme",
    )
    pages = ("/api/v1/actors/ferme", "/fr/acteurs/ferme.vcf", "/fr/acteurs/la-ferme.vcf")
    indexed()

    def exported():
        return {path: _content(client.get(path)) for path in (*paths, *pages)}

    before = exported()
    merge = actions.merge_actors(*pair, by=coordinator)
    indexed()
    assert exported() != before
    actions.undo_merge(merge, by=coordinator)
    indexed()

    assert exported() == before


def _content(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("slug", ["0", "-", "a" * 90, "la-ferme-2", "%C3%A9"])
def test_hostile_addresses_are_not_found(client, slug):
    assert client.get(f"/fr/acteurs/{slug}/").status_code == 404
    assert client.get(f"/api/v1/actors/{slug}").status_code in {404, 422}
