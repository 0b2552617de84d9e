"""A definition of the sector with one activity, and a folder of its own for what is kept."""

import pytest
from django.utils import translation

from vivier.directory import from_register
from vivier.registers import actions, imports
from vivier.registers.models import ImportRun, SectorCode, SectorDefinition


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.VAR = tmp_path / "var"
    from_register.forget()


@pytest.fixture
def definition(db) -> SectorDefinition:
    one = SectorDefinition.objects.create(slug="test", name_fr="Test", source="Test", is_used=True)
    SectorCode.objects.create(
        definition=one, nace_version="2008", code="90012", domain="performing_arts", weight="0.50"
    )
    return one


@pytest.fixture
def bring_in(definition):
    """Import a folder as a coordinator would, and return the run."""

    def carried_out(folder, *, apply=True, override=False, by=None) -> ImportRun:
        run = actions.begin_import(folder, by=by, apply=apply, override=override)
        return imports.carry_out(run)

    return carried_out
