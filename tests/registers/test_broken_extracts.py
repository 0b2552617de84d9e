"""An extract that lost a part on its way is refused; what a register should not say does no harm."""

import pytest
from django.core.management import call_command

from tests.factories import DisciplineFactory
from tests.registers.extracts import World
from vivier.directory.models import Actor
from vivier.registers import imports
from vivier.registers.models import ImportRun, RegisterRecord
from vivier.registers.readers import kbo_layers, kbo_views
from vivier.registers.readers.kbo_tables import PARTS, connected

pytestmark = pytest.mark.django_db
State = ImportRun.State


@pytest.fixture
def world():
    one = World()
    for base in range(30):
        one.enterprise(4_031_700 + base, f"Maison {base}")
    return one


@pytest.mark.parametrize("table", ["enterprise", "denomination", "address", "activity"])
@pytest.mark.parametrize("share", [0.5, 0.98])
def test_a_file_that_ends_in_the_middle_of_a_line_is_refused(world, tmp_path, bring_in, table, share):
    bring_in(world.write(tmp_path / "a"))
    path = world.write(tmp_path / "b", extract=101) / f"{table}.csv"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    run = bring_in(tmp_path / "b")

    assert (run.state, f"{table}.csv ends in the middle" in run.why) == (State.REFUSED, True)
    assert RegisterRecord.objects.filter(gone_on__isnull=True).count() == 30


def test_a_file_without_a_last_line_break_is_whole(world, tmp_path, bring_in):
    path = world.write(tmp_path / "a") / "denomination.csv"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))

    run = bring_in(tmp_path / "a")

    assert (run.state, run.counts["rejected"], RegisterRecord.objects.count()) == (State.APPLIED, 0, 30)


def test_a_file_much_smaller_than_before_needs_a_coordinator(
    world, tmp_path, bring_in, monkeypatch, coordinator
):
    monkeypatch.setattr(imports, "SMALL_FILE", 100)
    bring_in(world.write(tmp_path / "a"))
    world.rows["address"] = world.rows["address"][:20]

    refused = bring_in(world.write(tmp_path / "b", extract=101))
    accepted = bring_in(tmp_path / "b", override=True, by=coordinator)

    assert (refused.state, "address.csv is 3" in refused.why) == (State.REFUSED, True)
    assert accepted.state == State.APPLIED


def test_an_extract_of_the_same_sizes_is_read_when_a_byte_differs(world, tmp_path, bring_in):
    bring_in(world.write(tmp_path / "a"))
    world.rows["denomination"][0]["Denomination"] = "Maison X"
    world.rows["denomination"][1]["Denomination"] = "Maison 01"[:8]

    run = bring_in(world.write(tmp_path / "b"))

    assert (run.state, run.counts["changed"]) == (State.APPLIED, 2)


def test_an_e_mail_address_is_nowhere_kept(world, tmp_path, bring_in):
    key = world.enterprise(4_039_999, "Avec adresse")
    for kind, value in (("EMAIL", "marker@example.org"), ("WEB", "www.example.org")):
        world.add("contact", EntityNumber=key, EntityContact="ENT", ContactType=kind, Value=value)

    bring_in(world.write(tmp_path / "a"))

    with connected(tmp_path / "scratch") as sql:
        chain = kbo_layers.layers(imports.home(), 100)
        kbo_views.open_views(sql, chain, tmp_path / "scratch", watched=[key])
        kept = sql.execute(f"SELECT {PARTS}[3], {PARTS}[4] FROM contact").fetchall()
    assert kept == [("WEB", "www.example.org")]
    assert not [one for one in imports.home().rglob("*") if one.is_file() and b"marker" in one.read_bytes()]
    assert not RegisterRecord.objects.filter(said__icontains="marker").exists()


def test_a_row_left_out_whose_line_says_otherwise_is_listed_without_a_line(world, tmp_path, bring_in):
    world.add("denomination", EntityNumber="0999.999.999", Denomination="Orphelin\nsur deux lignes")
    world.add("establishment", EstablishmentNumber="2.000.000.001", EnterpriseNumber="a\nb")

    run = bring_in(world.write(tmp_path / "a"))

    listed = {(row.file, row.line) for row in run.rejected.all()}
    assert listed == {("denomination.csv", 32), ("establishment.csv", 0)}


@pytest.mark.parametrize(
    "name", ["x" * 320, "Nul\0au milieu", "\u202eevil\u202c", "'; DROP TABLE", "<script>", "👩‍🎨"]
)
def test_naughty_names_reach_the_directory_on_both_databases(world, tmp_path, bring_in, name):
    DisciplineFactory(code="arts_scene")
    key = world.enterprise(4_039_999, name).replace(".", "")
    bring_in(world.write(tmp_path / "a"))

    call_command("refresh_directory", "--apply")

    wanted = name.replace("\0", "")
    assert RegisterRecord.objects.get(number=key).name == wanted
    assert Actor.objects.get(enterprise_number=key).name == wanted[:255]
