"""The demonstration gives account: a half-year approved with its money, a quarter that came back."""

import json

import pytest
from django.conf import settings

from tests.factories import ReferralFactory
from vivier.accounts.models import User
from vivier.firstload.mandates import load_mandates
from vivier.mandate.models import Expense, Obligation, Report
from vivier.mandate.reporting import hindrances, sealing

FOLDER = settings.ROOT / "data" / "demonstration"


@pytest.fixture
def reports(db):
    for role in ("coordinator", "accountant"):
        User.objects.create_user(f"{role}@demo.example", role=role, name=role, is_demo=True)
    ReferralFactory(answered="taken", need__is_demo=True)
    load_mandates(FOLDER, expenses=16, months=1)
    return list(Report.objects.order_by("number", "version"))


def test_every_state_of_a_report_is_there_labelled_and_its_gaps_explained(reports):
    found = [(one.kind, one.version, one.state) for one in reports]

    assert found == [
        ("activity", 1, "approved"),
        ("financial", 1, "approved"),
        ("activity", 1, "returned"),
        ("activity", 2, "draft"),
    ]
    assert all(one.mandate.is_demo for one in reports)
    for one in (reports[0], reports[2], reports[3]):
        assert "Démonstration" in one.introduction
    assert all(sealing.problems_of(one.seal) == [] for one in reports[:3])
    assert reports[0].submitted_at < reports[1].submitted_at < reports[2].submitted_at
    answered = Obligation.objects.filter(reports__in=reports).distinct()
    assert {one.title_fr.partition(" ")[0]: one.state for one in answered} == {
        "Rapport": "due",
        "Décompte": "approved",
    }
    figures = json.loads(reports[0].seal.content)["figures"]

    missed = [one for one in figures if one["missed"]]
    assert len(missed) >= 2
    assert all(one["explanation"] for one in missed)
    assert hindrances.of_report(reports[3]) == []


def test_two_accepted_invoices_are_corrected_and_one_of_them_stands_in_the_approved_statement(reports):
    corrections = Expense.objects.filter(kind="correction").order_by("pk")

    assert [(one.cause, one.state, one.takes_off) for one in corrections] == [
        ("credit_note", "accepted", True),
        ("not_eligible", "submitted", True),
    ]
    assert all(one.is_demo and one.evidence.exists() for one in corrections)
    assert all(one.corrects.state == "accepted" and one.corrects.pk != one.pk for one in corrections)
    stated = json.loads(reports[1].seal.content)
    assert corrections[0].corrects.reference in json.dumps(stated)
