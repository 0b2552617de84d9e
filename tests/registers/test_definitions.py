"""The shipped definitions of the sector: complete, repeatable, never over an administrator's edit."""

import pytest
from django.utils import timezone

from vivier.reference import loading
from vivier.reference.models import ActivityCode, Discipline
from vivier.registers.definitions import load_definitions
from vivier.registers.models import SectorDefinition
from vivier.registers.sectors import Sectors, used_definitions, wanted_codes

pytestmark = pytest.mark.django_db


def test_five_definitions_stand_side_by_side_and_one_is_used():
    assert load_definitions() == 5
    assert load_definitions() == 0

    assert SectorDefinition.objects.count() == 5
    assert list(SectorDefinition.objects.filter(is_used=True).values_list("slug", flat=True)) == [
        "wallonia-working"
    ]
    assert all(one.source and one.caution_fr and one.codes.exists() for one in SectorDefinition.objects.all())


def test_what_an_administrator_edited_stays():
    load_definitions()
    edited = SectorDefinition.objects.get(slug="wallonia-working")
    edited.codes.all().delete()
    edited.edited_at = timezone.now()
    edited.save()

    assert load_definitions() == 0
    assert edited.codes.count() == 0


def test_what_ships_anew_raises_the_version():
    load_definitions()
    one = SectorDefinition.objects.get(slug="wallonia-working")
    before = used_definitions()
    one.codes.first().delete()

    assert load_definitions() == 1
    assert (before, used_definitions()) == ("wallonia-working 1", "wallonia-working 2")


def test_every_code_exists_in_the_tables_and_every_domain_has_a_discipline():
    loading.load(apply=True)
    load_definitions()
    known = {(v, code.replace(".", "")) for v, code in ActivityCode.objects.values_list("version", "code")}
    used = SectorDefinition.objects.get(slug="wallonia-working")

    assert [str(one) for one in used.codes.all() if (one.nace_version, one.code) not in known] == []
    assert len(wanted_codes()) > 150
    assert Discipline.objects.filter(code="arts_scene").exists()


def test_the_heaviest_and_main_activity_is_the_reason():
    load_definitions()

    reasons = Sectors.used().memberships([("2008", "14110", True), ("2008", "90012", False)])

    assert [(one.code, one.weight) for one in reasons] == [("90012", "1.00")]
    assert Sectors.used().memberships([("2008", "45200", True)]) == []
