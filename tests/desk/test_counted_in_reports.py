"""Figures of the observatory in a report: chosen in the desk, frozen with it, and they never move again."""

import io
import json

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from tests.factories import ActorFactory, PersonFactory
from tests.mandate.reported_world import made, started
from tests.speaking import read_in_english
from vivier.accounts.models import JournalEntry
from vivier.desk import counted_tables
from vivier.mandate.actions import highlights, measuring, reports
from vivier.mandate.models import ReportTable
from vivier.mandate.refusals import InvalidValue, NotAllowed, NotTheRightState
from vivier.mandate.reporting import hindrances, papers, sealing, tables
from vivier.mandate.reporting.freezing import content_of
from vivier.mandate.reporting.workbook import workbook_of
from vivier.observatory.computed.photographing import take_snapshot
from vivier.observatory.models import Snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def world():
    for _number in range(7):
        ActorFactory(kind="studio")
    take_snapshot()
    return made()


@pytest.fixture
def desk(client, world):
    client.force_login(world.coordinator)
    read_in_english(client)
    return client


def said(**other):
    taken = Snapshot.objects.first()
    return {
        "include": "1",
        "figure": "actors kind",
        "snapshot": str(taken.pk),
        "words": "Sept studios.",
    } | other


def test_a_figure_is_included_once_and_read_from_its_snapshot(desk, world):
    report = started(world)
    page = desk.get(reverse("desk_report", args=[report.pk]) + "?include=observatory").content.decode()
    assert "Actors of the directory, by kind of actor" in page

    for _twice in range(2):
        answer = desk.post(reverse("desk_report_change", args=[report.pk]), said())
        assert answer.status_code == 302
    taken = Snapshot.objects.first()

    assert [one.address for one in ReportTable.objects.all()] == [f"actors?by=kind&snapshot={taken.pk}"]
    (told,) = content_of(report)["tables"]
    assert [(line["words"], line["value"]) for line in told["lines"]] == [("7", "7"), ("7", "7")]
    assert told["text"] == "Sept studios."
    assert taken.digest in dict(told["facts"])["Instantané" if report.language == "fr" else "Snapshot"]
    verbs = [one.verb for one in JournalEntry.objects.order_by("-sequence")[:2]]
    assert verbs == ["report.table_changed", "report.table_added"]


def test_a_frozen_report_keeps_its_figures(world):
    report = started(world)
    table = counted_tables.shown("actors", by="kind")
    made_ = highlights.add_table(
        report, source="observatory", address=counted_tables.address_of(table), text="", by=world.coordinator
    )
    report = reports.change_report(
        report, {"introduction": "Une année."}, edits=report.edits, by=world.coordinator
    )
    measuring.explain_gap(world.target, text="Le formulaire a ouvert en mai.", by=world.coordinator)
    handed_in = reports.submit_report(report, by=world.coordinator)
    for _number in range(20):
        ActorFactory(kind="studio")
    take_snapshot()
    content = json.loads(handed_in.seal.content)

    assert content["tables"][0]["lines"][-1]["value"] == "7"
    assert sealing.problems_of(handed_in.seal) == []
    paper = papers.html_of(papers.ACTIVITY, content, papers.Mark())
    assert '<td class="number">7</td>' in paper
    book = load_workbook(io.BytesIO(b"".join(workbook_of(content, json.loads(handed_in.seal.rows)))))
    sheets = [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows(min_row=2)]
    assert [row[3] for row in sheets if len(row) == 7] == [7, 7]
    with pytest.raises(NotTheRightState):
        highlights.remove_table(made_, by=world.coordinator)
    again = reports.return_report(handed_in, by=world.coordinator, comment="À corriger.")
    assert [one.address for one in again.tables.all()] == [made_.address]


@pytest.mark.parametrize(
    "address", ["nothing?by=x", "actors?by=name", "actors?snapshot=999999", "", "?" * 200]
)
def test_what_nobody_counts_is_not_included(world, address):
    with pytest.raises(InvalidValue):
        highlights.add_table(
            started(world), source="observatory", address=address, text="", by=world.coordinator
        )


def test_a_table_that_went_is_named_before_handing_in(world):
    report = started(world)
    ReportTable.objects.create(report=report, source="observatory", address="gone?by=x", title="Gone figure")

    assert any("Gone figure" in one for one in hindrances.of_report(report))
    assert tables.tables_of(report) == []


@pytest.mark.parametrize("role", ["accountant", "auditor", "editor", "partner"])
def test_only_a_coordinator_includes_figures(client, world, role):
    report, other = started(world), PersonFactory(role=role)
    client.force_login(other)

    assert client.post(reverse("desk_report_change", args=[report.pk]), said()).status_code in {302, 403}
    assert not ReportTable.objects.exists()
    with pytest.raises(NotAllowed):
        highlights.add_table(report, source="observatory", address="actors", text="", by=other)


@pytest.mark.parametrize(
    "wrong",
    [
        {"figure": "actors name"},
        {"figure": "\x00"},
        {"snapshot": "9" * 30},
        {"definition": "nobody's"},
        {"words": "x" * 5000},
    ],
)
def test_hostile_choices_are_refused_and_lose_nothing(desk, world, wrong):
    answer = desk.post(reverse("desk_report_change", args=[started(world).pk]), said(**wrong))

    assert answer.status_code == 422
    assert b"Sept studios." in answer.content or "words" in wrong
    assert not ReportTable.objects.exists()
