"""Geometry of the charts: from zero, never through years on which sources differ, never out of the frame."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from vivier.observatory import charts
from vivier.observatory.models import Figure

VALUES = st.decimals(0, 10**15, places=4)
FIGURES = st.lists(
    st.builds(
        Figure,
        value=VALUES,
        year=st.one_of(st.none(), st.integers(1800, 2200)),
        territory=st.sampled_from(["Namur", "Wallonie", ""]),
        source_name=st.sampled_from(["RTL", "WBI"]),
    ),
    max_size=30,
)


def figure(value: float, year: int | None, territory: str = "Namur", source: str = "RTL") -> Figure:
    return Figure(value=Decimal(str(value)), year=year, territory=territory, source_name=source)


def test_years_make_points_and_the_scale_begins_at_zero():
    chart = charts.chart_of([figure(20, 2022), figure(40, 2024)])

    assert chart.kind == "years"
    assert [tick.value for tick in chart.scale] == [0, 10, 20, 30, 40]
    assert [tick.value for tick in chart.years] == [2022, 2024]
    first, last = chart.series[0].points
    assert first.x < last.x
    assert first.y > last.y


def test_a_line_between_two_sources_is_dashed():
    chart = charts.chart_of([figure(1, 2016), figure(2, 2017), figure(3, 2018, source="WBI")])

    assert [line.is_dashed for line in chart.series[0].lines] == [False, True]
    assert chart.has_dashes


def test_no_line_goes_through_a_year_on_which_sources_differ():
    chart = charts.chart_of(
        [figure(20, 2022), figure(40, 2024), figure(52, 2024, source="WBI"), figure(60, 2026)]
    )

    assert chart.series[0].lines == ()
    assert len(chart.series[0].points) == 4


def test_territories_are_series_of_their_own():
    chart = charts.chart_of([figure(1, 2016), figure(2, 2017), figure(9, 2017, "Liège")])

    assert [(one.number, one.first.territory) for one in chart.series] == [(0, "Namur"), (1, "Liège")]


def test_one_moment_makes_bars_in_proportion():
    chart = charts.chart_of([figure(10, 2012), figure(5, 2012, "Liège"), figure(0, None, "Mons")])

    assert chart.kind == "bars"
    assert [bar.length for bar in chart.bars] == [470.0, 235.0, 0.0]


def test_a_single_figure_needs_no_chart():
    assert charts.chart_of([figure(10, 2012)]) is None
    assert charts.chart_of([]) is None


def test_spark_needs_three_years_of_one_thing():
    years = [figure(1, 2016), figure(2, 2017), figure(3, 2018)]

    assert len(charts.spark(years).split()) == 3
    assert charts.spark(years[:2]) == ""
    assert charts.spark([*years, figure(4, 2018)]) == ""
    assert charts.spark([*years[:2], figure(3, 2018, "Liège")]) == ""


@given(FIGURES)
def test_everything_stays_in_the_frame(figures):
    chart = charts.chart_of(figures)
    charts.spark(figures)

    if isinstance(chart, charts.YearsChart):
        points = [point for one in chart.series for point in one.points]
        assert all(charts.LEFT <= point.x <= charts.WIDTH for point in points)
        assert all(charts.TOP - 0.1 <= point.y <= chart.baseline + 0.1 for point in points)
        assert chart.scale[0].value == 0
        assert len(chart.scale) <= 6
    elif isinstance(chart, charts.BarsChart):
        assert all(0 <= bar.length <= charts.WIDTH for bar in chart.bars)
