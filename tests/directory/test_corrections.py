"""Corrections from anybody: once per form, slowed down, decided with a reason."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import ActorFactory, CorrectionFactory, DisciplineFactory
from vivier.accounts.models import JournalEntry
from vivier.directory import actions
from vivier.directory.models import Correction, FieldSource
from vivier.directory.refusals import (
    AlreadyDecided,
    EditConflict,
    InvalidValue,
    ReasonMissing,
    TooManySuggestions,
)

pytestmark = pytest.mark.django_db


def suggest(actor, **changes):
    values = {"field": "city", "proposed": "Dinant", "submission": uuid4(), "sender": "abc"}
    return actions.suggest_correction(actor, **(values | changes))


def test_the_same_form_sent_twice_is_one_suggestion():
    actor, number = ActorFactory(), uuid4()

    first = suggest(actor, submission=number)
    second = suggest(actor, submission=number, proposed="Something else")

    assert first == second
    assert Correction.objects.get().proposed == "Dinant"
    assert [entry.verb for entry in JournalEntry.objects.all()] == ["correction.suggested"]


def test_the_journal_holds_no_address_of_the_author():
    suggest(ActorFactory(), author_email="someone@example.org", comment="secret")

    entry = JournalEntry.objects.get()

    assert "someone" not in str(entry.changes) + entry.reason + entry.object_label
    assert "secret" not in str(entry.changes)


def test_a_flood_from_one_address_is_slowed_down_and_others_are_not():
    actor = ActorFactory()
    for _ in range(actions.SUGGESTIONS_PER_HOUR):
        suggest(actor)

    with pytest.raises(TooManySuggestions, match="Thank you"):
        suggest(actor)
    suggest(actor, sender="another")

    Correction.objects.update(created_at=timezone.now() - timedelta(hours=2))
    suggest(actor)

    assert Correction.objects.count() == actions.SUGGESTIONS_PER_HOUR + 2


def test_a_day_has_its_own_limit():
    actor = ActorFactory()
    CorrectionFactory.create_batch(
        actions.SUGGESTIONS_PER_DAY, actor=actor, sender="abc", created_at=timezone.now() - timedelta(hours=3)
    )

    with pytest.raises(TooManySuggestions):
        suggest(actor)


def test_a_suggestion_for_a_field_that_is_not_corrected_this_way_is_refused():
    with pytest.raises(InvalidValue):
        suggest(ActorFactory(), field="status")

    assert list(Correction.objects.all()) == []


def test_applying_writes_the_value_as_a_suggestion_that_machines_respect(coordinator):
    actor = ActorFactory()
    correction = CorrectionFactory(actor=actor, field="city", proposed="Dinant")

    update = actions.apply_correction(correction, by=coordinator)

    actor.refresh_from_db()
    assert (actor.city, update.changed) == ("Dinant", {"city": ["", "Dinant"]})
    assert (correction.status, correction.decided_by) == (Correction.Status.APPLIED, coordinator)
    assert actor.field_sources.get().method == FieldSource.Method.SUGGESTION
    assert {entry.verb for entry in JournalEntry.objects.all()} == {"actor.updated", "correction.applied"}


def test_applying_a_coded_value_needs_the_team_to_choose_it(coordinator):
    DisciplineFactory(code="design")
    actor = ActorFactory()
    correction = CorrectionFactory(actor=actor, field="disciplines", proposed="They design chairs")

    with pytest.raises(InvalidValue, match="Choose the value"):
        actions.apply_correction(correction, by=coordinator)
    actions.apply_correction(correction, by=coordinator, value=["design"])

    assert [one.code for one in actor.disciplines.all()] == ["design"]


def test_applying_an_unusable_text_changes_nothing(coordinator):
    correction = CorrectionFactory(field="website", proposed="ask them")

    with pytest.raises(InvalidValue):
        actions.apply_correction(correction, by=coordinator)

    assert Correction.objects.get().status == Correction.Status.WAITING


def test_applying_a_remark_only_closes_it(coordinator):
    correction = CorrectionFactory(field="", proposed="They moved and have a new logo")

    update = actions.apply_correction(correction, by=coordinator)

    assert (update.changed, correction.status) == ({}, Correction.Status.APPLIED)


def test_applying_on_an_older_version_is_refused(coordinator):
    actor = ActorFactory(version=3)

    with pytest.raises(EditConflict):
        actions.apply_correction(CorrectionFactory(actor=actor), by=coordinator, expected_version=2)

    assert Correction.objects.get().status == Correction.Status.WAITING


def test_refusing_needs_a_reason_and_keeps_what_was_proposed(coordinator):
    correction = CorrectionFactory(proposed="Dinant")

    with pytest.raises(ReasonMissing):
        actions.refuse_correction(correction, by=coordinator, reason="  ")
    actions.refuse_correction(correction, by=coordinator, reason="The register says Namur.")

    row = Correction.objects.get()
    assert (row.status, row.reason, row.proposed) == ("refused", "The register says Namur.", "Dinant")
    assert JournalEntry.objects.get().reason == "The register says Namur."


@pytest.mark.parametrize("status", [Correction.Status.APPLIED, Correction.Status.REFUSED])
def test_a_decided_correction_is_not_decided_again(coordinator, status):
    correction = CorrectionFactory(status=status)

    with pytest.raises(AlreadyDecided):
        actions.apply_correction(correction, by=coordinator)
    with pytest.raises(AlreadyDecided):
        actions.refuse_correction(correction, by=coordinator, reason="No")
