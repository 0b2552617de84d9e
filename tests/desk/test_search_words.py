"""The words of the search in the desk: seen, given, switched, downloaded; by whom may."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import DisciplineFactory
from tests.speaking import read_in_english
from vivier.directory.actions import give_words
from vivier.directory.models import GivenWord
from vivier.reference.models import Synonym
from vivier.search.models import IndexChange
from vivier.search.unanswered import note

pytestmark = pytest.mark.django_db
HERE = "/desk/search-words/"
GAMES = "discipline:games"


@pytest.fixture(autouse=True)
def desk():
    DisciplineFactory(code="games", label_fr="Jeu vidéo", label_en="Games", label_nl="", label_de="")
    Synonym.objects.create(concept=GAMES, words=["ludique"])
    with translation.override("en"):
        yield


@pytest.fixture
def logged_in(client, coordinator):
    client.force_login(coordinator)
    read_in_english(client)
    return client


def give(client, **more):
    return client.post(HERE, {"give": "1", "words": "gaming, jouer", "concept": GAMES, "language": ""} | more)


def test_words_are_given_seen_switched_off_and_on(logged_in):
    assert give(logged_in).url == HERE
    page = logged_in.get(f"{HERE}?changed=1").content.decode()
    assert "word of the team" in page
    assert "word of the vocabulary" in page

    for deed, is_off in (("off", True), ("off", True), ("on", False)):
        answer = logged_in.post(f"{HERE}?q=gam", {"concept": GAMES, "word": "gaming", deed: "1"})
        assert answer.url == f"{HERE}?q=gam"
        assert GivenWord.objects.get(key="gaming").is_off is is_off


def test_a_refusal_is_said_beside_the_field_and_nothing_is_lost(logged_in):
    answer = give(logged_in, words="ludique, nouveau")

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "is a word of this idea already" in page
    assert 'value="ludique, nouveau"' in page
    assert GivenWord.objects.count() == 0


@pytest.mark.parametrize("text", ["", "\x00", "x" * 5000, "<script>", "🎮", "' OR 1=1", "," * 500])
def test_hostile_words_and_ideas_are_answered(logged_in, text):
    assert give(logged_in, words=text).status_code in {302, 422}
    assert give(logged_in, concept=text or "nothing").status_code == 422
    assert logged_in.post(HERE, {"concept": text, "word": text}).status_code == 302
    shown = logged_in.get(HERE, {"q": text, "page": text, "changed": text, "words": text})
    assert shown.status_code in {200, 400, 414}
    assert logged_in.get(f"{HERE}words.exe").status_code == 404


def test_what_waits_and_what_found_nothing_is_shown(logged_in):
    IndexChange.objects.create(source="actor", key="1")
    for _ in range(4):
        note("hologramme géant", today=date(2026, 11, 28))
    note("une seule fois", today=date(2026, 11, 28))

    page = logged_in.get(HERE).content.decode()

    assert "1 record still waits" in page
    assert "geant hologramme" in page
    assert "?words=geant" in page
    assert "seule" not in page


def test_every_word_can_be_downloaded_with_where_it_comes_from(logged_in, coordinator):
    give_words(["=gaming"], concept=GAMES, by=coordinator)

    content = b"".join(logged_in.get(f"{HERE}words.csv").streaming_content).decode("utf-8-sig")

    assert "ludique" in content
    assert "vocabulary" in content
    assert "'=gaming" in content
    assert logged_in.get(f"{HERE}words.xlsx").status_code == 200


@pytest.mark.parametrize("role", ["editor", "auditor", "member", "adviser", "anonymous"])
def test_nobody_else_sees_or_does_anything(client, role, django_user_model):
    if role != "anonymous":
        client.force_login(
            django_user_model.objects.create_user(f"{role}@example.org", role=role, is_staff=role == "editor")
        )

    for answer in (client.get(HERE), give(client), client.get(f"{HERE}words.csv")):
        assert answer.status_code in {302, 403}
        assert answer.status_code == 403 or answer.url.startswith("/accounts/login/")
    assert GivenWord.objects.count() == 0


@pytest.mark.one_database
def test_the_page_costs_the_same_for_few_and_many_words(logged_in, coordinator, django_assert_num_queries):
    logged_in.get(HERE)
    with CaptureQueriesContext(connection) as spent:
        logged_in.get(HERE)
    for first in range(0, 40, 20):
        give_words([f"mot{first + number}" for number in range(20)], concept=GAMES, by=coordinator)
    Synonym.objects.bulk_create(
        Synonym(concept=f"word:n{n}", words=[f"un{n}", f"deux{n}"]) for n in range(20)
    )

    with django_assert_num_queries(len(spent)):
        logged_in.get(HERE)
