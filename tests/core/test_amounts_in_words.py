"""Amounts written out in four languages, with the spellings people look for in a claim."""

from decimal import Decimal

import pytest

from vivier.core.amounts_in_words import amount_in_words


@pytest.mark.parametrize(
    ("amount", "fr", "nl", "de", "en"),
    [
        ("0", "zéro euro", "nul euro", "null Euro", "zero euros"),
        ("1", "un euro", "één euro", "ein Euro", "one euro"),
        (
            "0.01",
            "zéro euro et un centime",
            "nul euro en één cent",
            "null Euro und ein Cent",
            "zero euros and one cent",
        ),
        ("16", "seize euros", "zestien euro", "sechzehn Euro", "sixteen euros"),
        (
            "21.50",
            "vingt et un euros et cinquante centimes",
            "eenentwintig euro en vijftig cent",
            "einundzwanzig Euro und fünfzig Cent",
            "twenty-one euros and fifty cents",
        ),
        (
            "71.22",
            "septante et un euros et vingt-deux centimes",
            "eenenzeventig euro en tweeëntwintig cent",
            "einundsiebzig Euro und zweiundzwanzig Cent",
            "seventy-one euros and twenty-two cents",
        ),
        ("80", "quatre-vingts euros", "tachtig euro", "achtzig Euro", "eighty euros"),
        ("81", "quatre-vingt-un euros", "eenentachtig euro", "einundachtzig Euro", "eighty-one euros"),
        (
            "93",
            "nonante-trois euros",
            "drieënnegentig euro",
            "dreiundneunzig Euro",
            "ninety-three euros",
        ),
        ("100", "cent euros", "honderd euro", "einhundert Euro", "one hundred euros"),
        (
            "101",
            "cent un euros",
            "honderdeen euro",
            "einhunderteins Euro",
            "one hundred and one euros",
        ),
        ("200", "deux cents euros", "tweehonderd euro", "zweihundert Euro", "two hundred euros"),
        (
            "280",
            "deux cent quatre-vingts euros",
            "tweehonderdtachtig euro",
            "zweihundertachtzig Euro",
            "two hundred and eighty euros",
        ),
        ("1000", "mille euros", "duizend euro", "eintausend Euro", "one thousand euros"),
        (
            "1001",
            "mille un euros",
            "duizend een euro",
            "eintausendeins Euro",
            "one thousand and one euros",
        ),
        (
            "1250.50",
            "mille deux cent cinquante euros et cinquante centimes",
            "duizend tweehonderdvijftig euro en vijftig cent",
            "eintausendzweihundertfünfzig Euro und fünfzig Cent",
            "one thousand two hundred and fifty euros and fifty cents",
        ),
        (
            "80200",
            "quatre-vingt mille deux cents euros",
            "tachtigduizend tweehonderd euro",
            "achtzigtausendzweihundert Euro",
            "eighty thousand two hundred euros",
        ),
        (
            "200000",
            "deux cent mille euros",
            "tweehonderdduizend euro",
            "zweihunderttausend Euro",
            "two hundred thousand euros",
        ),
        ("1000000", "un million d’euros", "één miljoen euro", "eine Million Euro", "one million euros"),
        (
            "2000001.99",
            "deux millions un euros et nonante-neuf centimes",
            "twee miljoen een euro en negenennegentig cent",
            "zwei Millionen eins Euro und neunundneunzig Cent",
            "two million and one euros and ninety-nine cents",
        ),
        (
            "80000000",
            "quatre-vingts millions d’euros",
            "tachtig miljoen euro",
            "achtzig Millionen Euro",
            "eighty million euros",
        ),
        (
            "1200000000",
            "un milliard deux cents millions d’euros",
            "één miljard tweehonderd miljoen euro",
            "eine Milliarde zweihundert Millionen Euro",
            "one billion two hundred million euros",
        ),
    ],
)
def test_an_amount_is_written_out(amount, fr, nl, de, en):
    written = {code: amount_in_words(Decimal(amount), code) for code in ("fr", "nl", "de", "en")}

    assert written == {"fr": fr, "nl": nl, "de": de, "en": en}


def test_no_two_amounts_are_written_the_same():
    numbers = [
        *range(1100),
        *range(1990, 2110),
        21_000,
        101_000,
        999_999,
        1_000_001,
        1_001_000,
        9_999_999_999,
    ]

    for language in ("fr", "nl", "de", "en"):
        written = [amount_in_words(Decimal(number), language) for number in numbers]
        assert len(set(written)) == len(numbers)
        assert all("  " not in one and one == one.strip() for one in written)


@pytest.mark.parametrize("amount", ["-1", "0.001", "10000000000", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(ValueError, match="no amount"):
        amount_in_words(Decimal(amount), "fr")
