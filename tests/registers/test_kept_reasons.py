"""Why an import ended is read in the language of who looks, whatever language the worker spoke."""

import pytest
from django.utils import translation

from vivier.accounts.models import JournalEntry
from vivier.directory import tasks
from vivier.registers import imports, kept_reasons, unreadable
from vivier.registers.kept_reasons import Reason
from vivier.registers.models import ImportRun
from vivier.registers.readers.kbo_layout import BadExtract
from vivier.registers.refusals import DifferenceRefused

pytestmark = pytest.mark.django_db
STALE = "Extract %(old)s is older than extract %(new)s, which is applied."


def ended(reason: Reason, language: str = "fr") -> ImportRun:
    run = ImportRun.objects.create(path="x")
    with translation.override(language):
        imports._end(run, ImportRun.State.REFUSED, reason)
    return ImportRun.objects.get(pk=run.pk)


def test_a_refusal_in_a_french_worker_is_read_in_english_and_french():
    run = ended(Reason.of(DifferenceRefused(STALE, old=99, new=100)))

    assert kept_reasons.in_words(run) == "Extract 99 is older than extract 100, which is applied."
    with translation.override("fr"):
        french = kept_reasons.in_words(run)
    assert french == run.why != kept_reasons.in_words(run)
    assert "99" in french
    assert JournalEntry.objects.get().reason == french


def test_what_a_reader_could_not_read_is_taken_apart():
    error = BadExtract("The ZIP file a%b.zip is damaged or cut off: download it again.")

    run = ended(Reason(*unreadable.taken_apart(str(error))))

    assert kept_reasons.in_words(run) == str(error)
    assert run.why_words == {"file": "a%b.zip"}


@pytest.mark.parametrize("text", ["ValueError: 100 % wrong %(x)s", "une vieille raison à 100 %", ""])
def test_what_nobody_translated_and_old_rows_are_shown_as_they_are(text):
    run = ended(Reason(text=text))
    old = ImportRun.objects.create(path="y", why=text)

    assert [kept_reasons.in_words(one) for one in (run, old)] == [text, text]


def test_a_run_begun_again_has_no_reason_left():
    run = ended(Reason.of(DifferenceRefused(STALE, old=1, new=2)))

    kept_reasons.NO_REASON.keep_with(run)

    assert (kept_reasons.in_words(run), run.why, run.why_shape, run.why_words) == ("", "", "", {})


def test_that_another_import_runs_is_read_in_the_readers_language_too():
    run = ImportRun.objects.create(path="x")

    with imports.turn(), translation.override("fr"):
        tasks.carry_out_import.func(run.pk)

    run.refresh_from_db()
    assert kept_reasons.in_words(run).startswith("Another import is running.")


def test_every_percent_of_a_kept_sentence_is_written_twice():
    refusal = DifferenceRefused("%(share)s %% of the rows", share=7.5)

    assert str(refusal) == "7.5 % of the rows"
    assert kept_reasons.in_words(ended(Reason.of(refusal))) == "7.5 % of the rows"


def test_a_share_is_written_as_the_reader_writes_it():
    refusal = DifferenceRefused("%(share)s %% of the rows", share=7.5)

    with translation.override("fr"):
        assert str(refusal) == "7,5 % of the rows"
        assert kept_reasons.in_words(ended(Reason.of(refusal))) == "7,5 % of the rows"
