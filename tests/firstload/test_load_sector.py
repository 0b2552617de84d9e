"""Loading a sector: dry by default, twice the same, nothing when a file is broken, never over a person's words."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import TerritoryFactory
from tests.firstload.sector import FILES, with_line, write_sector
from vivier.accounts.models import JournalEntry
from vivier.agenda.models import Event
from vivier.directory.actions import update_actor
from vivier.directory.models import Actor, FieldSource, Relation
from vivier.firstload.sector import load_sector
from vivier.observatory.models import Figure
from vivier.opportunities.models import Call
from vivier.reference import lookup
from vivier.reference.models import Discipline, Postcode

pytestmark = pytest.mark.django_db


@pytest.fixture
def namur():
    """Make the reference tables look loaded, with one commune."""
    commune = TerritoryFactory(
        code="92094", label_fr="Namur", chain=["92094", "92000", "03000", "COM-FR", "BE"]
    )
    Postcode.objects.create(code="5000", territory=commune, locality_fr="Namur")
    lookup.forget()
    return commune


def counts(report):
    return {one.table: (one.created, one.changed, one.unchanged) for one in report.outcomes}


def stored():
    models = (Actor, Relation, Call, Event, Figure, Discipline, FieldSource, JournalEntry)
    return {model.__name__: model.objects.count() for model in models}


def test_a_dry_run_says_what_would_be_created_and_stores_nothing(tmp_path, namur):
    before = stored()

    report = load_sector(write_sector(tmp_path), apply=False)

    assert counts(report)["organisations"] == (2, 0, 0)
    assert stored() == before


def test_what_is_loaded_is_published_with_its_source(tmp_path, namur):
    load_sector(write_sector(tmp_path), apply=True)

    atelier = Actor.objects.get(name="L'Atelier Bleu")
    source = atelier.field_sources.get(field="website")
    assert (atelier.status, atelier.territory, atelier.sort_name) == ("published", namur, "atelier bleu")
    assert [one.name for one in atelier.former_names.all()] == ["Atelier Vert"]
    assert (source.value, source.source_url, source.method) == (
        "https://bleu.example",
        "https://source.example/1",
        "dataset",
    )
    assert Call.objects.get().scheme.issuer == atelier
    assert str(Relation.objects.get().target) == "Studio Pixel"


def test_twice_the_same_folder_changes_nothing(tmp_path, namur):
    folder = write_sector(tmp_path)
    load_sector(folder, apply=True)
    before = stored()

    report = load_sector(folder, apply=True)

    assert {created + changed for created, changed, _same in counts(report).values()} == {0}
    assert stored() == before


def test_a_changed_line_changes_only_its_record(tmp_path, namur):
    load_sector(write_sector(tmp_path), apply=True)
    text = "\r\n".join(FILES["organisations.csv"]).replace("Un studio.", "Un grand studio.") + "\r\n"

    report = load_sector(write_sector(tmp_path, organisations=text), apply=True)

    assert counts(report)["organisations"] == (0, 1, 1)
    assert Actor.objects.get(name="Studio Pixel").description_fr == "Un grand studio."


def test_what_a_person_wrote_stays_and_the_refused_value_is_kept(tmp_path, namur, coordinator):
    load_sector(write_sector(tmp_path), apply=True)
    studio = Actor.objects.get(name="Studio Pixel")
    update_actor(
        studio, by=coordinator, method=FieldSource.Method.TEAM, changes={"description_fr": "Nos mots."}
    )
    text = "\r\n".join(FILES["organisations.csv"]).replace("Un studio.", "Autre chose.") + "\r\n"

    report = load_sector(write_sector(tmp_path, organisations=text), apply=True)

    studio.refresh_from_db()
    refused = studio.field_sources.filter(field="description_fr", state="refused")
    assert studio.description_fr == "Nos mots."
    assert [one.value for one in refused] == ["Autre chose."]
    assert next(one for one in report.outcomes if one.table == "organisations").refused == 1


def test_a_broken_file_changes_nothing(tmp_path, namur):
    before = stored()
    folder = write_sector(tmp_path, events=with_line("events", "Fête,festival,,,,demain,,,,,"))

    report = load_sector(folder, apply=True)

    assert [str(one) for one in report.problems] == [
        "events.csv, line 3: starts_on: 'demain' is not a date like 2026-12-01"
    ]
    assert stored() == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "not a file of criteria"),
        ('{"criteria": {"Inconnue": []}}', "no opportunity is called 'Inconnue'"),
        ('{"criteria": {"Bourse Pixel 2026": [{"key": "x"}]}}', "Bourse Pixel 2026: "),
    ],
)
def test_broken_criteria_change_nothing(tmp_path, namur, text, expected):
    folder = write_sector(tmp_path)
    (folder / "criteria.json").write_text(text, encoding="utf-8")

    report = load_sector(folder, apply=True)

    assert expected in str(report.problems[0])
    assert Call.objects.count() == 0


def test_the_command_is_dry_unless_told_to_apply(tmp_path, namur):
    folder, said = write_sector(tmp_path), StringIO()

    call_command("load_sector", folder, stdout=said, no_color=True)

    assert "Dry run: nothing was changed" in said.getvalue()
    assert Actor.objects.count() == 0

    call_command("load_sector", folder, "--apply", stdout=StringIO(), no_color=True)

    assert Actor.objects.count() == 2


def test_the_command_refuses_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("load_sector", tmp_path / "nowhere")


def test_the_command_lists_faults_and_changes_nothing(tmp_path, namur):
    folder = write_sector(tmp_path, relations=with_line("relations", "Inconnu,hosts,Studio Pixel,"))
    said = StringIO()

    with pytest.raises(CommandError, match=r"1 problems .* Nothing was changed"):
        call_command("load_sector", folder, "--apply", stdout=said, no_color=True)

    assert "no organisation is called 'Inconnu'" in said.getvalue()
    assert Actor.objects.count() == 0
