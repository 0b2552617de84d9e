"""Filters: OR inside one, AND across, counts that ignore their own filter, words through the index."""

import pytest

from tests.factories import FigureFactory, IndicatorFactory
from vivier.observatory.documents import SOURCE
from vivier.observatory.selection import Selection
from vivier.search.sources import registered


@pytest.fixture
def figures(db: None) -> None:
    games = IndicatorFactory(
        slug="studios", name_fr="Studios de jeu vidéo", name_en="Game studios", topic="games"
    )
    FigureFactory(indicator=games, territory="Wallonie", source_kind="press")
    FigureFactory(indicator=games, territory="Namur", source_kind="official", year=2020)
    jobs = IndicatorFactory(slug="emplois", name_fr="Emplois créatifs", topic="economy", definition_fr="Élan")
    FigureFactory(indicator=jobs, territory="Bruxelles", source_kind="press")
    IndicatorFactory(slug="vide", name_fr="Sans chiffre")


def slugs(**values: tuple[str, ...]) -> list[str]:
    return sorted(row.slug for row in Selection(values=values).indicators())


def test_nothing_asked_is_everything(figures):
    assert slugs() == ["emplois", "studios", "vide"]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"topic": ("games",)}, ["studios"]),
        ({"topic": ("games", "economy")}, ["emplois", "studios"]),
        ({"territory": ("Namur",), "source": ("press",)}, ["studios"]),
        ({"topic": ("economy",), "territory": ("Namur",)}, []),
        ({"indicator": ("vide",)}, ["vide"]),
        ({"topic": ("nowhere",)}, []),
    ],
)
def test_filters_are_or_inside_and_and_across(figures, values, found):
    assert slugs(**values) == found


def test_counts_ignore_their_own_filter(figures):
    asked = Selection(values={"topic": ("games",)})

    assert asked.counts("topic") == {"games": 1, "economy": 1}
    assert asked.counts("territory") == {"Wallonie": 1, "Namur": 1}
    assert (asked.without("topic"), asked.without("territory"), asked.without("q")) == (3, 1, 1)


@pytest.mark.parametrize("words", ["studio", "jeux video", "GAME studios", "namur"])
def test_words_are_searched_like_everywhere(figures, indexed, words):
    indexed()

    assert [row.slug for row in Selection(words).indicators()] == ["studios"]


def test_words_that_nobody_uses_find_nothing(figures, indexed):
    indexed()

    assert Selection("xyzzyx").indicators() == []


def test_indicators_are_findable(figures):
    assert registered()["indicator"] is SOURCE
    assert SOURCE.count() == 3
    games = SOURCE.build(next(row for row in SOURCE.rows() if row.slug == "studios"))
    assert (games.title, games.names, games.facets) == (
        "Studios de jeu vidéo",
        ("Game studios",),
        {"topic": ("games",)},
    )
