"""Indicators and reports in the desk: drill-down equals the figure, frozen stays frozen, roles are kept."""

import csv
import io
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.factories import NeedFactory, PersonFactory
from tests.mandate.reported_world import MAY, YEAR, claimed, made, started, submitted
from tests.speaking import read_in_english
from vivier.accounts.models import JournalEntry
from vivier.core import pdf
from vivier.mandate import measuring
from vivier.mandate.models import GapComment, Indicator, Report, Seal

pytestmark = pytest.mark.django_db
DAYS = "starts_on=2026-01-01&ends_on=2026-12-31"
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def world():
    return made()


def logged_in(client, person):
    client.force_login(person)
    read_in_english(client)
    return client


@pytest.fixture
def desk(client, world):
    return logged_in(client, world.coordinator)


def page(desk, name, *args, query=""):
    answer = desk.get(reverse(name, args=args) + (f"?{query}" if query else ""))
    assert answer.status_code == 200
    return answer.content.decode()


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


def test_a_click_on_a_figure_lists_its_rows_and_the_file_has_as_many(desk, world):
    listed = page(desk, "desk_mandate_indicators", world.mandate.pk, query=DAYS)
    assert (
        f'<a href="/desk/reports/figure/{world.needs.pk}/?{DAYS}#rows"><strong>3</strong>'
        in listed.replace("&amp;", "&")
    )

    shown = page(desk, "desk_mandate_indicator", world.needs.pk, query=DAYS)
    assert [f"B-2026-T000{number}" in shown for number in range(4)] == [True, True, True, False]
    answer = desk.get(reverse("desk_mandate_indicator_rows", args=[world.needs.pk, "csv"]) + f"?{DAYS}")
    assert len(rows_of(answer)) == 3
    assert JournalEntry.objects.order_by("sequence").last().verb == "indicator.rows_exported"


@pytest.mark.parametrize(("role", "sees"), [("coordinator", True), ("auditor", False), ("accountant", False)])
def test_who_may_not_read_needs_sees_rows_without_names(client, world, role, sees):
    desk = logged_in(client, PersonFactory(role=role))

    shown = page(desk, "desk_mandate_indicator", world.needs.pk, query=DAYS)
    file = b"".join(
        desk.get(reverse("desk_mandate_indicator_rows", args=[world.needs.pk, "csv"]) + f"?{DAYS}")
    ).decode()

    assert "B-2026-T0000" in shown
    assert ("Zanzibarium" in shown, "Zanzibarium" in file) == (sees, sees)


def test_no_paper_and_no_file_of_a_report_names_who_asked(desk, world):
    report = submitted(world)

    for name, args in (
        ("desk_report", ()),
        ("desk_report_rows", ()),
        ("desk_report_paper", ("activity-report", "html")),
        ("desk_report_workbook", ()),
    ):
        answer = desk.get(reverse(name, args=(report.pk, *args)) + "?figure=I1")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert b"Zanzibarium" not in content


@pytest.mark.parametrize("role", ["member", "adviser", "editor", "administrator"])
def test_reports_are_not_for_everybody(client, world, role):
    report = submitted(world)
    client.force_login(PersonFactory(role=role))

    for address in (
        reverse("desk_reports"),
        reverse("desk_report", args=[report.pk]),
        reverse("desk_report_rows", args=[report.pk]) + "?figure=I1",
        reverse("desk_mandate_indicator", args=[world.needs.pk]),
        reverse("desk_report_bundle", args=[report.pk]),
    ):
        assert client.get(address).status_code in {302, 403}


@pytest.mark.parametrize("role", ["auditor", "accountant"])
def test_who_only_reads_changes_nothing(client, world, role):
    report = started(world)
    desk = logged_in(client, PersonFactory(role=role))

    shown = page(desk, "desk_report", report.pk)
    assert "Hand it in" not in shown
    for name, args, sent in (
        ("desk_report_change", [report.pk], {"submit": "1"}),
        ("desk_report_new", [world.mandate.pk], {"kind": "activity"}),
        ("desk_mandate_indicator_change", [world.needs.pk], {"explain": "1", "text": "x"}),
    ):
        assert desk.post(reverse(name, args=args), sent).status_code == 403
    assert Report.objects.get().state == "draft"
    assert GapComment.objects.count() == 0


def test_a_report_from_beginning_to_approval(desk, world):
    form = {
        "kind": "activity",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "submission": str(uuid4()),
    }
    for _twice in range(2):
        answer = desk.post(reverse("desk_report_new", args=[world.mandate.pk]), form)
    report = Report.objects.get()
    assert answer.url == reverse("desk_report", args=[report.pk])

    change = reverse("desk_report_change", args=[report.pk])
    refused = desk.post(change, {"submit": "1"})
    assert (refused.status_code, "misses its target" in refused.content.decode()) == (422, True)
    desk.post(change, {"save": "1", "introduction": "Une année.", "language": "fr", "edits": "1"})
    desk.post(
        reverse("desk_mandate_indicator_change", args=[world.needs.pk]) + f"?{DAYS}",
        {"explain": "1", "text": "Ouvert en mai."},
    )
    for _twice in range(2):
        desk.post(change, {"submit": "1"})
    assert Seal.objects.count() == 1

    NeedFactory(received_at=MAY, enter_by=MAY.date())
    shown = page(desk, "desk_report", report.pk, query="again=1")
    assert "has moved since" in shown
    refused = desk.post(change, {"return": "1", "comment": " "})
    assert (refused.status_code, "Say what has to be corrected." in refused.content.decode()) == (422, True)
    desk.post(change, {"approve": "1", "comment": "Merci."})
    report.refresh_from_db()
    assert (report.state, report.decision_comment) == ("approved", "Merci.")


def test_sent_back_opens_a_new_version_with_the_comment_beside(desk, world):
    report = submitted(world)

    answer = desk.post(
        reverse("desk_report_change", args=[report.pk]), {"return": "1", "comment": "Précisez."}, follow=True
    )

    assert answer.redirect_chain[-1][0] == reverse("desk_report", args=[report.followed_by.pk])
    assert "Précisez." in page(desk, "desk_report", report.pk)


def test_frozen_rows_are_those_of_the_figure(desk, world):
    report = submitted(world)
    NeedFactory(received_at=MAY, enter_by=MAY.date())
    address = reverse("desk_report_rows", args=[report.pk])

    shown = desk.get(f"{address}?figure=I1").content.decode()
    rows = rows_of(desk.get(f"{address}?figure=I1&export=csv"))

    assert (len(rows), "B-2026-T0002" in shown) == (3, True)
    assert desk.get(f"{address}?figure=I2").status_code == 404


def test_the_financial_report_shows_the_ledger_and_its_papers(desk, world):
    report = claimed(world)

    shown = page(desk, "desk_report", report.pk)
    assert "€1,250.50" in shown or "1,250.50" in shown
    for code in (
        "statement-of-expenditure",
        "claim-for-payment",
        "declaration-on-honour",
        "index-of-evidence",
    ):
        assert 'lang="fr"' in page(desk, "desk_report_paper", report.pk, code, "html")
    assert desk.get(reverse("desk_report_paper", args=[report.pk, "novel", "html"])).status_code == 404
    assert desk.get(reverse("desk_report_bundle", args=[report.pk])).status_code == 404


@pytest.mark.skipif(not pdf.is_available(), reason="the system library Pango is not installed")
def test_a_paper_leaves_as_pdf_the_same_each_time(desk, world):
    address = reverse("desk_report_paper", args=[submitted(world).pk, "activity-report", "pdf"])

    first, second = desk.get(address), desk.get(address)

    assert first.headers["Content-Type"] == "application/pdf"
    assert first.content == second.content


def test_a_value_is_told_with_its_document_or_not_at_all(desk, world):
    address = reverse("desk_mandate_indicator_change", args=[world.by_hand.pk]) + f"?{DAYS}"
    sent = {"tell": "1", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "value": "14", "note": "Liste."}

    bad = desk.post(address, {**sent, "document": io.BytesIO(b"not a pdf")})
    assert (bad.status_code, "neither a PDF" in bad.content.decode()) == (422, True)
    assert world.by_hand.hand_values.count() == 1
    document = io.BytesIO(PDF)
    document.name = "liste.pdf"
    desk.post(address, {**sent, "document": document})

    told = world.by_hand.hand_values.get(replaced_by=None)
    assert (str(told.value), told.evidence.get().name) == ("14.00", "liste.pdf")
    assert "liste.pdf" in page(desk, "desk_mandate_indicator", world.by_hand.pk, query=DAYS)


def test_a_count_is_composed_tried_and_kept(desk, world):
    address = reverse("desk_mandate_indicator_change", args=[world.needs.pk]) + f"?{DAYS}"

    chosen = desk.post(address, {"count": "1", "source": "composed", "what": "needs"})
    assert "what=needs" in chosen.url
    assert 'name="filter-subject"' in desk.get(chosen.url).content.decode()
    parts = {"compose": "1", "what": "needs", "day": "received", "filter-subject": ["finance"]}
    tried = desk.post(address, parts | {"try": "1"}).content.decode()
    assert "3 in this period" in tried
    assert Indicator.objects.get(pk=world.needs.pk).source == "code"
    desk.post(address, parts | {"keep": "1"})

    kept = Indicator.objects.get(pk=world.needs.pk)
    assert (kept.source, kept.definition["filters"]) == ("composed", {"subject": ["finance"]})


HOSTILE = [
    "starts_on=9999-12-31&ends_on=9999-12-31",
    "starts_on=0001-01-01&ends_on=2026-01-01",
    "starts_on=x&ends_on=%00",
    "starts_on=2026-12-31&ends_on=2026-01-01",
    "p=999999999999999999999&what=sql&tell=%27",
    "figure=%00&export=exe&again=1",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_addresses_get_an_answer(desk, world, query):
    report = submitted(world)

    for name, key in (
        ("desk_mandate_indicators", world.mandate.pk),
        ("desk_mandate_indicator", world.needs.pk),
        ("desk_report", report.pk),
        ("desk_report_rows", report.pk),
        ("desk_report_list", world.mandate.pk),
    ):
        assert desk.get(f"{reverse(name, args=[key])}?{query}").status_code in {200, 400, 404}


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("desk_report_change", {"save": "1", "edits": "x"}),
        ("desk_report_change", {"save": "1", "edits": "1", "introduction": "x" * 9000, "language": "fr"}),
        ("desk_report_change", {"add": "1", "subject": "users", "key": "1"}),
        ("desk_report_change", {"add": "1", "subject": "needs", "key": "\x00"}),
        ("desk_report_change", {"leave_out": "x"}),
        ("desk_report_change", {"nothing": "1"}),
        ("desk_report_new", {"kind": "activity", "starts_on": "1", "submission": "x"}),
        ("desk_mandate_indicator_change", {"compose": "1", "what": "users"}),
        ("desk_mandate_indicator_change", {"compose": "1", "what": "needs", "day": "id", "keep": "1"}),
        ("desk_mandate_indicator_change", {"count": "1", "source": "code", "query": "drop"}),
        ("desk_mandate_indicator_change", {"tell": "1", "value": "NaN"}),
        ("desk_mandate_indicator_change", {"explain": "1", "text": "\x00"}),
    ],
)
def test_hostile_forms_are_refused(desk, world, name, sent):
    report = started(world)
    key = {"desk_report_change": report.pk, "desk_report_new": world.mandate.pk}.get(name, world.needs.pk)

    assert desk.post(reverse(name, args=[key]), sent).status_code in {400, 404, 422}


@pytest.mark.parametrize("name", ["desk_mandate_indicator", "desk_report_list", "desk_reports"])
@pytest.mark.one_database
def test_lists_cost_the_same_however_long(desk, world, name):
    def cost():
        args = {"desk_reports": [], "desk_report_list": [world.mandate.pk]}.get(name, [world.needs.pk])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(reverse(name, args=args) + f"?{DAYS}").status_code == 200
        return len(queries)

    cost()
    few = cost()
    for _more in range(8):
        NeedFactory(received_at=MAY, enter_by=MAY.date(), entered=True)
        started(world, period=YEAR)
    assert cost() == few


def test_the_list_of_indicators_counts_once_in_five_minutes(desk, world):
    address = reverse("desk_mandate_indicators", args=[world.mandate.pk]) + f"?{DAYS}"
    desk.get(address)
    NeedFactory(received_at=MAY, enter_by=MAY.date())

    lately, again = desk.get(address).content.decode(), desk.get(f"{address}&again=1").content.decode()

    assert ("<strong>3</strong>" in lately, "<strong>4</strong>" in again) == (True, True)


def test_reports_are_a_room_of_the_mandates_for_who_may_enter(client, world):
    desk = logged_in(client, PersonFactory(role="auditor"))

    assert 'href="/desk/reports/"' in page(desk, "desk_mandates")
    assert f"/desk/reports/figures/{world.mandate.pk}/" in page(desk, "desk_mandate", world.mandate.pk)


def test_the_lists_of_figures_and_of_reports_leave_as_files_with_what_the_pages_show(
    desk, world, monkeypatch
):
    monkeypatch.setattr(measuring, "localdate", lambda: date(2027, 1, 1))
    report = submitted(world)

    figures = rows_of(desk.get(f"/desk/reports/figures/{world.mandate.pk}/?{DAYS}&export=csv&language=en"))
    listed = rows_of(desk.get(f"/desk/reports/mandate/{world.mandate.pk}/?export=csv&language=en"))

    assert [(row[0], *row[4:8]) for row in figures] == [
        ("I1", "5.00", "3", "-2.00", "missed"),
        ("I2", "", "12.00", "", "no target"),
    ]
    assert [row[:5] for row in listed] == [
        [report.reference, "activity report", "2026-01-01", "2026-12-31", "handed in"]
    ]
    assert [one.verb for one in JournalEntry.objects.order_by("-sequence")[:2]] == ["list.exported"] * 2
