"""Reports: frozen when handed in, sent back with a reason, each euro asked for once, figures with their rows."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from tests.factories import NeedFactory, PersonFactory
from tests.mandate.reported_world import MAY, YEAR, accepted, claimed, made, started, submitted
from vivier.accounts.models import JournalEntry, User
from vivier.mandate.actions import highlights, measuring, reports
from vivier.mandate.actions.reports import Asked
from vivier.mandate.indicators.periods import Period
from vivier.mandate.measuring import indicators_of, measured
from vivier.mandate.models import Report, ReportedShare, Seal
from vivier.mandate.refusals import (
    EditConflict,
    Immutable,
    InvalidValue,
    NotAllowed,
    NotReady,
    NotTheRightState,
    ReasonMissing,
)
from vivier.mandate.reporting import spending

D = Decimal


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def world(db):
    return made()


def content(report):
    return json.loads(Seal.objects.get(report=report).content)


def test_a_report_says_what_keeps_it_from_being_handed_in(world):
    report = started(world)

    with pytest.raises(NotReady) as refused:
        reports.submit_report(report, by=world.coordinator)

    assert refused.value.problems == [
        "Write an introduction: what happened in this period.",
        "I1 · Besoins reçus misses its target: explain why.",
    ]


def test_handed_in_it_is_frozen_whatever_happens_later(world):
    report = submitted(world)
    before = bytes(Seal.objects.get(report=report).packed)

    NeedFactory(received_at=MAY, enter_by=date(2026, 5, 7))

    [counted, told] = content(report)["figures"]
    assert (counted["value"], counted["planned"], counted["gap"], counted["missed"]) == ("3", "5", "-2", True)
    assert (told["value"], told["source"], told["hand"][0]["note"]) == ("12", "hand", "Liste signée.")
    assert counted["row_count"] == 3
    live = measured(indicators_of(world.mandate)[0], YEAR)
    assert live.number == 4
    assert bytes(Seal.objects.get(report=report).packed) == before


def test_the_rows_behind_a_figure_are_in_the_frozen_copy_without_names(world):
    seal = Seal.objects.get(report=submitted(world))
    frozen = json.loads(seal.rows)

    table = frozen["tables"]["needs"]
    keys = frozen["keys"]["I1"]
    assert [table["rows"][str(key)][0] for key in keys] == ["B-2026-T0000", "B-2026-T0001", "B-2026-T0002"]
    assert "Zanzibarium" not in (seal.content + seal.rows).decode()


def test_handing_in_twice_is_handing_in_once(world):
    report = submitted(world)

    again = reports.submit_report(report, by=world.coordinator)

    assert again.submitted_at == report.submitted_at
    assert Seal.objects.count() == 1


def test_what_was_handed_in_does_not_change(world):
    report = submitted(world)
    seal = Seal.objects.get(report=report)

    with pytest.raises(NotTheRightState, match="already “handed in”"):
        reports.change_report(report, {"introduction": "x"}, edits=report.edits, by=world.coordinator)
    with pytest.raises(Immutable):
        seal.save()
    with pytest.raises(Immutable):
        seal.delete()
    with pytest.raises(Immutable):
        Seal.objects.all().delete()
    with pytest.raises(Immutable):
        Seal.objects.update(digest="0")


def test_sent_back_with_a_reason_it_opens_the_next_version(world):
    report = submitted(world)

    with pytest.raises(ReasonMissing):
        reports.return_report(report, by=world.coordinator, comment=" ")
    following = reports.return_report(report, by=world.coordinator, comment="Précisez le point 2.")

    report.refresh_from_db()
    assert (report.state, report.decision_comment) == ("returned", "Précisez le point 2.")
    assert (following.reference, following.state, following.follows) == (
        report.reference.replace("v1", "v2"),
        "draft",
        report,
    )
    assert following.introduction == "Une année bien remplie."
    assert content(report)["report"]["version"] == 1
    second = reports.submit_report(following, by=world.coordinator)
    assert content(second)["report"]["version"] == 2
    assert Seal.objects.get(report=second).previous_hash == Seal.objects.get(report=report).hash


def test_the_claim_waits_for_the_activity_report(world):
    report = started(world, "financial")

    with pytest.raises(NotReady) as refused:
        reports.submit_report(report, by=world.coordinator)

    assert refused.value.problems == [
        "The activity report of this period has to be approved first.",
        "Say who signs the declaration on honour, and in which function.",
        "Write the bank account the money goes to.",
        "Write the amount that is claimed, nought when it was paid in advance.",
    ]


def test_more_is_not_claimed_than_was_accepted(world):
    report = claimed(world, amount="1250.51")

    with pytest.raises(NotReady, match=r"1,250\.51.*claimed and only.*1,250\.50"):
        reports.submit_report(report, by=world.coordinator)


def test_the_statement_equals_the_ledger_and_each_euro_is_asked_for_once(world):
    report = reports.submit_report(claimed(world), by=world.coordinator)
    frozen = content(report)

    assert frozen["sums"]["stated"] == "1250.50"
    assert sum(D(one["amount"]) for one in frozen["expenses"]) == D("1250.50")
    assert [(one["code"], one["stated"], one["left"]) for one in frozen["lines"]] == [
        ("P1", "1250.50", "48749.50")
    ]
    assert len(frozen["evidence"]) == 2
    late = accepted(world.line, "99.00", dated_on=date(2026, 2, 1))
    following = started(world, "financial")
    assert [one.expense for one in spending.shares_to_report(following)] == [late]
    share = ReportedShare.objects.first().share
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportedShare.objects.create(report=following, share=share)


def test_sent_back_its_expenses_may_be_asked_for_again(world):
    report = reports.submit_report(claimed(world), by=world.coordinator)

    following = reports.return_report(report, by=world.coordinator, comment="Un poste à revoir.")

    assert len(spending.shares_to_report(following)) == 2
    assert content(reports.submit_report(following, by=world.coordinator))["sums"]["stated"] == "1250.50"
    assert content(report)["sums"]["stated"] == "1250.50"


def test_only_a_coordinator_gives_account(world):
    report = submitted(world)
    asked = Asked("activity", YEAR.starts_on, YEAR.ends_on, report.submission)
    for role in (User.Role.AUDITOR, User.Role.ADMINISTRATOR, User.Role.EDITOR, User.Role.ADVISER):
        other = PersonFactory(role=role)
        for deed in (
            lambda by: reports.start_report(world.mandate, asked, by=by),
            lambda by: reports.submit_report(report, by=by),
            lambda by: reports.approve_report(report, by=by),
            lambda by: reports.return_report(report, by=by, comment="x"),
            lambda by: measuring.explain_gap(world.target, text="x", by=by),
            lambda by: measuring.tell_value(world.by_hand, YEAR, value=D(1), note="x", by=by),
            lambda by: highlights.add_highlight(report, subject="needs", key=1, text="x", by=by),
        ):
            with pytest.raises(NotAllowed):
                deed(other)


def test_the_same_form_sent_twice_opens_one_report(world):
    report = started(world)

    asked = Asked("activity", YEAR.starts_on, YEAR.ends_on, report.submission)
    assert reports.start_report(world.mandate, asked, by=world.coordinator) == report
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "first", "last", "field"),
    [
        ("novel", date(2026, 1, 1), date(2026, 2, 1), "kind"),
        ("activity", date(2026, 2, 1), date(2026, 1, 1), "ends_on"),
        ("activity", date(2025, 12, 31), date(2026, 1, 1), "starts_on"),
    ],
)
def test_a_report_lies_in_its_mandate(world, kind, first, last, field):
    with pytest.raises(InvalidValue) as refused:
        started(world, kind, Period(first, last))

    assert refused.value.field == field


def test_two_people_do_not_overwrite_each_other(world):
    report = started(world)
    reports.change_report(report, {"introduction": "A"}, edits=1, by=world.coordinator)

    with pytest.raises(EditConflict):
        reports.change_report(report, {"introduction": "B"}, edits=1, by=world.coordinator)


def test_deeds_are_in_the_journal(world):
    submitted(world)

    verbs = list(JournalEntry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs == [
        "indicator.told",
        "report.started",
        "report.changed",
        "indicator.gap_explained",
        "report.submitted",
    ]


def test_a_highlight_is_real_and_a_need_stays_without_a_name(world):
    report = started(world)
    need = NeedFactory(
        received_at=MAY,
        enter_by=date(2026, 5, 7),
        entered_at=MAY,
        closed_at=MAY,
        state="closed",
        project_name="Zanzibarium",
        name="Béatrice Exemple",
        subject="abroad",
    )

    with pytest.raises(InvalidValue, match="happened in the period"):
        highlights.add_highlight(report, subject="needs", key=need.pk + 999, text="x", by=world.coordinator)
    with pytest.raises(InvalidValue, match="tell it without"):
        highlights.add_highlight(
            report, subject="needs", key=need.pk, text="Le projet ZANZIBARIUM.", by=world.coordinator
        )
    made_ = highlights.add_highlight(
        report, subject="needs", key=need.pk, text="Un premier contrat.", by=world.coordinator
    )
    assert (made_.title, made_.address) == ("Going abroad", "")


def test_targets_of_months_make_the_target_of_the_quarter(world):
    world.target.delete()
    for month, last in ((1, 31), (2, 28), (3, 31)):
        world.needs.targets.create(
            starts_on=date(2026, month, 1), ends_on=date(2026, month, last), planned=D(month)
        )
    quarter, half = Period(date(2026, 1, 1), date(2026, 3, 31)), Period(date(2026, 1, 1), date(2026, 6, 30))

    [indicator, _told] = indicators_of(world.mandate)

    assert measured(indicator, quarter).planned == 6
    assert measured(indicator, half).planned is None


def test_a_correction_of_a_value_told_by_hand_keeps_the_former(world):
    told = measuring.tell_value(world.by_hand, YEAR, value=D(13), note="Un oubli.", by=world.coordinator)

    assert (
        measuring.tell_value(world.by_hand, YEAR, value=D(13), note="Un oubli.", by=world.coordinator) == told
    )
    assert list(world.by_hand.hand_values.order_by("pk").values_list("value", flat=True)) == [D(12), D(13)]
    [_counted, again] = indicators_of(world.mandate)
    assert measured(again, YEAR).number == 13
    with pytest.raises(NotReady, match="without a document"):
        reports.submit_report(started(world), by=world.coordinator)


def test_the_definition_of_an_indicator_is_composed_of_known_parts(world):
    parts = {"what": "needs", "day": "received", "filters": {"subject": ["finance"]}}

    measuring.count_by(world.needs, source="composed", parts=parts, by=world.coordinator)

    [indicator, _told] = indicators_of(world.mandate)
    assert measured(indicator, YEAR).number == 3
    with pytest.raises(InvalidValue):
        measuring.count_by(world.needs, source="composed", parts={"what": "sql"}, by=world.coordinator)
    with pytest.raises(InvalidValue):
        measuring.count_by(world.needs, source="code", query="drop", by=world.coordinator)
