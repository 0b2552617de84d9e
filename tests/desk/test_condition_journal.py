"""The journal of a call says in words what changed in its conditions."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests.desk.call_page import FACT, one
from tests.factories import ActorFactory
from tests.opportunities.places import small_belgium
from vivier.accounts import journal
from vivier.opportunities.actions.calls import set_criteria
from vivier.opportunities.conditions.differing import NOTHING, Differences

pytestmark = pytest.mark.django_db
ARTIST = {"fact": "audience", "in": ["artist"]}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([one("a")], [one("a")], []),
        (
            [],
            [one("a", ARTIST)],
            [("Condition added", NOTHING, "Phrase a. – Belong to this public: Artists.")],
        ),
        ([one("a")], [], [("Condition removed", "Phrase a. – Count less than 25 people.", NOTHING)]),
        (
            [one("a")],
            [one("a", {"fact": "territory", "in": ["03000"]})],
            [("What “Phrase a.” tests", "Count less than 25 people.", "Be established here: Wallonie.")],
        ),
        (
            [one("a")],
            [one("a", text={"fr": "Phrase a.", "en": "New."}, article="art. 3")],
            [("Article of “New.”", NOTHING, "art. 3"), ("Wording of “New.”", NOTHING, "New.")],
        ),
        (
            [one("a"), one("b")],
            [one("b"), one("a")],
            [("Order of the conditions", "Phrase a.; Phrase b.", "Phrase b.; Phrase a.")],
        ),
        (
            [one("a", {"any": [FACT]})],
            [one("a", FACT)],
            [("How “Phrase a.” is written", "Count less than 25 people.", "Count less than 25 people.")],
        ),
        (
            [one("a", {"fact": "shoe_size"})],
            [one("a")],
            [("What “Phrase a.” tests", "a rule that cannot be read", "Count less than 25 people.")],
        ),
        (None, [{"nothing": 1}, "text"], [("Condition added", NOTHING, "a rule that cannot be read")]),
    ],
)
def test_what_changed_is_said_condition_by_condition(before, after, said):
    small_belgium()

    assert Differences.of([before, after]).between(before, after) == said


def test_the_journal_of_a_call_shows_words_and_no_code(client, coordinator, moulin):
    set_criteria(moulin, [one("a", {"fact": "member_of", "in": ["agence"]})], by=coordinator)
    client.force_login(coordinator)

    page = client.get(reverse("desk_journal_of", args=["opportunities.call", moulin.pk]), {"language": "en"})

    text = page.content.decode()
    assert "Be a member of: Agence du Design." in text
    assert "member_of" not in text
    assert "&#x27;rule&#x27;" not in text


def test_the_journal_taken_away_says_it_too(client, django_user_model, moulin, coordinator):
    set_criteria(moulin, [one("a", ARTIST)], by=coordinator)
    reader = django_user_model.objects.create_user("a@example.org", role="administrator", is_staff=True)
    client.force_login(reader)

    answer = client.get(reverse("desk_journal"), {"export": "csv", "language": "en"})

    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert "Belong to this public: Artists." in content.decode()


def test_a_page_of_changes_reads_names_once(client, coordinator, moulin, django_assert_max_num_queries):
    ActorFactory(slug="other", name="Other")
    client.force_login(coordinator)
    address = reverse("desk_journal_of", args=["opportunities.call", moulin.pk])

    def change(times):
        for number in range(times):
            rule = {"fact": "member_of", "in": [("agence", "other")[number % 2]]}
            old = [one("a", ARTIST)]
            journal.record(
                "opportunity.criteria_set",
                moulin,
                by=coordinator,
                changes={"criteria": [old, [one("a", rule)]]},
            )

    change(2)
    client.get(address)
    with django_assert_max_num_queries(100) as few:
        client.get(address)
    change(12)
    with django_assert_max_num_queries(100) as many:
        client.get(address)

    assert len(few) == len(many)
