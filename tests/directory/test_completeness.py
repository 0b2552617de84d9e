"""How complete a record is; what does not apply does not punish."""

from datetime import date
from itertools import combinations

import pytest

from vivier.directory.completeness import completeness
from vivier.directory.models import Actor

TODAY = date(2026, 11, 22)
FULL = {
    "kind": "studio",
    "description_fr": "x" * 100,
    "city": "Namur",
    "territory_id": 1,
    "website": "https://example.org",
    "legal_form": "srl",
    "headcount_low": 3,
    "confirmed_on": date(2026, 6, 1),
}


def of(*, disciplines=1, roles=1, **values):
    return completeness(Actor(**values), disciplines=disciplines, roles=roles, today=TODAY)


def test_a_full_record_is_complete_and_needs_nothing():
    found = of(**FULL)

    assert (found.score, found.percent, found.next_step, found.advice) == (1.0, 100, "", "")


def test_an_empty_record_needs_a_discipline_first():
    found = of(kind="studio", disciplines=0, roles=0)

    assert (found.score, found.next_step) == (0.0, "disciplines")
    assert "disciplines" in found.advice


@pytest.mark.parametrize("kind", ["programme", "festival", "venue", "hub"])
def test_a_legal_form_and_a_headcount_are_not_asked_where_they_make_no_sense(kind):
    found = of(**FULL | {"kind": kind, "legal_form": "", "headcount_low": None})

    assert (found.parts["legal_form"], found.parts["headcount"], found.score) == (None, None, 1.0)


def test_a_programme_needs_no_town():
    assert of(**FULL | {"kind": "programme", "city": "", "territory_id": None}).score == 1.0


def test_a_town_nobody_could_place_is_half_a_place():
    assert of(**FULL | {"territory_id": None}).parts["place"] == 0.5


@pytest.mark.parametrize(
    ("day", "part"),
    [(date(2025, 11, 22), 1.0), (date(2025, 11, 21), 0.5), (date(2024, 11, 1), 0.0), (None, 0.0)],
)
def test_a_confirmation_grows_old(day, part):
    assert of(**FULL | {"confirmed_on": day}).parts["freshness"] == part


@pytest.mark.parametrize("kind", Actor.Kind.values)
def test_knowing_more_never_lowers_the_score(kind):
    names = sorted(FULL.keys() - {"kind"})
    scores = {
        known: of(kind=kind, **{name: FULL[name] for name in known}).score
        for size in range(len(names) + 1)
        for known in map(frozenset, combinations(names, size))
    }

    lowered = [(known, one) for known in scores for one in names if scores[known | {one}] < scores[known]]

    assert lowered == []
