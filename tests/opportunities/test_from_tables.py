"""Rows of lists in the words of our opportunities: days, hours, amounts; what is wrong is told by line."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from tests.factories import DisciplineFactory
from vivier.core.columns import guess
from vivier.core.listings import Listing
from vivier.directory.from_sheet import Faulty, WrongCell
from vivier.opportunities.lists.column_words import VOCABULARY
from vivier.opportunities.lists.from_tables import TableReader, amount_of, moment_of
from vivier.opportunities.status import ZONE


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5000", "5000"), ("5 000 €", "5000"), ("5.000,50 EUR", "5000.50"), ("5,000.50", "5000.50"),
        ("5.000", "5000"), ("5,000", "5000"), ("1.250.000", "1250000"), ("12,5", "12.5"), ("€ 7.5", "7.5"),
        ("40000.0", "40000.0"),
    ],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_written(text, amount):
    assert amount_of(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "beaucoup", "1-2", "--", "€", ".,"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(WrongCell):
        amount_of(text)


@pytest.mark.parametrize(
    ("text", "moment", "is_day"),
    [
        ("2027-01-31", datetime(2027, 1, 31, 23, 59, tzinfo=ZONE), True),
        ("31/01/2027", datetime(2027, 1, 31, 23, 59, tzinfo=ZONE), True),
        ("2027-01-31 00:00:00", datetime(2027, 1, 31, 23, 59, tzinfo=ZONE), True),
        ("2027-01-31T17:00:00", datetime(2027, 1, 31, 17, 0, tzinfo=ZONE), False),
        ("2027-01-31T16:00:00Z", datetime(2027, 1, 31, 17, 0, tzinfo=ZONE), False),
        ("2027-01-31T16:00:00.000+0000", datetime(2027, 1, 31, 17, 0, tzinfo=ZONE), False),
        ("Sun, 31 Jan 2027 16:00:00 GMT", datetime(2027, 1, 31, 17, 0, tzinfo=ZONE), False),
    ],
)
def test_a_closing_moment_is_the_minute_said_or_the_end_of_its_day(text, moment, is_day):
    found, only_day = moment_of(text, last=True)

    assert (found, only_day) == (moment, is_day)


@pytest.mark.parametrize(
    "text",
    [
        "bientôt",
        "31/31/2027",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:00",
        "2027-13-01",
        "\x00",
        "9" * 50,
    ],
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(WrongCell):
        moment_of(text)


def read(rows, columns=("title", "deadline", "amount", "link", "kind"), **options):
    items = tuple(dict(zip(columns, row, strict=False)) for row in rows)
    table = Listing("json", columns, items)
    mapping = guess(columns, [list(row) + [""] * (len(columns) - len(row)) for row in rows], VOCABULARY)
    return list(TableReader(mapping, **options).of(table))


@pytest.mark.django_db
def test_a_row_becomes_an_entry_in_the_language_of_its_source():
    DisciplineFactory(code="design", label_en="Design")
    (entry,) = read(
        [("A prize", "2027-01-31", "5.000", "example.org/prize", "Prize", "design", "Namur, somewhere")],
        ("title", "deadline", "amount", "link", "kind", "disciplines", "place"),
        language="en",
    )

    assert (entry.external_id, entry.title) == ("example.org/prize", "A prize")
    assert entry.values == {
        "title_en": "A prize",
        "closes_at": datetime(2027, 1, 31, 23, 59, tzinfo=ZONE),
        "closes_on_day": True,
        "amount_max": Decimal(5000),
        "url": "https://example.org/prize",
        "kind": "prize",
        "disciplines": ["design"],
        "place_en": "Namur, somewhere",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("", "2027-01-31"), "There is no title."),
        (("A", "soon"), "Closes: “soon” is not a day"),
        (("A", "", "much"), "Amount up to: “much” is not an amount"),
        (("A", "", "", "javascript:alert(1)"), "is not a web address"),
        (("A", "", "", "", "wonder"), "Kind: “wonder” is not known here"),
        (("A\x00", ""), "cannot be stored"),
        (("A", "", "-5"), "negative"),
    ],
)
def test_a_wrong_cell_leaves_its_row_out_with_the_reason(row, why):
    (faulty,) = read([(*row, *[""] * (5 - len(row)))])

    assert isinstance(faulty, Faulty)
    assert why in " ".join(faulty.problems)


@pytest.mark.django_db
def test_an_entry_twice_in_one_list_is_told():
    first, second = read([("A", ""), ("a", "")])

    assert not isinstance(first, Faulty)
    assert second.problems == ["It is the same as line 1."]


def test_columns_of_feeds_files_and_other_apis_are_recognised():
    ours = (
        "slug",
        "title",
        "kind",
        "closes_at",
        "amounts.min",
        "amounts.max",
        "issuer",
        "summary",
        "url",
        "official_url",
    )
    assert guess(ours, [[""] * len(ours)], VOCABULARY) == {
        "external_id": "slug", "title": "title", "kind": "kind", "closes_at": "closes_at",
        "amount_min": "amounts.min", "amount_max": "amounts.max", "issuer": "issuer", "summary": "summary",
        "url": "official_url",
    }  # fmt: skip
    french = ("Intitulé", "Date limite", "Opérateur", "Lien", "Montant maximum", "Bénéficiaires")
    assert guess(french, [[""] * 6], VOCABULARY) == {
        "title": "Intitulé", "closes_at": "Date limite", "issuer": "Opérateur", "url": "Lien",
        "amount_max": "Montant maximum", "eligibility": "Bénéficiaires",
    }  # fmt: skip
    rss = ("title", "link", "guid", "description", "pubDate", "category")
    assert guess(rss, [[""] * 6], VOCABULARY) == {
        "external_id": "guid", "title": "title", "url": "link", "summary": "description", "kind": "category",
    }  # fmt: skip
