"""A partner's spreadsheet: columns guessed, rows understood or told, changes proposed, applied, undone."""

from datetime import date
from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import ActorFactory, DisciplineFactory, TerritoryFactory
from vivier.accounts.models import JournalEntry
from vivier.directory import actions
from vivier.directory.actions.sources import rows_of
from vivier.directory.from_sheet import Faulty
from vivier.directory.models import Actor, ExternalId, FieldSource, ReceivedSheet
from vivier.directory.refusals import SourceRefused
from vivier.directory.sheet_mapping import guess

pytestmark = pytest.mark.django_db
HEADER = "Réf;Dénomination;N° BCE;Ville;CP;Site web;Courriel;Discipline;Fondé le"
GOOD = "1;Théâtre de Poche;0403.170.701;Namur;5000;poche.be;info@poche.be;arts_scene;31/12/2001"


@pytest.fixture(autouse=True)
def in_english():
    DisciplineFactory(code="arts_scene", label_fr="Arts de la scène", label_en="Performing arts")
    with translation.override("en"):
        yield


@pytest.fixture
def send(tmp_path):
    def sent(*lines, header=HEADER, source="Partner", if_new=None, fields=None):
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.csv"
        path.write_text("\n".join([header, *lines]), encoding="utf-8")
        received = actions.receive_sheet(path, source_name=source, name="list.csv", by=None)
        if if_new or fields:
            chosen = fields or received.mapping["fields"]
            actions.map_sheet(received, chosen, if_new or {}, by=None)
        actions.check_sheet(received)
        received.refresh_from_db()
        return received

    return sent


def applied(received):
    change_set = actions.propose_sheet(received, by=None)
    actions.decide_changes(change_set, keys=None, accept=True, by=None)
    actions.apply_changes(change_set, by=None)
    return change_set


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            ["ID", "Nom", "Code postal", "Ville", "Site internet", "E-mail"],
            {"external_id": "ID", "name": "Nom", "postal_code": "Code postal", "city": "Ville"},
        ),
        (
            ["Naam", "Gemeente", "Postcode", "Ondernemingsnummer", "Rechtsvorm"],
            {"name": "Naam", "city": "Gemeente", "enterprise_number": "Ondernemingsnummer"},
        ),
        (["Member no.", "Name"], {"external_id": "Member no."}),
        (["Lidnr.", "Naam"], {"external_id": "Lidnr."}),
        (["Company name", "Town", "Zip code", "Founded"], {"name": "Company name", "founded_on": "Founded"}),
        (["Bezeichnung", "Ort", "PLZ", "Webseite"], {"name": "Bezeichnung", "postal_code": "PLZ"}),
    ],
)
def test_columns_are_guessed_by_their_names_in_four_languages(columns, expected):
    found = guess(columns, [])

    assert {target: found.get(target) for target in expected} == expected


def test_columns_are_guessed_by_what_they_hold():
    rows = [["x", "info@a.be", "www.a.be", "BE 0403.170.701", "5000"]] * 3

    assert guess(["Nom", "K1", "K2", "K3", "K4"], rows) == {
        "name": "Nom",
        "email": "K1",
        "website": "K2",
        "enterprise_number": "K3",
        "postal_code": "K4",
    }


def test_a_row_becomes_a_record_with_provenance_and_the_identifier_of_the_source(send):
    received = send(GOOD, if_new={"kind": "association"})

    applied(received)

    actor = Actor.objects.get()
    assert (actor.name, actor.enterprise_number, actor.website, actor.founded_on, actor.status) == (
        "Théâtre de Poche",
        "0403170701",
        "https://poche.be",
        date(2001, 12, 31),
        "published",
    )
    assert (actor.kind, [one.code for one in actor.disciplines.all()]) == ("association", ["arts_scene"])
    tie = ExternalId.objects.get()
    assert (tie.source, tie.value) == ("Partner", "1")
    source = FieldSource.objects.get(field="website")
    assert (source.method, source.source_name, source.observed_on is not None) == (
        "spreadsheet",
        "Partner",
        True,
    )


def test_the_same_file_twice_changes_nothing(send):
    lines = [GOOD, "2;Autre;;Liège;4000;;;;"]
    applied(send(*lines, if_new={"kind": "studio", "disciplines": ["arts_scene"]}))

    again = actions.propose_sheet(send(*lines), by=None)

    assert (again.changes.count(), again.counts["unchanged"]) == (0, 2)


def test_a_second_file_updates_by_the_identifier_and_is_undone(send):
    applied(send(GOOD, if_new={"kind": "association"}))

    change_set = applied(send("1;Théâtre nouveau;0403.170.701;Mons;7000;poche.be;;;"))
    actor = Actor.objects.get()
    assert (actor.name, actor.city, actor.email) == ("Théâtre nouveau", "Mons", "info@poche.be")
    actions.undo_changes(change_set, by=None)

    actor.refresh_from_db()
    assert (actor.name, actor.city, list(actor.former_names.all())) == ("Théâtre de Poche", "Namur", [])


def test_a_record_is_found_by_its_enterprise_number_and_peoples_words_stay(send, coordinator):
    actor = ActorFactory(name="Le Poche", enterprise_number="0403170701", kind="venue")
    actions.update_actor(actor, by=coordinator, method="team", changes={"city": "Dinant"})

    applied(send(GOOD, if_new={"kind": "association"}))

    actor.refresh_from_db()
    assert (Actor.objects.count(), actor.city, actor.kind, actor.website) == (
        1,
        "Dinant",
        "venue",
        "https://poche.be",
    )
    assert FieldSource.objects.get(actor=actor, field="city", state="refused").value == "Namur"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("1;;;;;;;;", "There is no name."),
        ("1;A;0403.170.702;;;;;;", "is not an enterprise number"),
        ("1;A;;;;javascript:alert(1);;;", "is not a web address"),
        ("1;A;;;;;nobody;;", "e-mail"),
        ("1;A;;;;;;painting;", "is not known here"),
        ("1;A;;;;;;;1998", "is not a day"),
        ("1;A;;;;;;;31/02/2001", "is not a day"),
        ("1;A;;;99999999999;;;;", "10 characters"),
        (f"1;{'x' * 300};;;;;;;", "255 characters"),
        ("1;A\x00B;;;;;;;", "cannot be stored"),
    ],
)
def test_a_wrong_row_is_left_out_and_told_with_its_line(send, line, why):
    received = send(GOOD.replace("1;", "9;", 1), line)

    assert received.counts == {"rows": 2, "usable": 1, "wrong": 1}
    assert received.problems[0][0] == 3
    assert why.lower() in " ".join(received.problems[0][1]).lower()
    faulty = [one for one in rows_of(received) if isinstance(one, Faulty)]
    assert [one.line for one in faulty] == [3]


def test_a_row_that_repeats_another_is_told(send):
    received = send(GOOD, GOOD)

    assert received.problems == [[3, ["It is the same as line 2."]]]


@pytest.mark.parametrize(
    "number", ["403170701.0", "403170701", "BE0403170701", "0403.170.701", "BE 403.170.701"]
)
def test_numbers_that_a_spreadsheet_mangled_are_understood(send, number):
    applied(send(f"1;A;{number};;;;;;"))

    assert Actor.objects.get().enterprise_number == "0403170701"


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "<script>alert(1)</script>", "'; DROP TABLE", "😀"])
def test_naughty_names_are_stored_as_they_are(send, name):
    applied(send(f'1;"{name}";;;;;;;'))

    assert Actor.objects.get().name == name


def test_words_of_any_language_are_understood(send):
    header = "Nom;Type;Forme juridique;Discipline;Rôle"
    applied(send("A;Studio;ASBL;Performing arts;Membre du secteur", header=header))

    actor = Actor.objects.get()
    assert (actor.legal_form, [one.code for one in actor.disciplines.all()]) == ("asbl", ["arts_scene"])


def test_the_mapping_is_remembered_for_the_source_and_for_no_other(send):
    header = "A;B;C"
    first = send(
        "Théâtre;Namur;x", header=header, fields={"name": "A", "city": "B"}, if_new={"kind": "venue"}
    )
    second = send("Autre;Mons;y", header=header)
    other = send("Autre;Mons;y", header=header, source="Somebody else")

    assert (
        second.mapping == first.mapping == {"fields": {"name": "A", "city": "B"}, "if_new": {"kind": "venue"}}
    )
    assert other.mapping["fields"] == {}


@pytest.mark.parametrize(
    "fields", [{}, {"city": "Ville"}, {"name": "Nowhere"}, {"name": "Ville", "city": "Ville"}]
)
def test_a_mapping_that_cannot_be_is_refused(send, fields):
    received = send(GOOD)

    with pytest.raises(SourceRefused):
        actions.map_sheet(received, fields, {}, by=None)


def test_without_a_name_column_every_row_is_told_and_nothing_proposed(send):
    received = send("1;2;3", header="A;B;C", source="New")

    assert received.counts == {"rows": 1, "usable": 0, "wrong": 1}
    assert actions.propose_sheet(received, by=None).changes.count() == 0


def test_what_is_proposed_is_not_mapped_or_proposed_again(send):
    received = send(GOOD)
    first = actions.propose_sheet(received, by=None)

    assert actions.propose_sheet(received, by=None) == first
    with pytest.raises(SourceRefused, match="proposed already"):
        actions.map_sheet(received, {"name": "Ville"}, {}, by=None)


def test_a_file_that_is_gone_is_said_to_be(send, tmp_path):
    received = send(GOOD)
    for path in tmp_path.iterdir():
        path.unlink()

    actions.check_sheet(received)

    assert received.state == ReceivedSheet.State.FAILED
    assert received.why


def test_the_deeds_are_journalled(send, coordinator):
    send(GOOD, if_new={"kind": "venue"})

    verbs = set(JournalEntry.objects.values_list("verb", flat=True))
    assert {"source.named", "sheet.received", "sheet.mapped"} <= verbs


def test_a_name_is_a_sheet_or_a_feed(send):
    actions.name_source("Partner", kind="feed", url="https://example.org/api", by=None)

    with pytest.raises(SourceRefused, match="taken by a feed"):
        send(GOOD)


def test_the_command_is_dry_until_told_to_apply(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Nom", "Numéro d'entreprise", "Ville"])
    book.active.append(["Théâtre", 403170701.0, "Namur"])
    book.active.append(["", None, "Mons"])
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "m.json").write_text(
        '{"fields": {"name": "Nom", "enterprise_number": "Numéro d\'entreprise"}}'
    )
    out = StringIO()

    call_command("import_sheet", tmp_path / "a.xlsx", source="X", stdout=out, no_color=True)
    assert Actor.objects.count() == 0
    assert "line 3: There is no name." in out.getvalue()
    call_command(
        "import_sheet", tmp_path / "a.xlsx", source="X", mapping=tmp_path / "m.json", apply=True, stdout=out
    )

    assert [(one.name, one.city) for one in Actor.objects.all()] == [("Théâtre", "")]
    for wrong in ("nothing.csv", "m.json"):
        with pytest.raises(CommandError):
            call_command(
                "import_sheet", tmp_path / wrong, source="X", mapping=tmp_path / "a.xlsx", stdout=out
            )


def test_the_command_reads_the_sheet_it_is_told(tmp_path):
    book, out = openpyxl.Workbook(), StringIO()
    for title, name in (("2024", "Ancien"), ("2025", "Nouveau")):
        page = book.create_sheet(title)
        page.append(["Nom", "Ville"])
        page.append([name, "Huy"])
    book.save(tmp_path / "a.xlsx")

    call_command("import_sheet", tmp_path / "a.xlsx", source="X", sheet="2025", apply=True, stdout=out)

    assert [actor.name for actor in Actor.objects.all()] == ["Nouveau"]
    with pytest.raises(CommandError, match="has no sheet “2026”"):
        call_command("import_sheet", tmp_path / "a.xlsx", source="X", sheet="2026", stdout=out)


def test_the_cost_of_reading_does_not_grow_with_the_rows(send):
    TerritoryFactory(label_fr="Namur")

    def spent(count, source):
        lines = [f"{n};Maison {n} {source};;Namur;5000;;;arts_scene;" for n in range(count)]
        received = send(*lines, source=source)
        with CaptureQueriesContext(connection) as queries:
            actions.propose_sheet(received, by=None)
        return len(queries)

    spent(1, "First")  # what is remembered from then on is asked for once

    assert spent(200, "Many") <= spent(2, "Few")
