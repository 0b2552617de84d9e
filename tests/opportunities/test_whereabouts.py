"""From what people write to a territory, and from a territory to what is surely not it."""

import pytest

from tests.opportunities.places import small_belgium
from vivier.opportunities.conditions.whereabouts import is_exact, place_for, surely_outside

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Namur", "92094"),
        ("  namur ", "92094"),
        ("province de Namur", "90000"),
        ("Province du Luxembourg", "80000"),
        ("Luxembourg", "LU"),
        ("WALLONIE", "03000"),
        ("région wallonie", "03000"),
        ("03000", "03000"),
        ("com-fr", "COM-FR"),
        ("Fédération Wallonie-Bruxelles", "COM-FR"),
        ("Bruxelles", "21004"),
        ("Bruxelles-Capitale", "04000"),
        ("Europe", "EU"),
        ("", None),
        ("   ", None),
        ("Atlantis", None),
        ("'; DROP TABLE", None),
        ("province", None),
        ("%s%s%n", None),
    ],
)
def test_a_place_is_found_by_its_name_its_layer_or_its_code(written, code):
    small_belgium()

    found = place_for(written)

    assert (found.code if found else None) == code


def test_in_wallonia_the_other_regions_are_excluded_and_the_communities_open():
    places = small_belgium()

    outside = surely_outside(places["03000"])

    assert outside == {"02000", "04000", "44021", "21004", "COM-NL", "FR", "LU"}


def test_a_commune_is_exact_and_a_region_is_not():
    places = small_belgium()

    assert [is_exact(places[code]) for code in ("92094", "90000", "03000", "FR", "EU")] == [
        True,
        False,
        False,
        True,
        False,
    ]
