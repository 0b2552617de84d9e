"""How the duplicate finder reads names, words, departments and contacts."""

import pytest

from vivier.directory.duplicates.contacts import digits_of, domain_of, phone_of
from vivier.directory.duplicates.corpus import Corpus, read_record
from vivier.directory.duplicates.departments import department_in, department_named, mark_department
from vivier.directory.duplicates.features import FEATURES, features_of
from vivier.directory.duplicates.folding import words_of
from vivier.directory.duplicates.name_features import spelt_out, syllables
from vivier.directory.duplicates.names import read_name
from vivier.directory.duplicates.records import Record
from vivier.directory.duplicates.words import (
    ABBREVIATED,
    CUT,
    FAMILY,
    MISSPELT,
    SAME,
    alikeness,
    common_letters,
)


def features(left: Record, right: Record, *others: Record) -> dict[str, float]:
    entries = [read_record(record) for record in (left, right, *others)]
    values, _ = features_of(entries[0], entries[1], Corpus(entries, {}))
    return dict(zip(FEATURES, values, strict=True))


def test_the_place_after_a_name_is_read_and_cut_off():
    reading = read_name("ASSOCIATION STUDIO HONOLULU - 76 ROUEN")

    assert (reading.department, reading.city) == ("76", "rouen")
    assert reading.whole.telling == ("studio", "honolulu")


@pytest.mark.parametrize(
    ("name", "department", "city"),
    [
        ("TREMPOLINE - 44", "44", ""),
        ("SOCIÉTÉ D'ESSAI - 75 PARIS 13", "75", "paris"),
        ("Atelier 13 - 14", "14", ""),
        ("Studio 54", "", ""),
        ("LES AMIS - DU LIVRE", "", ""),
    ],
)
def test_places_after_names_in_all_their_shapes(name, department, city):
    reading = read_name(name)

    assert (reading.department, reading.city) == (department, city)


def test_a_former_name_and_an_acronym_are_variants():
    variants = [one.telling for one in read_name("LTK PRODUCTION EX DULL CINE").variants]

    assert ("ltk", "production") in variants
    assert ("dull", "cine") in variants
    assert ("ubapar",) in [one.telling for one in read_name("UBAPAR - Union bretonne rurale").variants]


def test_dotted_initials_are_one_word_and_st_is_saint():
    assert words_of("A.R.E.F. St-Gilles") == ("aref", "saint", "gilles")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("nantes", "nantes", SAME),
        ("cooperat", "cooperation", CUT),
        ("nazairien", "nazarien", MISSPELT),
        ("nantes", "nantais", FAMILY),
        ("ntes", "nantes", ABBREVIATED),
        ("cte", "comite", ABBREVIATED),
        ("pont", "fontaine", 0.0),
        ("44", "445", 0.0),
        ("", "x", 0.0),
    ],
)
def test_words_are_alike_in_known_ways(one, other, expected):
    assert alikeness(one, other) == expected
    assert alikeness(other, one) == expected


def test_common_letters_is_the_longest_common_subsequence():
    assert common_letters("abcde", "axcye") == 3
    assert common_letters("", "abc") == 0
    assert common_letters("maison", "maison") == 6


def test_departments_are_read_from_the_granting_body_and_marked_in_names():
    assert department_in("Conseil départemental de la Sarthe") == "72"
    assert department_in("Département de Loire-Atlantique") == "44"
    assert department_in("Ville de Liège") == ""
    assert mark_department(("comite", "de", "l", "a", "karate"), "44") == ("comite", "de", "dep44", "karate")
    assert mark_department(("la", "luna"), "44") == ("la", "luna")
    assert department_named(("union", "du", "cantal")) == "15"


def test_acronyms_are_spelt_out_by_first_letters_and_by_syllables():
    assert spelt_out("snsm", read_name("Société nationale de sauvetage en mer").whole)
    assert spelt_out("mcla", read_name("Maison de la culture de L A", department="44").whole)
    assert syllables("comete", ("communication", "expression", "theatre", "education")) == 4
    assert syllables("comete", ("cinema", "expression")) == 0


def test_contacts_are_written_alike_and_shared_domains_say_nothing():
    assert digits_of("BE 0412.345.678") == "412345678"
    assert phone_of("+32 (0)4 221 11 11") == phone_of("04/221.11.11")
    assert phone_of("112") == ""
    assert domain_of("https://www.Theatre.be/fr?x=1", "") == "theatre.be"
    assert domain_of("", "info@theatre.be") == "theatre.be"
    assert domain_of("https://facebook.com/theatre", "theatre@gmail.com") == ""


def test_features_are_the_same_whichever_record_comes_first():
    one = Record("1", "ASS MUSIQUE ET DANSE", street="rue Haute 3", postal_code="4000", phone="04 221 11 11")
    other = Record("2", "Musique & danse asbl (MDA)", street="Rue Haute, 3", postal_code="4000")

    assert features(one, other) == features(other, one)


def test_features_see_rare_words_numbers_and_addresses():
    one = Record("1", "Théâtre du Trèfle", number="0412.345.678", street="rue Haute 3", city="Liège")
    same = Record("2", "TREFLE THEATRE", number="412345678", street="Rue Haute, 3", city="LIEGE")
    far = Record("3", "Théâtre du Moulin", number="0999.999.999", street="rue Basse 9", city="Namur")

    near, apart = features(one, same, far), features(one, far, same)

    assert (near["number"], near["street"], near["house"], near["city"]) == (1.0, 0.5, 1.0, 1.0)
    assert (apart["number"], apart["house"], apart["city"]) == (-1.0, -1.0, -1.0)
    assert near["least_share"] > 0.95 > apart["least_share"]


def test_a_contact_that_many_share_says_less():
    crowd = [Record(str(at), f"Name {at}", phone="04 221 11 11") for at in range(10)]

    assert features(*crowd[:2])["phone"] == 1.0
    assert features(*crowd)["phone"] == 0.2
