"""What an import of the company register becomes in the directory: by the command, with its origin, undone."""

import pytest
from django.core.management import call_command
from django.utils import translation

from tests.factories import DisciplineFactory
from tests.registers.extracts import World
from vivier.directory import from_register
from vivier.directory.models import Actor, ProposedChange
from vivier.registers import actions as registers
from vivier.registers import imports
from vivier.registers.definitions import load_definitions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    DisciplineFactory(code="arts_scene")
    with translation.override("en"):
        yield


@pytest.fixture
def imported(tmp_path, settings):
    settings.VAR = tmp_path / "var"
    load_definitions()
    from_register.forget()
    world = World()
    world.enterprise(4031700, "Théâtre de Poche", form="017")
    world.enterprise(4031701, "Marker Person", person="1")
    run = registers.begin_import(world.write(tmp_path / "a"), by=None, apply=True)
    return imports.carry_out(run)


def test_an_import_becomes_records_with_the_definition_that_brought_them_in(imported):
    call_command("refresh_directory", "--apply")

    theatre = Actor.objects.get(name="Théâtre de Poche")
    assert (theatre.kind, theatre.legal_form, theatre.status) == ("association", "asbl", "published")
    origin = ProposedChange.objects.get(actor=theatre).origin
    assert origin["sectors"][0][:4] == ["wallonia-working", 1, "2008", "90012"]
    assert origin["placed_by"] == "seat"
    person = Actor.objects.get(name="Marker Person")
    assert (person.kind, person.postal_code, person.website) == ("person", "", "")


def test_the_command_is_dry_without_apply_and_undoes(imported):
    call_command("refresh_directory")
    assert Actor.objects.count() == 0

    call_command("refresh_directory", "--apply")
    call_command("refresh_directory", "--apply")
    assert Actor.objects.count() == 2

    call_command("refresh_directory", "--undo")
    assert Actor.objects.count() == 0


@pytest.mark.parametrize(
    ("code", "form", "kind"),
    [
        ("017", "asbl", "association"),
        ("610", "srl", "enterprise"),
        ("014", "sa", "enterprise"),
        ("029", "foundation", "association"),
        ("411", "public_body", "public_body"),
        ("999", "", "enterprise"),
    ],
)
def test_legal_forms_of_the_register_have_a_form_and_a_kind_of_ours(code, form, kind):
    found = from_register.form_of(code)

    assert (found, from_register.kind_of(is_person=False, form=found)) == (form, kind)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("www.example.org", "https://www.example.org"),
        ("http://example.org/a", "http://example.org/a"),
        ("javascript:alert(1)", ""),
        ("none", ""),
        ("", ""),
        ("www.example.org of facebook", "https://www.example.org"),
    ],
)
def test_a_website_is_an_address_one_can_click_on_or_nothing(written, meant):
    assert from_register.website_of(written) == meant
