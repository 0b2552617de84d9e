"""Lists of others become drafts and changes to look at; people's words stay; a reading can be undone."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation

from tests.factories import CallFactory
from tests.opportunities.reading import item, named, sent
from vivier.accounts.models import JournalEntry
from vivier.core.refusals import NotFetched
from vivier.opportunities import tasks
from vivier.opportunities.actions import calls as actions
from vivier.opportunities.actions import readings as actions_readings
from vivier.opportunities.actions import sources as actions_sources
from vivier.opportunities.lists import applying
from vivier.opportunities.models import Call, CallReading, CallSource, CallTie, Scheme
from vivier.opportunities.refusals import SourceRefused

pytestmark = pytest.mark.django_db
EU_CALLS = Path(__file__).parents[3] / "shared/data/eval/matching/eu_calls/calls_dev.jsonl"


@pytest.fixture(autouse=True)
def in_english(settings, tmp_path):
    settings.VAR = tmp_path / "var"
    with translation.override("en"):
        yield


def applied(reading, by=None):
    actions_readings.decide(reading, keys=None, accept=True, by=by)
    return applying.apply_changes(reading, by=by)


def test_entries_become_drafts_once(tmp_path, coordinator):
    source = named()
    applied(sent(source, tmp_path, item(1), item(2)), by=coordinator)

    assert {(one.title_fr, one.state, one.kind) for one in Call.objects.all()} == {
        ("Appel 1", "draft", "call"),
        ("Appel 2", "draft", "call"),
    }
    again = sent(source, tmp_path, item(1), item(2))
    assert (again.counts["unchanged"], again.changes.count()) == (2, 0)
    assert Scheme.objects.filter(issuer_name="Partenaire").count() == 2


def test_a_change_of_the_source_is_proposed_and_a_persons_word_stays(tmp_path, coordinator):
    source = named()
    applied(sent(source, tmp_path, item(1)))
    call = Call.objects.get()
    actions.update_call(call, by=coordinator, changes={"summary_fr": "Nos mots."})

    reading = sent(source, tmp_path, item(1, deadline="2099-02-28", description="Autre texte."))
    change = reading.changes.get()
    assert (set(change.values), change.refused) == ({"closes_at"}, {"summary_fr": "Autre texte."})
    applied(reading)
    call.refresh_from_db()
    assert call.summary_fr == "Nos mots."
    assert timezone.localdate(call.closes_at).isoformat() == "2099-02-28"
    assert CallTie.objects.get().refused == {"summary_fr": "Autre texte."}

    again = sent(source, tmp_path, item(1, deadline="2099-02-28", description="Autre texte."))
    assert again.changes.count() == 0


def test_only_a_refused_value_leaves_nothing_to_decide(tmp_path, coordinator):
    source = named()
    applied(sent(source, tmp_path, item(1)))
    actions.update_call(Call.objects.get(), by=coordinator, changes={"summary_fr": "Nos mots."})

    reading = sent(source, tmp_path, item(1, description="Autre."))

    assert actions_readings.decide(reading, keys=None, accept=True, by=None) == 0
    assert reading.changes.get().decision == "declined"


def test_what_leaves_a_whole_list_is_taken_off_the_site_when_a_person_accepts(tmp_path):
    source = named()
    applied(sent(source, tmp_path, item(1), item(2)))
    Call.objects.update(state="published")

    reading = sent(source, tmp_path, item(2))
    assert [(one.kind, one.external_id) for one in reading.changes.all()] == [("vanished", "x1")]
    applied(reading)
    assert dict(Call.objects.values_list("title_fr", "state")) == {
        "Appel 1": "draft",
        "Appel 2": "published",
    }
    assert sent(source, tmp_path, item(2)).changes.count() == 0

    actions_sources.change_source(source, by=None, is_whole=False)
    assert sent(source, tmp_path, item(3)).changes.exclude(kind="new").count() == 0


def test_a_list_with_rows_that_cannot_be_read_says_nothing_of_what_vanished(tmp_path):
    source = named()
    applied(sent(source, tmp_path, item(1), item(2)))

    reading = sent(source, tmp_path, item(1), item(2, deadline="soon"))

    assert reading.changes.count() == 0
    assert reading.problems == [[2, ["Closes: “soon” is not a day: write 2001-12-31 or 31/12/2001."]]]


def test_a_call_that_is_known_by_its_page_is_not_opened_twice(tmp_path):
    known = CallFactory(
        title_fr="Un titre à nous", url="http://www.example.org/appels/1/", summary_fr="À nous."
    )

    reading = applied(sent(named(), tmp_path, item(1)))

    assert Call.objects.count() == 1
    change = reading.changes.get()
    assert change.call == known
    assert change.refused["summary_fr"] == "Pour tous."
    known.refresh_from_db()
    assert (known.title_fr, known.closes_at is None) == ("Un titre à nous", False)


def test_undone_drafts_go_and_what_people_touched_stays(tmp_path, coordinator):
    source = named()
    reading = applied(sent(source, tmp_path, item(1), item(2)), by=coordinator)
    touched = Call.objects.get(title_fr="Appel 2")
    actions.update_call(touched, by=coordinator, changes={"summary_fr": "Nos mots."})

    stayed = applying.undo_changes(reading, by=coordinator)

    assert stayed == 1
    assert [one.title_fr for one in Call.objects.all()] == ["Appel 2"]
    assert [one.title_fr for one in Scheme.objects.all()] == ["Appel 2"]
    assert reading.state == "undone"
    with pytest.raises(SourceRefused, match="can be undone"):
        applying.undo_changes(reading, by=coordinator)


def test_undone_changes_give_back_what_stood_there(tmp_path):
    source = named()
    applied(sent(source, tmp_path, item(1), item(2)))
    Call.objects.update(state="published", audiences=["artist"])
    before = dict(Call.objects.values_list("title_fr", "closes_at"))
    reading = applied(sent(source, tmp_path, item(1, deadline="2099-06-01")))

    assert applying.undo_changes(reading, by=None) == 0

    assert dict(Call.objects.values_list("title_fr", "closes_at")) == before
    assert set(Call.objects.values_list("state", flat=True)) == {"published"}
    again = sent(source, tmp_path, item(1, deadline="2099-06-01"))
    assert {(one.kind, one.external_id) for one in again.changes.all()} == {
        ("changed", "x1"),
        ("vanished", "x2"),
    }


def test_a_reading_older_than_thirty_days_is_not_undone(tmp_path):
    reading = applied(sent(named(), tmp_path, item(1)))
    CallReading.objects.update(applied_at=timezone.now() - timedelta(days=31))
    reading.refresh_from_db()

    with pytest.raises(SourceRefused):
        applying.undo_changes(reading, by=None)
    assert Call.objects.count() == 1


def test_what_somebody_changed_meanwhile_is_declined_with_the_reason(tmp_path, coordinator):
    source = named()
    applied(sent(source, tmp_path, item(1)))
    reading = sent(source, tmp_path, item(1, deadline="2099-06-01"))
    actions.update_call(Call.objects.get(), by=coordinator, changes={"closes_at": None})

    applied(reading)

    change = reading.changes.get()
    assert (change.applied_at, change.decision) == (None, "declined")
    assert "in the meantime" in change.note


def test_applying_goes_on_where_it_was_cut_off(tmp_path, monkeypatch):
    reading = sent(named(), tmp_path, *(item(n) for n in range(5)))
    actions_readings.decide(reading, keys=None, accept=True, by=None)
    monkeypatch.setattr(applying, "BATCH", 2)
    opened = []
    whole = actions.create_call

    def cut(*args, **options):
        if len(opened) == 3:
            raise KeyboardInterrupt
        opened.append(1)
        return whole(*args, **options)

    monkeypatch.setattr(actions, "create_call", cut)
    with pytest.raises(KeyboardInterrupt):
        applying.apply_changes(reading, by=None)
    assert Call.objects.count() == 2
    monkeypatch.setattr(actions, "create_call", whole)
    applying.apply_changes(reading, by=None)
    assert (Call.objects.count(), reading.state) == (5, "applied")


@pytest.fixture
def web(monkeypatch):
    """What addresses answer; the fetching itself has its own tests."""
    answers = {}

    def collect(url, *, allow):
        if url not in answers:
            raise NotFetched("The address answers 404.")
        return answers[url]

    monkeypatch.setattr(actions_sources, "collect", collect)
    return answers


def test_sources_are_read_when_they_are_due_and_their_errors_are_kept(web):
    source = named(url="https://example.org/feed", every=24)
    now = timezone.now()

    assert tasks.read_due_sources(now) == 1
    source.refresh_from_db()
    assert (source.failures, source.outcome) == (1, "The address answers 404.")
    assert source.due_at > now + timedelta(hours=23)
    assert tasks.read_due_sources(now) == 0

    web[source.url] = json.dumps([item(1)]).encode()
    CallSource.objects.update(due_at=now)
    tasks.read_due_sources(now)
    source.refresh_from_db()
    assert source.failures == 0
    reading = source.readings.get()
    assert (reading.state, reading.changes.count()) == ("checked", 0)

    actions_sources.confirm_columns(reading)
    CallSource.objects.update(due_at=now)
    tasks.read_due_sources(now)
    newest = source.readings.first()
    assert (newest.state, newest.counts["new"]) == ("proposed", 1)
    assert Call.objects.count() == 0


def test_a_newer_reading_takes_the_place_of_one_nobody_decided_on(web):
    source = named(url="https://example.org/feed")
    CallSource.objects.update(mapping={"title": "title", "external_id": "id"})
    source.refresh_from_db()
    web[source.url] = json.dumps([item(1)]).encode()
    first = actions_readings.read_source(source, by=None)
    second = actions_readings.read_source(source, by=None)
    first.refresh_from_db()
    assert (first.state, second.state) == ("dropped", "proposed")

    actions_readings.decide(second, keys=None, accept=True, by=None)
    with pytest.raises(SourceRefused, match="finish it first"):
        actions_readings.read_source(source, by=None)
    applying.apply_changes(second, by=None)
    assert actions_readings.read_source(source, by=None) is None


def test_a_source_fails_less_and_less_often(web):
    source = named(url="https://example.org/feed", every=6)
    hours = []
    for _time in range(5):
        CallSource.objects.update(due_at=timezone.now())
        tasks.read_due_sources(timezone.now())
        source.refresh_from_db()
        hours.append(round((source.due_at - timezone.now()).total_seconds() / 3600))
    assert hours == [6, 12, 24, 48, 48]
    assert JournalEntry.objects.filter(verb="call_source.failed").count() == 1


@pytest.mark.parametrize(
    ("name", "options", "why"),
    [
        ("", {}, "a name"),
        ("Partenaire", {}, "already"),
        ("x", {"url": "javascript:alert(1)"}, "valid URL"),
        ("x", {"every": 24}, "give one"),
        ("x", {"kind": "nothing"}, "not a valid choice"),
    ],
)
def test_a_source_that_cannot_be_is_refused(name, options, why):
    named()
    with pytest.raises(SourceRefused, match=why):
        named(name, **options)
    assert CallSource.objects.count() == 1


def test_real_european_calls_become_drafts_and_change_once(tmp_path):
    if not EU_CALLS.exists():
        pytest.skip("the European calls are not beside the project (../shared/data/eval/matching/eu_calls)")
    source = named("Funding & Tenders", language="en", kind="funding")
    lines = EU_CALLS.read_text().splitlines()[:40]
    path = tmp_path / "calls.jsonl"
    path.write_text("\n".join(lines))
    reading = actions_sources.receive(source, path, name=path.name, by=None)
    assert {"external_id", "title", "closes_at", "summary", "url", "scheme"} <= set(reading.mapping)
    actions_sources.check_reading(reading)
    assert (reading.counts["usable"], reading.problems) == (40, [])
    actions_readings.propose(reading, by=None)
    applied(reading)

    assert Call.objects.filter(state="draft").exclude(title_en="").count() == 40
    path.write_text("\n".join(lines))
    again = actions_sources.receive(source, path, name=path.name, by=None)
    actions_sources.check_reading(again)
    actions_readings.propose(again, by=None)
    assert (again.counts["unchanged"], again.changes.count()) == (40, 0)
