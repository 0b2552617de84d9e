"""Two records become one: every link stays, nothing is there twice, and everything comes back."""

import threading
from datetime import date

import pytest
from django.db import connection, models
from django.utils import translation

from tests.directory.rich_world import rich_world
from tests.factories import ActorFactory
from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.agenda.models import Event, Place, Series
from vivier.directory import actions, following, merging
from vivier.directory.models import (
    Actor,
    Correction,
    ExternalId,
    FieldSource,
    MergeRecord,
    Relation,
)
from vivier.directory.refresh import Arrival, Comparison
from vivier.directory.refusals import MergeRefused
from vivier.newsroom.models import ArticlePage
from vivier.opportunities.models import Scheme
from vivier.search.models import IndexChange

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def world(coordinator):
    return rich_world(coordinator)


def test_every_key_to_an_actor_is_declared():
    found = {link.label for link in following.keys_to_actors()}

    assert found == following.declared(), (
        "Say in the ready() of its application whether the rows of a new key to an actor follow a record "
        "that goes into another (vivier.directory.following.follows or stays)."
    )


def test_a_key_that_stays_is_one_the_database_does_not_check():
    staying = {link.label for link in following.keys_to_actors()} - {link.label for link in following.links()}

    for link in following.keys_to_actors():
        if link.label in staying:
            assert link.model._meta.get_field(link.field).db_constraint is False, link.label


def test_every_kind_of_link_is_in_the_world_that_is_merged_here(world):
    empty = [
        link.label
        for link in following.links()
        if not link.rows.filter(**{link.field: world.absorbed.pk}).exists()
    ]

    assert empty == []


def test_every_link_goes_with_the_record_and_none_is_there_twice(world, coordinator):
    merge = actions.merge_actors(world.kept, world.absorbed, by=coordinator)

    kept = Actor.objects.get(pk=world.kept.pk)
    assert not Actor.objects.filter(pk=world.absorbed.pk).exists()
    assert sorted(kept.roles.values_list("kind", "since")) == [
        ("hub", None),
        ("member", None),
        ("organiser", date(2012, 1, 1)),
    ]
    assert sorted(kept.disciplines.values_list("code", flat=True)) == ["design", "jeu_video", "musique"]
    assert sorted(kept.former_names.values_list("name", flat=True)) == ["KIKK ASBL", "Kikk en fête"]
    assert list(kept.memberships.order_by("user__email").values_list("user__email", flat=True)) == [
        "manager@example.org",
        "second@example.org",
    ]
    assert kept.memberships.get(user=world.person).role == "main"
    claim = kept.claims.get(state="waiting")
    assert (kept.claims.count(), claim.file.name) == (2, "statutes.pdf")
    assert kept.confirmation_requests.count() == 1
    relations = set(Relation.objects.values_list("source__slug", "kind", "target__slug", "starts_on"))
    assert relations == {
        ("kikk", "funds", "le-voisin", date(2020, 1, 1)),
        ("le-voisin", "hosts", "kikk", None),
    }
    assert (kept.labels.get().name, kept.sites.get().label) == ("EFFE", "Le Pavillon")
    assert Correction.objects.get().actor == kept
    assert ExternalId.objects.get().actor == kept
    assert {one.organiser for one in Event.objects.all()} == {kept}
    assert (Series.objects.get().organiser, Place.objects.get().actor) == (kept, kept)
    assert Scheme.objects.get().issuer == kept
    assert [list(one.actors.all()) for one in ArticlePage.objects.all()] == [[kept], [kept]]
    assert (merge.absorbed_slug, merge.kept, merge.by) == ("kikk-asbl", kept, coordinator)


def test_values_follow_the_better_side_and_their_provenance_goes_with_them(world, coordinator):
    actions.merge_actors(world.kept, world.absorbed, by=coordinator)

    kept = Actor.objects.get(pk=world.kept.pk)
    assert (kept.name, kept.website) == ("KIKK", "https://kikk.be")
    assert (kept.enterprise_number, kept.city, kept.postal_code) == ("0403170701", "Namur", "5000")
    assert (kept.territory.code, kept.founded_on) == ("92094", date(2011, 3, 1))
    current = dict(kept.field_sources.filter(state="current").values_list("field", "method"))
    assert current["name"] == "team"
    assert (current["city"], current["enterprise_number"]) == ("register", "register")
    refused = kept.field_sources.filter(state="refused").values_list("field", "value")
    assert ("name", "KIKK ASBL") in refused
    assert ("website", "https://www.kikk.be") in refused


def test_the_coordinator_chooses_which_value_wins(world, coordinator):
    choices = {"name": merging.ABSORBED, "place": merging.KEPT}

    actions.merge_actors(world.kept, world.absorbed, by=coordinator, choices=choices)

    kept = Actor.objects.get(pk=world.kept.pk)
    assert (kept.name, kept.slug, kept.city, kept.territory) == ("KIKK ASBL", "kikk", "", None)
    assert "KIKK" in kept.former_names.values_list("name", flat=True)
    assert kept.field_sources.get(field="name", state="current").method == "register"


def test_a_record_is_never_its_own_duplicate(coordinator):
    actor = ActorFactory()

    with pytest.raises(MergeRefused, match="never its own duplicate"):
        actions.merge_actors(actor, actor, by=coordinator)


def test_who_comes_second_is_told_what_happened(world, coordinator):
    merge = actions.merge_actors(world.kept, world.absorbed, by=coordinator)

    with pytest.raises(MergeRefused, match="“KIKK ASBL” was already merged into “KIKK”") as refused:
        actions.merge_actors(world.absorbed, world.kept, by=coordinator)
    assert refused.value.merge == merge
    assert MergeRecord.objects.count() == 1


def test_a_record_changed_while_it_was_compared_is_looked_at_again(world, coordinator):
    versions = {world.kept.pk: world.kept.version, world.absorbed.pk: 99}

    with pytest.raises(MergeRefused, match="Somebody changed “KIKK ASBL”"):
        actions.merge_actors(world.kept, world.absorbed, by=coordinator, versions=versions)


def test_a_headcount_that_would_not_hold_is_refused_and_nothing_is_changed(coordinator):
    kept = ActorFactory(headcount_low=50)
    absorbed = ActorFactory(headcount_high=10)

    merge = actions.merge_actors(kept, absorbed, by=coordinator)

    kept.refresh_from_db()
    assert (kept.headcount_low, kept.headcount_high) == (50, None)
    assert merge.stands


def test_two_numbers_leave_a_trace_and_the_other_one_is_never_imported_as_new(coordinator):
    kept = ActorFactory(enterprise_number="0403170702")
    absorbed = ActorFactory(enterprise_number="0403170703")
    merge = actions.merge_actors(kept, absorbed, by=coordinator)
    arrival = Arrival("0403170703", {"name": "Une autre", "enterprise_number": "0403170703"})

    assert Comparison(method="register", source_name="BCE").of([arrival]) == [None]

    actions.undo_merge(merge, by=coordinator)
    (proposal,) = Comparison(method="register", source_name="BCE").of([arrival])
    assert proposal.actor == absorbed


def test_the_old_address_is_given_to_nobody(world, coordinator):
    actions.merge_actors(world.kept, world.absorbed, by=coordinator)

    again = actions.create_actor(by=None, method="dataset", values={"name": "KIKK ASBL", "kind": "studio"})

    assert again.slug == "kikk-asbl-2"


def test_a_draft_that_cites_the_merged_record_cites_the_kept_one(world, coordinator):
    page = ArticlePage.objects.get(slug="un-seul")
    actions.merge_actors(world.kept, world.absorbed, by=coordinator)

    draft = page.get_latest_revision_as_object()

    assert list(draft.actors.all()) == [world.kept]


def test_the_journal_and_the_index_are_told(world, coordinator):
    IndexChange.objects.all().delete()

    merge = actions.merge_actors(world.kept, world.absorbed, by=coordinator, reason="Same number")
    actions.undo_merge(merge, by=coordinator)

    verbs = list(journal.entries_of(world.kept).values_list("verb", flat=True))[:2]
    assert verbs == ["actor.unmerged", "actor.merged"]
    absorbed = list(journal.entries_of(world.absorbed).values_list("verb", flat=True))[:2]
    assert absorbed == ["actor.unmerged", "actor.absorbed"]
    assert journal.entries_of(world.kept)[1].reason == "Same number"
    told = set(IndexChange.objects.values_list("source", flat=True))
    assert told == {"actor", "article", "event", "opportunity", "place", "residency"}
    assert journal.first_break() is None


def test_a_later_import_does_not_bring_back_what_lost(world, coordinator):
    actions.merge_actors(world.kept, world.absorbed, by=coordinator)
    arrival = Arrival("0403170701", {"name": "KIKK ASBL", "enterprise_number": "0403170701"})

    assert Comparison(method="register", source_name="Banque-Carrefour").of([arrival]) == [None]


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_who_merge_the_same_pair_one_wins():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    people = [User.objects.create_user(f"c{n}@example.org", role="coordinator") for n in range(2)]
    one, other = ActorFactory(), ActorFactory()
    ready, said = threading.Barrier(2), []

    def merge(by, kept, absorbed):
        ready.wait()
        try:
            actions.merge_actors(kept, absorbed, by=by)
            said.append("merged")
        except MergeRefused:
            said.append("refused")
        finally:
            connection.close()

    workers = [
        threading.Thread(target=merge, args=(people[0], one, other)),
        threading.Thread(target=merge, args=(people[1], other, one)),
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(said) == ["merged", "refused"]
    assert (Actor.objects.count(), MergeRecord.objects.count()) == (1, 1)
    assert FieldSource.objects.count() == 0


def test_a_new_key_is_found_wherever_it_stands():
    class Kept(models.Model):
        actor = models.OneToOneField(Actor, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "directory"
            managed = False

        def __str__(self):
            return "kept"

    try:
        assert "directory.kept.actor" in {link.label for link in following.keys_to_actors()}
        assert next(link for link in following.links() if link.model is Kept).may_collide
    finally:
        from django.apps import apps

        del apps.all_models["directory"]["kept"]
        apps.clear_cache()
