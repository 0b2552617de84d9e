"""Euros to the cent: what is stored is what was given, and parts add up."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mandate_factories import BudgetLineFactory
from vivier.core.money import EuroField, parts_of, percent_of, to_the_cent
from vivier.core.templatetags import components
from vivier.mandate.models import BudgetLine

D = Decimal
AMOUNTS = st.decimals(0, 10_000_000, places=2, allow_nan=False, allow_infinity=False)
PERCENTS = st.lists(st.decimals("0.01", 20, places=2), min_size=1, max_size=5)


@settings(deadline=None)
@given(AMOUNTS, PERCENTS)
def test_parts_add_up_to_the_rounded_whole_and_are_within_a_cent(amount, percents):
    parts = parts_of(amount, percents)

    assert sum(parts) == percent_of(amount, sum(percents))
    for part, percent in zip(parts, percents, strict=True):
        assert abs(part - amount * percent / 100) < D("0.01")


def test_three_thirds_of_a_cent_go_to_one_of_them():
    assert parts_of(D("100.00"), [D("33.33"), D("33.33"), D("33.34")]) == [
        D("33.33"),
        D("33.33"),
        D("33.34"),
    ]
    assert parts_of(D("0.01"), [D(50), D(50)]) == [D("0.01"), D("0.00")]


def test_half_a_cent_goes_up():
    assert to_the_cent(D("1.005")) == D("1.01")


@pytest.mark.parametrize("said", ["abc", "NaN", "Infinity", "1.001", "99999999999", 1.5, [], "\x00"])
def test_what_is_no_amount_to_the_cent_is_refused(said):
    with pytest.raises(ValidationError):
        EuroField().to_python(said)


@pytest.mark.django_db
def test_sums_are_exact_in_the_database():
    line = BudgetLineFactory(planned_eur=D("0.10"))
    for _number in range(9):
        BudgetLineFactory(mandate=line.mandate, planned_eur=D("0.10"))

    assert BudgetLine.objects.aggregate(total=Sum("planned_eur")) == {"total": D("1.00")}
    assert list(BudgetLine.objects.filter(planned_eur__gt=D("0.10"))) == []
    assert BudgetLine.objects.filter(planned_eur=D("0.10")).count() == 10


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("176699.60"), "176\xa0699,60\u202f€"),
        (Decimal("480000.00"), "480\xa0000\u202f€"),
        (Decimal("0.5"), "0,50\u202f€"),
        (8000, "8\xa0000\u202f€"),
        (12.5, "12,50\u202f€"),
        (None, ""),
    ],
)
def test_pages_write_both_cents_or_none(amount, written):
    with translation.override("fr"):
        assert components.euros(amount) == written
