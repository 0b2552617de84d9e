from datetime import date

import pytest

from tests.factories import ActorFactory, DisciplineFactory, EventFactory
from vivier.accounts.models import JournalEntry
from vivier.agenda import actions
from vivier.agenda.models import Event
from vivier.agenda.refusals import InvalidEvent, NothingToDo, NotPublishable, ReasonMissing
from vivier.reference.models import Discipline
from vivier.search.models import IndexChange

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(JournalEntry.objects.order_by("sequence").values_list("verb", flat=True))


def test_an_event_is_written_as_a_draft_with_an_address_of_its_own(editor):
    values = {
        "title_fr": "Fête du son",
        "kind": "festival",
        "disciplines": [DisciplineFactory(code="musique")],
    }

    first = actions.create_event(by=editor, values=values)
    second = actions.create_event(by=editor, values=values)

    assert (first.slug, second.slug) == ("fete-du-son", "fete-du-son-2")
    assert first.state == Event.State.DRAFT
    assert [one.code for one in first.disciplines.all()] == ["musique"]
    assert first.uid != second.uid
    assert verbs() == ["event.created", "event.created"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title_fr": "A", "kind": "festival", "state": "published"}, "cannot be written"),
        ({"title_fr": "A", "kind": "festival", "is_cancelled": True}, "cannot be written"),
        (
            {"title_fr": "A", "kind": "festival", "starts_on": date(2026, 2, 2), "ends_on": date(2026, 2, 1)},
            "last day",
        ),
        ({"title_fr": "A", "kind": "festival", "url": "javascript:alert(1)"}, "https://"),
        ({"title_fr": "", "kind": "festival"}, "."),
        ({"title_fr": "A", "kind": "banquet"}, "."),
    ],
)
def test_what_an_event_cannot_hold_is_refused(editor, values, words, settings):
    settings.LANGUAGE_CODE = "en"

    with pytest.raises(InvalidEvent, match=words):
        actions.create_event(by=editor, values=values)

    assert Event.objects.count() == 0
    assert verbs() == []


def test_a_new_time_or_place_raises_the_sequence_and_other_words_do_not(editor):
    event = EventFactory(starts_on=date(2026, 12, 3))

    moved = actions.update_event(event, by=editor, changes={"starts_on": date(2026, 12, 4)})
    told = actions.update_event(event, by=editor, changes={"summary_fr": "Plus de détails."})
    same = actions.update_event(event, by=editor, changes={"summary_fr": "Plus de détails."})

    assert (moved, told, same) == (("starts_on",), ("summary_fr",), ())
    assert event.sequence == 1
    entry = JournalEntry.objects.order_by("sequence").first()
    assert entry.changes == {"starts_on": ["2026-12-03", "2026-12-04"]}
    assert IndexChange.objects.filter(source="event", key=str(event.pk)).exists()


def test_people_who_came_are_counted_afterwards_and_nobody_is_told_again(editor):
    event = EventFactory()

    actions.update_event(event, by=editor, changes={"attended": 40})
    with pytest.raises(InvalidEvent):
        actions.update_event(event, by=editor, changes={"attended": -1})

    kept = Event.objects.get(pk=event.pk)
    assert (kept.attended, kept.sequence) == (40, event.sequence)
    assert JournalEntry.objects.get().changes == {"attended": [None, 40]}


def test_a_change_that_makes_no_sense_changes_nothing(editor):
    event = EventFactory(starts_on=date(2026, 12, 3), ends_on=date(2026, 12, 6))

    with pytest.raises(InvalidEvent):
        actions.update_event(event, by=editor, changes={"ends_on": date(2026, 12, 1)})

    event.refresh_from_db()
    assert event.ends_on == date(2026, 12, 6)
    assert event.sequence == 0


def test_two_organisers_of_the_same_name_are_told_apart(editor):
    one, other = ActorFactory(name="Le Lieu"), ActorFactory(name="Le Lieu", slug="le-lieu-2")
    event = EventFactory(organiser=one)

    assert actions.update_event(event, by=editor, changes={"organiser": other}) == ("organiser",)


def test_publishing_shows_the_event_once(editor):
    event = EventFactory(state=Event.State.DRAFT)

    actions.publish_event(event, by=editor)

    assert event.state == Event.State.PUBLISHED
    with pytest.raises(NothingToDo):
        actions.publish_event(event, by=editor)
    assert verbs() == ["event.published"]


def test_an_event_without_a_title_is_not_published(editor):
    event = EventFactory(state=Event.State.DRAFT, title_fr="")

    with pytest.raises(NotPublishable):
        actions.publish_event(event, by=editor)


def test_withdrawing_asks_for_a_reason(editor):
    event = EventFactory()

    with pytest.raises(ReasonMissing):
        actions.withdraw_event(event, reason=" ", by=editor)
    actions.withdraw_event(event, reason="Annoncé deux fois", by=editor)

    assert event.state == Event.State.DRAFT
    assert JournalEntry.objects.get().reason == "Annoncé deux fois"
    with pytest.raises(NothingToDo):
        actions.withdraw_event(event, reason="Encore", by=editor)


def test_cancelling_keeps_the_event_says_why_and_can_be_taken_back(editor):
    event = EventFactory()

    with pytest.raises(ReasonMissing):
        actions.cancel_event(event, reason="", by=editor)
    actions.cancel_event(event, reason="La salle est inondée", by=editor)

    assert (event.state, event.is_cancelled, event.sequence) == ("published", True, 1)
    assert event.cancellation_reason == "La salle est inondée"
    with pytest.raises(NothingToDo):
        actions.cancel_event(event, reason="Deux fois", by=editor)

    actions.reinstate_event(event, by=editor)

    assert (event.is_cancelled, event.cancellation_reason, event.sequence) == (False, "", 2)
    assert verbs() == ["event.cancelled", "event.reinstated"]
    with pytest.raises(NothingToDo):
        actions.reinstate_event(event, by=editor)


def test_disciplines_may_come_as_a_query_as_forms_hand_them_over(editor):
    event = EventFactory()
    DisciplineFactory(code="musique", label_fr="Musique")

    changed = actions.update_event(event, by=editor, changes={"disciplines": Discipline.objects.all()})

    assert changed == ("disciplines",)
    assert JournalEntry.objects.get().changes == {"disciplines": [[], ["Musique"]]}
    assert actions.update_event(event, by=editor, changes={"disciplines": Discipline.objects.all()}) == ()
