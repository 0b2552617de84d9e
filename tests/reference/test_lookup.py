"""From what people write to a commune, and to nothing when unsure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import TerritoryFactory
from vivier.reference import lookup
from vivier.reference.models import Postcode, Territory

COMMUNES = (
    ("92094", "Namur", "Namen", "03000"),
    ("62063", "Liège", "Luik", "03000"),
    ("25121", "Ottignies-Louvain-la-Neuve", "Ottignies-Louvain-la-Neuve", "03000"),
    ("84035", "Libin", "Libin", "03000"),
    ("62093", "Saint-Nicolas", "Saint-Nicolas", "03000"),
    ("46021", "Saint-Nicolas", "Sint-Niklaas", "02000"),
    ("13019", "Lille", "Lille", "02000"),
    ("21004", "Bruxelles", "Brussel", "04000"),
    ("21009", "Ixelles", "Elsene", "04000"),
)
POSTCODES = (
    ("5000", "92094", "Namur"),
    ("5020", "92094", "Champion"),
    ("4000", "62063", "Liège"),
    ("1348", "25121", "Louvain-la-Neuve"),
    ("6890", "84035", "Libin"),
    ("", "84035", "Redu"),
    ("9100", "46021", "Saint-Nicolas"),
    ("4420", "62093", "Saint-Nicolas"),
    ("2275", "13019", "Lille"),
    ("1050", "21009", "Ixelles"),
    ("1050", "21004", "Ixelles"),
    ("1000", "21004", "Bruxelles"),
)


@pytest.fixture
def communes(db: None) -> None:
    for code, french, dutch, region in COMMUNES:
        TerritoryFactory(code=code, label_fr=french, label_nl=dutch, chain=[code, region, "BE"])
    rows = {row.code: row for row in Territory.objects.all()}
    for code, nis, locality in POSTCODES:
        Postcode.objects.create(code=code, territory=rows[nis], locality_fr=locality)
    lookup.forget()


@pytest.mark.parametrize(
    ("city", "postal_code", "found"),
    [
        ("Namur", "", "92094"),
        ("  NAMUR ", "", "92094"),
        ("liege", "", "62063"),
        ("Luik", "", "62063"),
        ("Louvain-la-Neuve", "", "25121"),
        ("louvain la neuve", "", "25121"),
        ("Redu", "", "84035"),
        ("", "5000", "92094"),
        ("5000 Namur", "", "92094"),
        ("B-5000 Namur", "", "92094"),
        ("Namur", "B-5020", "92094"),
        ("Saint-Nicolas", "9100", "46021"),
        ("Lille", "2275", "13019"),
        ("Bruxelles", "", "21004"),
        ("Ixelles", "", "21009"),
    ],
)
def test_commune_is_found_from_what_people_write(communes, city, postal_code, found):
    assert lookup.commune_for(city, postal_code).code == found


@pytest.mark.parametrize(
    ("city", "postal_code"),
    [
        ("", ""),
        ("Saint-Nicolas", ""),
        ("Lille", ""),
        ("Montréal", ""),
        ("Luxembourg", "1450"),
        ("Amsterdam", "1000"),
        ("", "9999"),
        ("", "1050"),
        ("Namur", "4000"),
        ("Namur; Liège", ""),
        ("🙂", "🙂"),
        ("'; DROP TABLE--", "0"),
    ],
)
def test_commune_is_not_guessed(communes, city, postal_code):
    assert lookup.commune_for(city, postal_code) is None


def test_a_postal_code_of_brussels_decides_over_the_name_of_the_city(communes):
    Postcode.objects.filter(code="1050", territory__code="21004").delete()
    lookup.forget()

    assert lookup.commune_for("Bruxelles", "1050").code == "21009"


@pytest.mark.parametrize(
    ("country", "city", "postal_code", "found"),
    [
        ("BE", "Lille", "", "13019"),
        ("be", "Hameau inconnu", "5000", "92094"),
        ("FR", "Namur", "5000", None),
        ("", "Hameau inconnu", "5000", None),
    ],
)
def test_the_country_settles_what_the_name_cannot(communes, country, city, postal_code, found):
    assert lookup.commune_code(city, postal_code, country=country) == found


def test_names_come_in_the_language_asked_and_unknown_codes_as_they_are(communes):
    assert lookup.name_of("62063", "nl") == "Luik"
    assert lookup.name_of("62063", "fr") == "Liège"
    assert lookup.name_of("00000") == "00000"


def test_looking_up_many_towns_costs_two_queries(communes, django_assert_num_queries):
    with django_assert_num_queries(2):
        for _ in range(50):
            lookup.commune_for("Namur", "5000")


def test_before_the_first_load_nothing_is_remembered(db):
    lookup.forget()
    assert lookup.commune_for("Namur") is None

    TerritoryFactory(code="92094", label_fr="Namur")

    assert lookup.commune_for("Namur").code == "92094"


@pytest.mark.django_db
@settings(max_examples=40)
@given(st.text(max_size=40), st.text(max_size=12))
def test_any_text_is_answered(city, postal_code):
    assert lookup.commune_for(city, postal_code) is None
