"""The desk's duplicates: found, compared, merged, undone; by coordinators and administrators only."""

from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import ActorFactory, DisciplineFactory, EventFactory
from tests.speaking import read_in_english
from vivier.accounts.models import JournalEntry
from vivier.directory import actions
from vivier.directory.models import Actor, DuplicateProposal, DuplicateSearch, MergeRecord

pytestmark = pytest.mark.django_db
NAUGHTY = ["", "0", "-1", "x", "99999999999999999999", "\x00", "1 OR 1=1", "<script>", "🦆"]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def logged_in(client, coordinator):
    client.force_login(coordinator)
    read_in_english(client)
    return client


@pytest.fixture
def pair():
    games = DisciplineFactory(code="jeu_video", label_fr="Jeu vidéo")
    first = ActorFactory(name="Ferme des Tilleuls", slug="ferme", city="Namur", disciplines=[games])
    second = ActorFactory(name="La Ferme des Tilleuls ASBL", slug="ferme-2", city="Jambes")
    EventFactory(organiser=second)
    return DuplicateProposal.objects.create(
        first=first,
        second=second,
        score=0.97,
        band="sure",
        reasons=[
            {"feature": "spelling", "for": True, "weight": 0.9, "values": [first.name, second.name]},
            {"feature": "city", "for": False, "weight": 0.1, "values": ["Namur", "Jambes"]},
        ],
    )


def address(pair):
    return f"/desk/duplicates/{pair.pk}/"


def same(pair, **more):
    return {"same": "1", "keep": str(pair.first_id), **more}


def test_a_search_is_asked_for_and_its_pairs_are_listed(logged_in):
    for number in range(2):
        ActorFactory(name="Ferme des Tilleuls", slug=f"ferme-{number}")

    answer = logged_in.post("/desk/duplicates/", {"search": "1"}, follow=True)
    page = answer.content.decode()

    assert DuplicateSearch.objects.get().state == "done"
    assert "Ferme des Tilleuls" in page
    assert "New pairs: 1" in page


def test_a_pair_shows_both_records_with_differences_and_reasons(logged_in, pair):
    page = logged_in.get(address(pair)).content.decode()

    assert "The names are spelt almost alike: “Ferme des Tilleuls” and “La Ferme des Tilleuls ASBL”" in page
    assert "The towns differ" in page
    assert "<mark>La</mark>" in page
    assert "<mark>Namur</mark>" in page
    assert 'name="value-place"' in page
    assert "almost surely the same" in page.lower()


def test_the_same_merges_and_undo_stands_at_the_top(logged_in, pair):
    answer = logged_in.post(address(pair), same(pair, **{"value-place": str(pair.second_id)}), follow=True)

    merge = MergeRecord.objects.get()
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"/desk/merges/{merge.pk}/"
    assert page.index("Undo the merge") < page.index("La Ferme des Tilleuls ASBL → Ferme des Tilleuls")
    kept = Actor.objects.get()
    assert (kept.pk, kept.city) == (pair.first_id, "Jambes")
    assert "Events" in page

    page = logged_in.post(f"/desk/merges/{merge.pk}/", {"undo": "1"}, follow=True).content.decode()

    assert "Both records are as they were." in page
    assert sorted(Actor.objects.values_list("city", flat=True)) == ["Jambes", "Namur"]
    assert logged_in.get(address(pair)).status_code == 200


def test_the_form_sent_twice_merges_once_and_leads_to_the_merge(logged_in, pair):
    for _time in range(2):
        answer = logged_in.post(address(pair), same(pair), follow=True)

    assert MergeRecord.objects.count() == 1
    assert answer.redirect_chain[-1][0] == f"/desk/merges/{MergeRecord.objects.get().pk}/"
    assert "was merged already" in answer.content.decode()


def test_an_undo_sent_twice_is_done_once(logged_in, pair, coordinator):
    merge = actions.merge_actors(pair.first, pair.second, by=coordinator)

    for _time in range(2):
        answer = logged_in.post(f"/desk/merges/{merge.pk}/", {"undo": "1"}, follow=True)

    assert "already undone" in answer.content.decode()
    assert JournalEntry.objects.filter(verb="actor.unmerged").count() == 2


def test_an_undo_that_another_merge_hinders_leads_to_that_merge(logged_in, pair, coordinator):
    third = ActorFactory(name="Troisième")
    first = actions.merge_actors(pair.first, pair.second, by=coordinator)
    second = actions.merge_actors(third, pair.first, by=coordinator)

    answer = logged_in.post(f"/desk/merges/{first.pk}/", {"undo": "1"}, follow=True)

    assert answer.redirect_chain[-1][0] == f"/desk/merges/{second.pk}/"
    assert "Undo that merge first." in answer.content.decode()


def test_records_changed_meanwhile_are_not_merged_unseen(logged_in, pair):
    stale = same(pair, **{f"version-{pair.first_id}": "7"})

    page = logged_in.post(address(pair), stale, follow=True).content.decode()

    assert "Somebody changed “Ferme des Tilleuls”" in page
    assert MergeRecord.objects.count() == 0


def test_not_the_same_and_later_lead_to_the_next_pair(logged_in, pair):
    third = ActorFactory(name="Tilleuls")
    other = DuplicateProposal.objects.create(first=pair.second, second=third, score=0.4, band="possible")

    answer = logged_in.post(address(pair), {"not_same": "1", "why": "Two farms"}, follow=True)
    assert answer.redirect_chain[-1][0] == address(other)
    assert "never proposed again" in answer.content.decode()
    answer = logged_in.post(address(other), {"later": "1", "until": "2099-01-01"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/desk/duplicates/"

    states = dict(DuplicateProposal.objects.values_list("pk", "state"))
    assert states == {pair.pk: "not_same", other.pk: "later"}
    assert "Two farms" in logged_in.get(address(pair)).content.decode()
    logged_in.post(address(pair), {"reopen": "1"})
    pair.refresh_from_db()
    assert pair.state == "waiting"


def test_a_day_that_has_passed_comes_back_with_its_sentence(logged_in, pair):
    answer = logged_in.post(address(pair), {"later": "1", "until": "2001-01-01"})

    assert answer.status_code == 422
    assert "Choose a day to come." in answer.content.decode()


@pytest.mark.parametrize("value", NAUGHTY)
def test_hostile_input_breaks_nothing(logged_in, pair, value):
    for data in (
        same(pair) | {"keep": value},
        same(pair, **{"value-name": value, f"version-{pair.first_id}": value}),
        {"later": "1", "until": value},
        {"compare": "1", "one": value, "other": value},
    ):
        assert logged_in.post(address(pair), data).status_code in {200, 302, 422}
        assert logged_in.post("/desk/duplicates/", data).status_code in {200, 302, 422}
        DuplicateProposal.objects.filter(pk=pair.pk).update(state="waiting")
    for names in (("state", "band", "sort"), ("q", "page")):
        for path in ("/desk/duplicates/", "/desk/duplicates/duplicates.csv", "/desk/merges/"):
            answer = logged_in.get(path, dict.fromkeys(names, value))
            assert answer.status_code == (400 if "\x00" in value else 200)


@pytest.mark.parametrize(
    "path", ["duplicates/999999/", "merges/999999/", f"duplicates/{10**19}/", f"merges/{10**19}/"]
)
def test_what_is_not_there_is_not_found(logged_in, path):
    assert logged_in.get(f"/desk/{path}").status_code == 404
    assert logged_in.post(f"/desk/{path}", {"undo": "1", "same": "1"}).status_code == 404


def test_the_list_is_filtered_and_leaves_as_a_file(logged_in, pair):
    other = ActorFactory(name="Autre maison")
    DuplicateProposal.objects.create(first=pair.first, second=other, score=0.3, band="possible")

    page = logged_in.get("/desk/duplicates/?band=sure&q=tilleuls").content.decode()
    assert "ASBL" in page
    assert "Autre maison" not in page
    file = b"".join(logged_in.get("/desk/duplicates/duplicates.xlsx?band=sure"))
    rows = list(openpyxl.load_workbook(BytesIO(file)).active.values)

    assert [row[4] for row in rows] == ["other record", "La Ferme des Tilleuls ASBL"]
    assert JournalEntry.objects.filter(verb="list.exported").count() == 1


def test_two_records_are_compared_by_hand(logged_in, pair):
    third = ActorFactory(name="Éphémère", slug="ephemere", enterprise_number="0403170701")

    for said in ("ephemere", "Éphémère", "éphémère", "BE 0403.170.701", "/fr/acteurs/ephemere/"):
        answer = logged_in.post("/desk/duplicates/", {"compare": "1", "one": said, "other": "ferme"})
        made = DuplicateProposal.objects.get(first=pair.first, second=third)
        assert answer.headers["Location"] == address(made)
    answer = logged_in.post("/desk/duplicates/", {"compare": "1", "one": "nobody", "other": "ferme"})

    assert answer.status_code == 422
    assert "No record is called so." in answer.content.decode()


@pytest.mark.parametrize("role", ["member", "editor", "auditor"])
def test_other_roles_are_refused_and_change_nothing(client, request, pair, coordinator, role):
    merge = actions.merge_actors(ActorFactory(), ActorFactory(), by=coordinator)
    client.force_login(request.getfixturevalue(role))
    paths = ("/desk/duplicates/", address(pair), "/desk/merges/", f"/desk/merges/{merge.pk}/")

    for path in (*paths, "/desk/duplicates/duplicates.csv"):
        assert client.get(path).status_code in {302, 403}
        assert client.post(path, same(pair, undo="1", search="1", not_same="1")).status_code in {302, 403}

    pair.refresh_from_db()
    merge.refresh_from_db()
    assert (pair.state, merge.stands, DuplicateSearch.objects.count()) == ("waiting", True, 0)


def test_administrators_merge_too(client, administrator, pair):
    client.force_login(administrator)

    client.post(address(pair), same(pair))

    assert MergeRecord.objects.get().by == administrator


@pytest.mark.one_database
def test_pages_cost_the_same_for_few_and_many(logged_in, pair, coordinator):
    def cost(path):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            logged_in.get(path)
        return len(queries)

    merge = actions.merge_actors(ActorFactory(), ActorFactory(), by=coordinator)
    paths = ("/desk/duplicates/?state=all", address(pair), "/desk/merges/", f"/desk/merges/{merge.pk}/")
    for path in paths:
        logged_in.get(path)
    few = [cost(path) for path in paths]
    for _number in range(10):
        one, other = ActorFactory(), ActorFactory()
        DuplicateProposal.objects.create(
            first=one, second=other, score=0.5, band="likely", decided_by=coordinator
        )
        EventFactory(organiser=pair.first)
        actions.merge_actors(ActorFactory(), ActorFactory(), by=coordinator)

    assert [cost(path) for path in paths] == few


def test_the_old_record_leads_to_the_kept_one_in_the_desk(logged_in, pair, coordinator):
    merge = actions.merge_actors(pair.first, pair.second, by=coordinator)
    old = f"/desk/actors/{pair.second_id}/"

    page = logged_in.get(old, follow=True)
    sent = logged_in.post(old, {"name": "Written at the last minute"}, follow=True)

    assert page.redirect_chain == [(f"/desk/actors/{pair.first_id}/", 302)]
    assert "This record was merged into the one you see now." in page.content.decode()
    assert f"/desk/merges/{merge.pk}/" in page.content.decode()
    assert "nothing was saved" in sent.content.decode()
    assert logged_in.get("/desk/actors/999999/").status_code == 404


def test_a_record_with_a_merge_is_not_removed(logged_in, pair, coordinator):
    actions.merge_actors(pair.first, pair.second, by=coordinator)
    Actor.objects.update(status="draft")

    page = logged_in.post(
        f"/desk/actors/{pair.first_id}/remove/", {"reason": "x"}, follow=True
    ).content.decode()

    assert "undo that merge first" in page
    assert Actor.objects.filter(pk=pair.first_id).exists()


def test_pairs_wait_in_the_day_and_the_journal_holds_both_records(logged_in, pair, coordinator):
    assert "Possible duplicates" in logged_in.get("/desk/").content.decode()

    actions.merge_actors(pair.first, pair.second, by=coordinator, reason="One farm")

    assert "Possible duplicates" not in logged_in.get("/desk/").content.decode()
    page = logged_in.get(f"/desk/journal/directory.actor/{pair.first_id}/").content.decode()
    assert "merged another record into this one" in page
    assert "merged the record into another" in page
