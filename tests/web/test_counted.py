"""The figures we count: one table, the same on the page, in download, API, widget and report."""

import csv
import io
import json
import re
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from tests.factories import ActorFactory, DisciplineFactory, PersonFactory, RelationFactory
from tests.mandate_factories import MandateFactory
from tests.observatory.register_world import record, sector
from vivier.desk import counted_tables
from vivier.mandate.actions.highlights import add_table
from vivier.mandate.models import Report
from vivier.mandate.reporting import papers
from vivier.mandate.reporting.freezing import content_of
from vivier.observatory.computed.measures import MEASURES
from vivier.observatory.computed.photographing import take_snapshot
from vivier.observatory.computed.showing import shown
from vivier.observatory.computed.wording import written
from vivier.web.files import dumping

pytestmark = pytest.mark.django_db
EVERY_TABLE = [(slug, by) for slug, measure in MEASURES.items() for by in measure.breakdowns]


def address(name: str, *args: str, language: str = "en") -> str:
    with override(language):
        return reverse(f"web:{name}", args=args)


@pytest.fixture
def world():
    """Actors and enterprises enough for numbers that are shown and numbers that are not."""
    games, music = DisciplineFactory(code="games"), DisciplineFactory(code="music")
    for number in range(8):
        ActorFactory(kind="studio" if number else "school").disciplines.add(games if number < 6 else music)
    sector("wide", is_used=True, codes={("2008", "5821"): "0.50"})
    for number in range(10):
        record(f"020000000{number}", [["2008", "58210", True]])
    take_snapshot()


def told_in_report(slug: str, by: str) -> list[tuple[str, str]]:
    """Include the table in a report, and read (label, number) back from the paper the report is."""
    mandate = MandateFactory()
    report = Report.objects.create(
        mandate=mandate,
        kind="activity",
        number=1,
        starts_on=mandate.starts_on,
        ends_on=mandate.ends_on,
        language="en",
        submission=uuid4(),
    )
    address = counted_tables.address_of(shown(slug, by=by))
    by_whom = PersonFactory(role="coordinator")
    add_table(report, source="observatory", address=address, text="", by=by_whom)
    paper = papers.html_of(papers.ACTIVITY, content_of(report), papers.Mark())
    found = re.search(r'<table class="counted">.*?</table>', paper, re.DOTALL)
    pairs = re.findall(r'<th scope="row">(.*?)</th><td class="number">(.*?)</td>', found[0], re.DOTALL)
    return [(unescape(label), unescape(number)) for label, number in pairs]


@pytest.mark.parametrize(("slug", "by"), EVERY_TABLE)
def test_page_download_api_widget_and_report_say_the_same(client, world, slug, by):
    with override("en"):
        table = shown(slug, by=by)
        expected = [(line.code, line.value) for line in table.lines]
        words = [written(line) for line in (*table.lines, table.total)]

    answer = client.get(f"/api/v1/counts/{slug}", {"by": by, "lang": "en"}).json()
    assert [(line["code"], line["value"]) for line in answer["lines"]] == expected
    data = json.loads(client.get(address("counted_export", slug, "json"), {"by": by}).content)
    assert data["lines"] == answer["lines"]
    body = b"".join(client.get(address("counted_export", slug, "csv"), {"by": by}).streaming_content)
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=_delimiter(body)))
    assert [(row[2], row[4]) for row in rows[2:]] == [
        (code, "" if value is None else str(value)) for code, value in expected
    ]
    for name in ("counted_measure", "counted_embed"):
        page = client.get(address(name, slug), {"by": by}).content.decode()
        found = re.search(r'<table class="figtable">.*?</table>', page[page.index("h-numbers") :], re.DOTALL)
        cells = re.findall(r'<td class="num">\s*<(?:b|span)[^>]*>(.*?)</', found[0], re.DOTALL)
        assert cells == words
    with override("en"):
        labels = [line.label for line in (*table.lines, table.total)]
        assert told_in_report(slug, by) == list(zip(labels, words, strict=True))


def _delimiter(body: bytes) -> str:
    return ";" if b";" in body.splitlines()[0] else ","


def test_the_spreadsheet_opens(client, world):
    body = b"".join(client.get(address("counted_export", "actors", "xlsx")).streaming_content)

    assert load_workbook(io.BytesIO(body)).active.max_row == 4


def test_the_widget_may_be_framed_and_needs_neither_cookie_nor_script(client, world):
    answer = client.get(address("counted_embed", "actors"))
    policy = answer.headers["Content-Security-Policy"]

    assert "frame-ancestors *" in policy
    assert "script-src 'none'" in policy
    assert "X-Frame-Options" not in answer.headers
    assert not answer.cookies
    assert b"<script" not in answer.content
    page = client.get(address("counted_measure", "actors"))
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "query",
    ["by=name", "snapshot=x", "snapshot=99999999", "definition=%00", "nace=%27%3B--", "by=" + "a" * 5000],
)
@pytest.mark.parametrize("name", ["counted_measure", "counted_embed"])
def test_what_nobody_counts_is_not_found(client, world, query, name):
    assert client.get(f"{address(name, 'enterprises')}?{query}").status_code in {400, 404}


def test_the_api_says_which_parameter_was_wrong(client, world):
    answer = client.get("/api/v1/counts/actors", {"by": "name"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "by"
    assert client.get("/api/v1/counts/nothing").status_code == 404


@pytest.mark.parametrize("name", ["counted", "territories", "network", "open_data"])
def test_before_the_first_snapshot_pages_say_so(client, name):
    assert client.get(address(name)).status_code == 200
    assert client.get(address("counted_measure", "actors")).status_code == 404


def test_without_an_extract_of_the_register_nothing_is_said_of_it(client):
    ActorFactory()
    take_snapshot()

    assert "no extract of the register yet" in client.get(address("counted")).content.decode()
    assert client.get(address("counted_measure", "enterprises")).status_code == 404
    assert client.get("/api/v1/counts/enterprises").status_code == 404


def test_territories_stand_side_by_side(client, world):
    page = client.get(address("territories"), {"place": ["x", "y"], "figure": "nothing"})

    assert page.status_code == 200


def test_the_network_shows_links_between_published_actors_only(client, django_assert_max_num_queries):
    shown_one = RelationFactory(
        source=ActorFactory(name="Alpha"), target=ActorFactory(name="Beta"), kind="hosts"
    )
    RelationFactory(source=ActorFactory(name="Hidden", status="draft"), target=shown_one.target)
    page = client.get(address("network"), {"kind": ["hosts", "'--"]}).content.decode()
    lines = b"".join(client.get(address("network_export", "csv")).streaming_content).decode()

    assert "Alpha" in page
    assert "Alpha" in lines
    assert "Hidden" not in page + lines


def test_a_dump_holds_published_facts_and_lives_at_its_date(client, settings, tmp_path):
    settings.VAR = tmp_path
    ActorFactory(name="Open house", website="https://open.example")
    ActorFactory(name="Someone", kind="person", website="https://private.example")
    ActorFactory(name="Secret draft", status="draft")
    done = dumping.write_when_due()

    assert dumping.write_when_due() is None
    assert sorted(one.suffix for one in done.glob("actors.*")) == [".csv", ".jsonld", ".parquet"]
    graph = json.loads((done / "actors.jsonld").read_text())["@graph"]
    assert {one["name"]: one.get("url") for one in graph} == {
        "Open house": "https://open.example",
        "Someone": None,
    }
    assert "Secret draft" not in (done / "actors.csv").read_text(encoding="utf-8-sig")
    day = done.name
    answer = client.get(address("dump", day, "actors.csv"))
    assert b"Open house" in b"".join(answer.streaming_content)
    assert "actors.parquet" in client.get(address("open_data")).content.decode()
    for wrong in (("2020-01-01", "actors.csv"), (day, "..csv"), ("..", "db.sqlite3"), (day, "x.sqlite3")):
        assert client.get(address("dump", *wrong)).status_code == 404


def test_the_catalogue_names_every_dataset_with_its_files(client, world):
    answer = client.get(address("catalogue"))
    catalogue = json.loads(answer.content)

    assert answer.headers["Content-Type"] == "application/ld+json"
    assert catalogue["@type"] == "dcat:Catalog"
    keys = {one["dct:identifier"] for one in catalogue["dcat:dataset"]}
    assert {"actors", "opportunities", "counts"} <= keys
    for dataset in catalogue["dcat:dataset"]:
        for file in dataset["dcat:distribution"]:
            assert file["dcat:downloadURL"]["@id"].startswith("http")
