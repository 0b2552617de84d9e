"""Sources that differ are found and kept apart; what is newest is shown first."""

import pytest

from tests.factories import FigureFactory, IndicatorFactory
from vivier.observatory.comparing import alike, disagreements, latest, sources
from vivier.observatory.models import Comparison, Figure

NEXT = iter(range(1, 10_000))


def figure(
    value: int, year: int | None = 2024, territory: str = "Wallonie", scope: str = "", **more: str
) -> Figure:
    return Figure(pk=next(NEXT), value=value, year=year, territory=territory, scope=scope, **more)


def test_two_values_for_one_year_territory_and_perimeter_differ():
    small, large = figure(40), figure(52)

    assert [one.figures for one in disagreements([large, small, figure(20, 2022)])] == [(small, large)]


@pytest.mark.parametrize(
    "others",
    [
        [],
        [figure(40)],
        [figure(52, 2023)],
        [figure(52, territory="Bruxelles")],
        [figure(52, scope="KIKK Pro")],
    ],
    ids=["alone", "same value", "other year", "other territory", "other perimeter"],
)
def test_figures_about_other_things_do_not_differ(others):
    assert disagreements([figure(40), *others]) == []


def test_two_undated_values_differ_too():
    assert [one.year for one in disagreements([figure(1, None), figure(2, None)])] == [None]


def test_latest_is_one_per_territory_and_both_when_sources_differ():
    old, new, other, twin = figure(1, 2012), figure(2, 2024), figure(3, 2020, "Bruxelles"), figure(4, 2024)

    assert latest([old, new, other, twin]) == [new, twin, other]


def test_a_figure_without_a_year_counts_only_where_no_other_is_known():
    undated, dated, alone = figure(1, None), figure(2, 2012), figure(3, None, "Namur")

    assert latest([undated, dated, alone]) == [dated, alone]
    assert latest([]) == []


def test_sources_are_named_once():
    rows = [figure(1, source_name="RTL"), figure(2, source_name="RTL"), figure(3, source_url="https://x.org")]

    assert sources(rows) == ["RTL", "https://x.org"]


def test_alike_are_the_others_of_the_comparison(db, django_assert_num_queries):
    comparison = Comparison.objects.create(code="c", name_fr="C")
    one, other = IndicatorFactory(comparison=comparison), IndicatorFactory(comparison=comparison)
    FigureFactory(indicator=other)
    IndicatorFactory()

    with django_assert_num_queries(2):
        found = alike(one)
        assert [row.figures.all()[0].value for row in found] == [100]
    assert found == [other]
    assert alike(IndicatorFactory()) == []
