"""Published figures become indicators: grouped, sourced, idempotent, and nothing a person wrote is lost."""

import csv
import re
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from django.conf import settings

from tests.factories import TerritoryFactory
from vivier.accounts.models import JournalEntry
from vivier.core.load_counts import LoadCounts
from vivier.observatory import shipped
from vivier.observatory.loading import store_figures, territory_code
from vivier.observatory.models import Comparison, Figure, Indicator, Topic
from vivier.reference import lookup
from vivier.reference.models import Territory
from vivier.search.models import IndexChange

DATA = settings.ROOT / "data"


@dataclass(frozen=True, slots=True)
class Row:
    indicator: str = "Studios de jeu vidéo"
    value: Decimal = Decimal(20)
    unit: str = "studios"
    year: int | None = 2022
    territory: str = "Wallonie"
    scope: str = "Jeu vidéo"
    source_url: str = "https://www.sudinfo.be/a"
    line: int = 2


def counted(counts: LoadCounts) -> tuple[int, int, int, int]:
    return counts.created, counts.changed, counts.unchanged, counts.refused


@pytest.fixture
def published() -> list[Row]:
    with (DATA / "icc-wallonia" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(
                indicator=raw["indicator"],
                value=Decimal(raw["value"]),
                unit=raw["unit"],
                year=int(raw["year"]) if raw["year"] else None,
                territory=raw["territory"],
                scope=raw["scope"],
                source_url=raw["source_url"],
                line=number,
            )
            for number, raw in enumerate(csv.DictReader(file), start=2)
        ]


def test_rows_of_one_name_and_unit_become_one_indicator_with_its_figures(db):
    rows = [Row(), Row(value=Decimal(40), year=2024, source_url="https://walga.be/b"), Row(unit="emplois")]

    counts = store_figures(rows, by=None)

    assert counted(counts) == (3, 0, 0, 0)
    assert sorted((one.name_fr, one.unit, one.figures.count()) for one in Indicator.objects.all()) == [
        ("Studios de jeu vidéo", "emplois", 1),
        ("Studios de jeu vidéo", "studios", 2),
    ]
    assert len(set(Indicator.objects.values_list("slug", flat=True))) == 2


def test_sources_have_a_name_and_a_kind_and_unknown_hosts_their_own(db):
    store_figures([Row(), Row(year=2023, source_url="http://m.example.org/x")], by=None)

    assert list(Figure.objects.order_by("year").values_list("source_name", "source_kind")) == [
        ("Sudinfo", "press"),
        ("m.example.org", "other"),
    ]


def test_a_qualifier_in_the_name_becomes_the_precision_of_the_figure(db):
    store_figures([Row(indicator="Marché belge du jeu vidéo (plus de)", unit="EUR")], by=None)

    assert list(Figure.objects.values_list("indicator__name_fr", "precision")) == [
        ("Marché belge du jeu vidéo", "more_than")
    ]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Étudiants (plus de)", ("Étudiants", "more_than")),
        ("Investment (nearly)", ("Investment", "nearly")),
        ("Budget (ordre de grandeur)", ("Budget", "about")),
        ("Part des ICC dans le PIB (valeur ajoutée)", ("Part des ICC dans le PIB (valeur ajoutée)", "")),
        ("(plus de)", ("(plus de)", "")),
        ("", ("", "")),
    ],
)
def test_only_known_qualifiers_leave_the_name(name, parts):
    assert shipped.parted(name) == parts


def test_loading_twice_changes_nothing_and_waits_for_no_index(db):
    rows = [Row(), Row(year=2024)]
    store_figures(rows, by=None)
    changes, entries = IndexChange.objects.count(), JournalEntry.objects.count()

    counts = store_figures(rows, by=None)

    assert counted(counts) == (0, 0, 2, 0)
    assert (IndexChange.objects.count(), JournalEntry.objects.count()) == (changes, entries)


def test_a_corrected_source_changes_its_figure_and_keeps_the_others(db, coordinator):
    store_figures([Row(), Row(year=2024)], by=None)

    counts = store_figures([Row(value=Decimal(21)), Row(year=2024)], by=coordinator)

    assert counted(counts) == (0, 1, 1, 0)
    assert sorted(Figure.objects.values_list("year", "value")) == [(2022, Decimal(21)), (2024, Decimal(20))]
    assert JournalEntry.objects.filter(verb="figures.loaded").count() == 2


def test_texts_that_a_person_wrote_are_kept_and_empty_ones_are_filled(db):
    store_figures([Row()], by=None)
    Indicator.objects.update(definition_fr="Nos mots.", name_en="")

    store_figures([Row()], by=None, translations={"Studios de jeu vidéo": {"title_en": "Video game studios"}})

    studio = Indicator.objects.get()
    assert (studio.definition_fr, studio.name_en) == ("Nos mots.", "Video game studios")


def test_a_second_value_of_the_same_source_is_refused_with_its_line(db):
    counts = store_figures([Row(), Row(value=Decimal(99), line=7)], by=None)

    assert counted(counts) == (1, 0, 0, 1)
    assert [re.findall(r"7|Studios de jeu vidéo", note) for note in counts.notes] == [
        ["7", "Studios de jeu vidéo"]
    ]
    assert Figure.objects.get().value == 20


def test_two_sources_for_the_same_year_are_both_kept(db):
    store_figures([Row(), Row(value=Decimal(25), source_url="https://rtl.be/c")], by=None)

    assert sorted(Figure.objects.values_list("value", flat=True)) == [20, 25]


def test_odd_rows_are_stored_as_they_are(db):
    odd = replace(
        Row(),
        indicator="\u202e🙂 <b>",
        unit="",
        year=None,
        territory="",
        scope="",
        source_url="not an address",
    )

    assert counted(store_figures([odd], by=None)) == (1, 0, 0, 0)
    assert Figure.objects.get().source_name == ""


def test_english_words_come_from_the_translations(db):
    words = {
        "studios": {"unit_en": "studios"},
        "Wallonie": {"territory_en": "Wallonia"},
        "Jeu vidéo": {"scope_en": "Video games"},
    }

    store_figures([Row()], by=None, translations=words)

    figure = Figure.objects.select_related("indicator").get()
    assert (figure.indicator.unit_en, figure.territory_en, figure.scope_en) == (
        "studios",
        "Wallonia",
        "Video games",
    )


def test_the_published_figures_load_with_a_topic_a_definition_and_a_named_source(db, published):
    counts = store_figures(published, by=None)

    assert counted(counts) == (97, 0, 0, 0)
    assert (Indicator.objects.count(), Topic.objects.count(), Comparison.objects.count()) == (84, 9, 8)
    assert list(Indicator.objects.filter(topic="")) == []
    assert list(Indicator.objects.filter(definition_fr="") | Indicator.objects.filter(definition_en="")) == []
    assert list(Figure.objects.filter(source_kind="other")) == []


def test_our_tables_name_only_figures_that_exist(published):
    words = shipped.read(DATA / "observatory")

    keys = {(shipped.parted(row.indicator)[0], row.unit) for row in published}
    assert set(words.indicators) == keys
    assert {row["topic"] for row in words.indicators.values()} <= {row["code"] for row in words.topics}
    assert {row["comparison"] for row in words.indicators.values()} - {""} == {
        row["code"] for row in words.comparisons
    }


def test_a_missing_folder_gives_no_words(tmp_path):
    words = shipped.read(tmp_path / "nothing")

    assert (words.topics, words.indicators, words.source_of("https://www.rtl.be/x")["name"]) == (
        [],
        {},
        "rtl.be",
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Bruxelles", "04000"),
        ("wallonie", "03000"),
        ("Belgique", "BE"),
        ("Namur", "92094"),
        ("Wallonie et Bruxelles", ""),
        ("Monde", ""),
        ("", ""),
    ],
)
def test_a_territory_is_a_layer_first_then_a_commune(db, name, code):
    kinds = Territory.Kind
    for one, kind, label in (
        ("03000", kinds.REGION, "Wallonie"),
        ("04000", kinds.REGION, "Bruxelles-Capitale"),
        ("BE", kinds.COUNTRY, "Belgique"),
        ("92094", kinds.COMMUNE, "Namur"),
        ("21004", kinds.COMMUNE, "Bruxelles"),
    ):
        TerritoryFactory(code=one, kind=kind, label_fr=label)
    lookup.forget()

    assert territory_code(name) == code
