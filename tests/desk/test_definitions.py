"""Definitions of the sector in the desk: coordinators read, administrators copy, edit and use them."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.speaking import read_in_english
from vivier.accounts.models import JournalEntry
from vivier.reference.models import ActivityCode
from vivier.registers import actions_sectors as actions
from vivier.registers.definitions import load_definitions
from vivier.registers.models import SectorDefinition
from vivier.registers.refusals import RegisterRefusal
from vivier.registers.sectors import used_definitions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(settings, tmp_path):
    settings.VAR = tmp_path / "var"
    load_definitions()
    with translation.override("en"):
        yield


@pytest.fixture
def definition():
    return SectorDefinition.objects.get(slug="wallonia-working")


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    read_in_english(client)
    return client


def change(client, definition, **sent):
    return client.post(f"/desk/definitions/{definition.pk}/change/", sent)


def copied(client, definition):
    change(client, definition, copy="1")
    return SectorDefinition.objects.get(slug=definition.slug, version=definition.version + 1)


def sheet(*lines, name="codes.csv"):
    text = "\n".join(["nace_version,code,domain,weight,confidence", *lines])
    return SimpleUploadedFile(name, text.encode(), "text/csv")


def test_the_list_shows_every_definition_and_which_is_used(desk):
    page = desk.get("/desk/definitions/").content.decode()

    assert "Working definition for Wallonia" in page
    assert page.count("used by imports</span>") == 1
    assert page.count("never used") == 4


def test_a_new_version_is_a_copy_that_can_be_edited_while_the_old_one_stays_in_use(desk, definition):
    new = copied(desk, definition)

    assert new.codes.count() == definition.codes.count()
    assert (new.is_used, new.first_used_at, used_definitions()) == (False, None, "wallonia-working 1")
    change(desk, new, add="1", nace_version="2008", code="45.200", domain="design", weight="0,5")
    added = new.codes.get(code="45200")
    assert (added.domain, added.weight) == ("design", Decimal("0.50"))
    assert not definition.codes.filter(code="45200").exists()

    change(desk, new, use="1")
    definition.refresh_from_db()
    assert (definition.is_used, used_definitions()) == (False, "wallonia-working 2")
    verbs = list(JournalEntry.objects.order_by("sequence").values_list("verb", flat=True))[-3:]
    assert verbs == ["definition.copied", "definition.activities_changed", "definition.used"]


def test_a_second_click_makes_no_second_copy(desk, definition):
    copied(desk, definition)

    change(desk, definition, copy="1")

    assert SectorDefinition.objects.filter(slug="wallonia-working").count() == 2


def test_what_imports_used_never_changes(desk, definition):
    before = definition.codes.count()

    for sent in (
        {"add": "1", "nace_version": "2008", "code": "45200", "domain": "design", "weight": "1"},
        {"take_out": "1", "code": definition.codes.first().pk},
        {"upload": "1", "codes": sheet("2008,9001,performing_arts,1,")},
        {"texts": "1", "name_fr": "Autre", "source": "x"},
        {"remove": "1", "reason": "x"},
    ):
        change(desk, definition, **sent)

    definition.refresh_from_db()
    assert (definition.codes.count(), definition.name_fr) == (
        before,
        "Définition de travail pour la Wallonie",
    )


def test_activities_leave_as_a_file_and_come_back_without_a_difference(desk, definition):
    new = copied(desk, definition)
    for kind in ("csv", "xlsx"):
        content = b"".join(desk.get(f"/desk/definitions/{new.pk}/codes.{kind}"))
        before = JournalEntry.objects.count()

        change(desk, new, upload="1", codes=SimpleUploadedFile(f"codes.{kind}", content))

        assert JournalEntry.objects.count() == before
    assert new.codes.count() == definition.codes.count()


def test_a_file_replaces_all_activities_and_the_journal_says_which(desk, definition):
    new = copied(desk, definition)

    change(desk, new, upload="1", codes=sheet("2008,90.01,performing_arts,0.5,high", "2025,9020,music,1,"))

    assert sorted(new.codes.values_list("nace_version", "code", "weight")) == [
        ("2008", "9001", Decimal("0.50")),
        ("2025", "9020", Decimal("1.00")),
    ]
    entry = JournalEntry.objects.get(verb="definition.activities_changed")
    assert entry.changes["2008 9001"][1] == "performing_arts, 0.50"


def test_wrong_lines_are_listed_and_nothing_is_stored(desk, definition):
    ActivityCode.objects.create(version="2008", code="90.01", label_fr="Arts")
    new = copied(desk, definition)
    before = new.codes.count()
    lines = (
        "2008,9001,performing_arts,1,",
        "1999,9001,performing_arts,1,",
        "2008,x,performing_arts,1,",
        "2008,9001,painting,1,",
        "2008,9001,music,1.5,",
        "2008,9001,music,NaN,",
        "2008,9001,music,1,sure",
        "2008,9999,music,1,",
        "2008,9001,music,1,",
    )

    answer = change(desk, new, upload="1", codes=sheet(*lines))
    page = answer.content.decode()

    assert (answer.status_code, new.codes.count()) == (422, before)
    assert [f"Line {n}:" in page for n in range(2, 11)] == [False, *[True] * 8]
    assert "NACE 2008 has no activity “9999”." in page
    assert "stands twice" in page


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 nothing", "damaged"),
        (b"\xd0\xcf\x11\xe0....", "old Excel"),
        (b"code,domain\n9001,music\n", "columns are missing"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "neither"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence(desk, definition, content, why):
    new = copied(desk, definition)

    answer = change(desk, new, upload="1", codes=SimpleUploadedFile("codes.csv", content))

    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_texts_are_written_and_activities_taken_out(desk, definition):
    new = copied(desk, definition)
    first = new.codes.first()

    change(desk, new, texts="1", name_fr="<b>Notre</b> définition", source="Nous")
    change(desk, new, take_out="1", code=[first.pk, "x", "9" * 40])

    new.refresh_from_db()
    assert (new.name_fr, new.codes.filter(pk=first.pk).exists()) == ("<b>Notre</b> définition", False)
    assert "<b>Notre</b>" not in desk.get(f"/desk/definitions/{new.pk}/").content.decode()


def test_a_definition_of_ones_own_is_begun_filled_used_and_the_other_left(desk, definition):
    answer = desk.post("/desk/definitions/new/", {"name": "Notre liste", "source": "Décision du 1er mars"})
    own = SectorDefinition.objects.get(slug="notre-liste")
    assert answer.url == f"/desk/definitions/{own.pk}/"

    change(desk, own, use="1")
    assert used_definitions() == "wallonia-working 1"
    change(desk, own, upload="1", codes=sheet("2008,9001,performing_arts,1,"))
    change(desk, own, use="1")
    change(desk, definition, stop="1")
    assert used_definitions() == "notre-liste 1"
    change(desk, own, stop="1")
    assert used_definitions() == "notre-liste 1"
    assert desk.post("/desk/definitions/new/", {"name": "Notre liste", "source": "x"}).status_code == 422
    assert desk.post("/desk/definitions/new/", {"name": "!!!", "source": "x"}).status_code == 422


def test_a_version_never_used_is_removed_with_a_reason(desk, definition):
    new = copied(desk, definition)

    change(desk, new, remove="1")
    assert SectorDefinition.objects.filter(pk=new.pk).exists()
    change(desk, new, remove="1", reason="Doublon")

    assert not SectorDefinition.objects.filter(pk=new.pk).exists()
    assert JournalEntry.objects.get(verb="definition.removed").reason == "Doublon"


def test_what_ships_stays(administrator):
    shipped = SectorDefinition.objects.get(slug="essnet-culture-2012")

    with pytest.raises(RegisterRefusal, match="ships with Vivier"):
        actions.remove_version(shipped, by=administrator, reason="x")


def test_a_coordinator_reads_and_takes_the_file_but_changes_nothing(client, coordinator, definition):
    client.force_login(coordinator)
    read_in_english(client)

    page = client.get(f"/desk/definitions/{definition.pk}/").content.decode()
    assert "Make a new version" not in page
    assert client.get(f"/desk/definitions/{definition.pk}/codes.csv").status_code == 200
    assert change(client, definition, copy="1").status_code in {302, 403}
    assert client.post("/desk/definitions/new/", {"name": "x", "source": "y"}).status_code in {302, 403}
    assert client.post("/desk/definitions/", {"name": "x", "source": "y"}).status_code in {403, 405}
    assert SectorDefinition.objects.count() == 5


@pytest.mark.parametrize("role", ["editor", "auditor", "member", "adviser", "anonymous"])
def test_nobody_else_sees_or_changes_definitions(client, role, definition, django_user_model):
    if role != "anonymous":
        client.force_login(
            django_user_model.objects.create_user(f"{role}@example.org", role=role, is_staff=role == "editor")
        )
    here = f"/desk/definitions/{definition.pk}/"
    for address in (
        "/desk/definitions/",
        "/desk/definitions/new/",
        here,
        f"{here}change/",
        f"{here}codes.csv",
    ):
        for method in (client.get, client.post):
            answer = method(address, {"copy": "1", "name": "x", "source": "y"})
            assert answer.status_code in {302, 403}
            assert answer.status_code == 403 or answer.url.startswith("/accounts/login/")
    assert SectorDefinition.objects.count() == 5


def test_the_file_as_xlsx_holds_the_same(desk, definition):
    content = b"".join(desk.get(f"/desk/definitions/{definition.pk}/codes.xlsx"))

    rows = list(openpyxl.load_workbook(BytesIO(content)).active.values)
    assert (rows[0][0], len(rows)) == ("nace_version", definition.codes.count() + 1)
    assert JournalEntry.objects.filter(verb="list.exported").count() == 1


@pytest.mark.one_database
def test_a_page_costs_the_same_for_few_and_many_activities(desk, definition, django_assert_num_queries):
    few = SectorDefinition.objects.create(slug="few", name_fr="Peu", source="x")
    few.codes.create(nace_version="2008", code="9001", domain="music")
    desk.get(f"/desk/definitions/{few.pk}/")

    with CaptureQueriesContext(connection) as spent:
        desk.get(f"/desk/definitions/{few.pk}/")

    with django_assert_num_queries(len(spent)):
        desk.get(f"/desk/definitions/{definition.pk}/")
