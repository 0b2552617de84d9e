"""The observatory's pages: every figure with its source, differences shown, downloads, hostile input."""

import csv
import io
import json
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from tests.factories import FigureFactory, IndicatorFactory
from tests.rounds import in_rounds
from vivier.observatory.models import Comparison, Figure, Indicator, Topic
from vivier.web.showing import measuring

NAUGHTY = [
    "'; DROP TABLE observatory_figure;--",
    "<script>alert(1)</script>",
    "%",
    '"',
    "\u202e🙂",
    "a" * 5000,
    "-1",
    "9" * 400,
    "(((",
    "field:[* TO *]",
]


def address(name: str, *args: str, language: str = "fr") -> str:
    with override(language):
        return reverse(f"web:{name}", args=args)


@pytest.fixture
def studios(db: None) -> Indicator:
    Topic.objects.create(code="games", label_fr="Jeu vidéo", label_en="Video games")
    row = IndicatorFactory(
        slug="studios",
        name_fr="Studios de jeu vidéo",
        name_en="Video game studios",
        definition_fr="Studios actifs.",
        definition_en="Active studios.",
        unit="studios",
        topic="games",
    )
    FigureFactory(indicator=row, value=20, year=2022, source_name="Sudinfo", source_kind="press")
    FigureFactory(indicator=row, value=40, year=2024, source_name="WALGA", source_kind="operator")
    return row


def test_list_shows_the_latest_figure_with_its_territory_year_and_topic(client, studios):
    page = client.get(address("observatory")).content.decode()

    card = re.search(r'<li class="fig">.*?</li>', page, re.DOTALL)[0]
    assert "Studios de jeu vidéo" in card
    assert "<b>40</b>" in card
    assert "<b>20</b>" not in card
    assert "Wallonie, 2024" in card
    assert "Jeu vidéo</h3>" in page


def test_indicator_page_shows_every_figure_with_its_source(client, studios):
    page = client.get(address("indicator", "studios")).content.decode()

    for figure in Figure.objects.all():
        assert f'<a href="{figure.source_url}"' in page
        assert figure.source_name in page
    assert "Studios actifs." in page
    assert 'class="chart__line is-dashed"' in page


def test_sources_that_differ_are_shown_side_by_side_and_never_averaged(client, studios):
    FigureFactory(indicator=studios, value=52, year=2024, source_name="RTL", source_kind="press")

    page = client.get(address("indicator", "studios", language="en")).content.decode()

    differ = re.search(r'<section class="differ".*?</section>', page, re.DOTALL)[0]
    assert "Sources differ for 2024" in differ
    assert re.findall(r"<b>(\d+)</b>", differ) == ["40", "52"]
    assert "46" not in re.sub(r"<[^>]*>", " ", page)
    assert "sources differ" in client.get(address("observatory", language="en")).content.decode()


def test_agreeing_sources_are_not_called_different(client, studios):
    page = client.get(address("indicator", "studios", language="en")).content.decode()

    assert 'class="differ"' not in page


def test_measures_that_look_alike_stand_beside_with_the_reason(client, studios):
    comparison = Comparison.objects.create(code="c", name_fr="Studios", note_fr="Pas la même chose.")
    other = IndicatorFactory(name_fr="Sociétés de jeu", comparison=comparison)
    FigureFactory(indicator=other, value=33)
    Indicator.objects.filter(pk=studios.pk).update(comparison=comparison)

    page = client.get(address("indicator", "studios")).content.decode()
    listed = client.get(address("observatory")).content.decode()

    assert "Pas la même chose." in page
    assert "Sociétés de jeu" in page
    assert 'id="compare-c"' in listed
    assert 'id="compare-c"' not in client.get(address("observatory"), {"topic": "games"}).content.decode()


def test_indicator_tells_machines_about_its_sources_and_files(client, studios):
    page = client.get(address("indicator", "studios")).content.decode()

    data = json.loads(
        re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)[1]
    )
    assert (data["@type"], data["temporalCoverage"]) == ("Dataset", "2022/2024")
    assert sorted(data["isBasedOn"]) == sorted(Figure.objects.values_list("source_url", flat=True))
    assert [one["encodingFormat"] for one in data["distribution"]] == [
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]


def test_unknown_indicator_and_unknown_format_are_not_found(client, studios):
    assert client.get(address("indicator", "nobody")).status_code == 404
    assert client.get(address("indicators_export", "pdf")).status_code == 404


def test_csv_has_one_line_per_source_and_no_formula(client, studios):
    FigureFactory(indicator=studios, value=Decimal("52.5"), year=None, source_name="=cmd()")

    answer = client.get(address("indicators_export", "csv", language="en"))

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert sorted((row["indicator"], row["value"], row["year"], row["source"]) for row in rows) == [
        ("Video game studios", "20", "2022", "Sudinfo"),
        ("Video game studios", "40", "2024", "WALGA"),
        ("Video game studios", "52.5", "", "'=cmd()"),
    ]
    assert {row["topic"] for row in rows} == {"Video games"}


def test_xlsx_holds_the_same_query(client, studios):
    FigureFactory(indicator=IndicatorFactory(topic="economy"))

    answer = client.get(address("indicators_export", "xlsx"), {"topic": "games"})

    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [row[4] for row in sheet.iter_rows(min_row=2, values_only=True)] == [20, 40]


def test_export_of_one_indicator_is_that_one(client, studios):
    FigureFactory(value=7)

    answer = client.get(address("indicators_export", "csv"), {"indicator": "studios"})

    assert len(b"".join(answer.streaming_content).decode().splitlines()) == 3


def test_empty_answer_names_the_filter_to_blame(client, studios):
    page = client.get(address("observatory", language="en"), {"topic": "games", "territory": "Mars"})

    text = page.content.decode()
    assert "No figure matches everything you asked" in text
    assert "Remove the filter Territory: Mars" in text
    assert "Remove the filter Topic" not in text


def test_empty_observatory_says_so(client, db):
    assert "No figure is published yet" in client.get(address("observatory", language="en")).content.decode()


def test_htmx_gets_the_results_only(client, studios):
    whole = client.get(address("observatory")).content.decode()
    part = client.get(address("observatory"), headers={"hx-request": "true"})

    assert "<html" in whole
    assert "<html" not in part.content.decode()
    assert 'id="results"' in part.content.decode()
    assert part["HX-Push-Url"] == address("observatory")


FILTERS = ["q", "topic", "territory", "source", "indicator"]


@pytest.mark.parametrize("asked", [*in_rounds(FILTERS, NAUGHTY), *in_rounds(["page"], NAUGHTY)])
def test_no_input_breaks_the_list_or_the_downloads(client, studios, asked):
    page = client.get(address("observatory"), asked)
    export = client.get(address("indicators_export", "csv"), asked)

    assert (page.status_code, export.status_code) == (200, 200)
    assert "<script>alert" not in page.content.decode()


def test_names_of_figures_are_escaped(client, db):
    row = IndicatorFactory(name_fr="<b onx>", definition_fr="</script>", unit="<q>", slug="odd")
    FigureFactory(indicator=row, territory="<u>", scope="<s>", source_name="<em>")
    FigureFactory(indicator=row, territory="<u>", year=2020)

    pages = [
        client.get(url).content.decode() for url in (address("observatory"), address("indicator", "odd"))
    ]

    for tag in ("<b onx>", "<q>", "<u>", "<s>", "<em>"):
        assert all(tag not in page for page in pages)


@pytest.mark.parametrize("count", [1, 25])
@pytest.mark.one_database
def test_list_costs_the_same_for_any_number_of_figures(client, db, count, django_assert_num_queries):
    comparison = Comparison.objects.create(code="c", name_fr="C")
    for row in IndicatorFactory.create_batch(count, comparison=comparison, topic="t"):
        FigureFactory.create_batch(2, indicator=row)
    url = address("observatory")
    client.get(url)

    with django_assert_num_queries(6):
        client.get(url)


@pytest.mark.parametrize("count", [1, 25])
@pytest.mark.one_database
def test_indicator_costs_the_same_for_any_number_of_figures(
    client, studios, count, django_assert_num_queries
):
    comparison = Comparison.objects.create(code="c", name_fr="C")
    Indicator.objects.filter(pk=studios.pk).update(comparison=comparison)
    for row in IndicatorFactory.create_batch(count, comparison=comparison, topic="games"):
        FigureFactory(indicator=row)
    FigureFactory.create_batch(count, indicator=studios)
    url = address("indicator", "studios")
    client.get(url)

    with django_assert_num_queries(6):
        client.get(url)


@pytest.mark.parametrize(
    ("language", "value", "unit", "precision", "words"),
    [
        ("en", "48000000000", "EUR", "", "€48 billion"),
        ("en", "5438108", "EUR", "", "€5,438,108"),
        ("en", "580000000", "EUR", "more_than", "more than €580 million"),
        ("en", "4.8", "%", "", "4.8%"),
        ("fr", "4.8", "%", "", "4,8\u202f%"),
        ("fr", "3000", "m2", "", "3\u202f000\u00a0m²"),
        ("fr", "25000", "visiteurs", "", "25\u202f000\u00a0visiteurs"),
        ("fr", "0", "emplois", "", "0\u00a0emplois"),
    ],
)
def test_values_are_written_as_people_say_them(language, value, unit, precision, words):
    indicator, figure = Indicator(unit=unit), Figure(value=Decimal(value), precision=precision)

    with override(language):
        assert re.sub("[\u00a0\u202f]", " ", measuring.text(figure, indicator)) == re.sub(
            "[\u00a0\u202f]", " ", words
        )


def test_a_unit_in_another_language_is_marked(db):
    indicator, figure = Indicator(unit="visiteurs", unit_en="visitors"), Figure(value=Decimal(5))

    with override("en"):
        assert measuring.html(figure, indicator) == "<b>5</b>\u00a0visitors"
    with override("nl"):
        assert measuring.html(figure, indicator) == '<b>5</b>\u00a0<span lang="fr">visiteurs</span>'


@pytest.mark.parametrize("kind", ["", "_atom", "_json"])
def test_a_filtered_list_of_figures_can_be_followed(client, studios, kind):
    FigureFactory(indicator=IndicatorFactory(slug="autre", name_fr="Emplois <du> secteur"), value=3)

    everything = client.get(address(f"figures_feed{kind}")).content.decode()
    games = client.get(address(f"figures_feed{kind}"), {"topic": "games"}).content.decode()
    page = client.get(address("observatory"), {"topic": "games"}).content.decode()

    assert "Emplois" in everything
    assert "<du>" not in everything or kind == "_json"
    assert "Studios de jeu vidéo" in games
    assert "40" in games
    assert "WALGA" in games
    assert "Emplois" not in games
    assert f'{address(f"figures_feed{kind}")}?topic=games"' in page


def test_the_feed_of_figures_costs_the_same_for_few_and_many(client, studios, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        client.get(address("figures_feed_json"))
    for number in range(9):
        FigureFactory(indicator=IndicatorFactory(slug=f"i{number}"))

    with django_assert_max_num_queries(len(few)):
        assert len(client.get(address("figures_feed_json")).json()["items"]) == 10
