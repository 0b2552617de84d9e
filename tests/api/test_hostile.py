"""Whatever the parameters hold, the answer is a result or a refusal, never a failure."""

from urllib.parse import quote

import pytest

from tests.api.asking import ROOT
from tests.factories import (
    ActorFactory,
    CallFactory,
    DisciplineFactory,
    EventFactory,
    FigureFactory,
    PlaceFactory,
)
from vivier.api.urls import api
from vivier.observatory.computed.photographing import take_snapshot

pytestmark = pytest.mark.django_db
NAUGHTY = (
    "",
    " ",
    '"',
    "'",
    "\\",
    "*:*",
    "AND OR NOT (",
    "[1 TO",
    "a" * 5000,
    "-1",
    "0",
    "99999999999999999999999",
    "1e309",
    "NaN",
    "null",
    "true",
    "\t\n\r",
    "\u202e\u200b",
    "😀" * 40,
    "ﷺ",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "{{7*7}}",
    "%s%n",
    "2026-02-30",
    "é" * 119,
)
RAW = ("%00", "%ff%fe", "%ed%a0%80", "%", "%zz")


@pytest.fixture
def filled(indexed):
    discipline = DisciplineFactory(code="jeu_video")
    ActorFactory(slug="x", disciplines=[discipline])
    CallFactory(slug="x")
    EventFactory(slug="x")
    PlaceFactory(slug="x")
    FigureFactory(indicator__slug="x")
    take_snapshot()
    indexed()


def operations():
    """Give every path with the names of its parameters."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        names = [one["name"] for one in methods["get"]["parameters"] if one["in"] == "query"]
        yield path.replace("{slug}", "actors" if "/counts/" in path else "x"), names


def test_no_value_of_any_parameter_breaks_an_operation(client, filled):
    answers = {
        (path, name, value): client.get(path, {name: value}).status_code
        for path, names in operations()
        for name in names
        for value in NAUGHTY
    }

    assert {case: status for case, status in answers.items() if status not in {200, 422}} == {}
    assert len(answers) > 500


def test_no_raw_bytes_break_an_operation(client, filled):
    answers = {
        (path, raw): client.get(f"{path}?{names[-1]}={raw}").status_code
        for path, names in operations()
        for raw in RAW
    }

    assert {case: status for case, status in answers.items() if status not in {200, 400, 422}} == {}


@pytest.mark.parametrize("name", ["actors", "opportunities", "events", "indicators"])
@pytest.mark.parametrize("slug", NAUGHTY[1:])
def test_no_slug_breaks_a_record(client, name, slug):
    assert client.get(f"{ROOT}/{name}/{quote(slug, safe='')}").status_code in {200, 400, 404}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=10000&size=100", 200),
        ("page=10001", 422),
        ("size=101", 422),
        ("size=0", 422),
        ("page=1&page=2", 200),
        ("page[]=1", 422),
        ("&".join(f"discipline=d{n}" for n in range(30)), 200),
        ("&".join(f"discipline=d{n}" for n in range(31)), 422),
        (f"q={'a' * 200}", 200),
        (f"q={'a' * 201}", 422),
        (f"q={'a' * 9000}", 414),
    ],
)
def test_bounds_hold(client, filled, query, status):
    assert client.get(f"{ROOT}/actors?{query}").status_code == status
