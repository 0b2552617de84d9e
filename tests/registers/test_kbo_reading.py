"""An extract of the company register is read as it is, repaired where it can be, refused where it must."""

import shutil
import zipfile
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest

from tests.registers.extracts import World, number
from vivier.registers.readers import kbo_choice, kbo_layers, kbo_updates, kbo_views
from vivier.registers.readers.kbo_layout import BadExtract, open_extract
from vivier.registers.readers.kbo_lines import Reading, weigh
from vivier.registers.readers.kbo_tables import connected

WANTED = frozenset({("2008", "90012"), ("2025", "90201"), ("2003", "92311"), ("2008", "01110")})
SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "reference" / "kbo-sample"


def read(folder, tmp_path, *, watched=(), home="home", wanted=WANTED):
    """Keep an extract and choose the records of the sector: (records by number, what was counted)."""
    extract = open_extract(folder, tmp_path / "unpacked")
    reading = Reading()
    for path in extract.files.values():
        weigh(path, reading)
    with connected(tmp_path / "scratch") as sql:
        if extract.is_full:
            kbo_layers.keep_full(sql, extract, tmp_path / home, wanted, reading)
        else:
            kbo_layers.keep_update(sql, extract, tmp_path / home, wanted, reading, follows=extract.number - 1)
        chain = kbo_layers.layers(tmp_path / home, extract.number)
        only = None if extract.is_full else kbo_updates.touched(sql, chain)
        kbo_views.open_views(sql, chain, tmp_path / "scratch", watched=watched, only=only)
        chosen = list(kbo_choice.choose(sql, watched=watched, only=only))
    return {one.number: one for one in chosen}, reading


@pytest.fixture
def world():
    return World()


def test_an_enterprise_of_the_sector_is_read_whole(world, tmp_path):
    key = world.enterprise(4031770, "Théâtre “Le Petit”, asbl", since="09-08-1960")
    world.add("contact", EntityNumber=key, EntityContact="ENT", ContactType="WEB", Value="www.example.org")
    world.add(
        "contact", EntityNumber=key, EntityContact="ENT", ContactType="EMAIL", Value="marker@example.org"
    )
    world.enterprise(4031771, "Garage", nace="45200")

    records, reading = read(world.write(tmp_path / "full"), tmp_path)

    assert list(records) == [key]
    one = records[key]
    assert (one.name, one.form, one.started_on) == ("Théâtre “Le Petit”, asbl", "017", date(1960, 8, 9))
    assert (one.postal_code, one.town, one.placed_by) == ("5000", "Namur", "seat")
    assert one.activities == (("2008", "90012", True),)
    assert one.website == "www.example.org"
    assert "marker" not in repr(one)
    assert sum(reading.bad.values()) == 0


def test_the_same_activity_in_several_groups_and_versions_counts_once_each(world, tmp_path):
    key = world.enterprise(4031770, "A")
    world.activity(key, "90012", kind="SECO", group="006")
    world.activity(key, "90201", version="2025", kind="SECO")
    world.activity(key, "92311", version="2003", kind="SECO")
    world.activity(key, "9001201", kind="ANCI")

    records, _reading = read(world.write(tmp_path / "full"), tmp_path)

    assert records[key].activities == (
        ("2003", "92311", False),
        ("2008", "90012", True),
        ("2008", "9001201", False),
        ("2025", "90201", False),
    )


def test_activity_and_place_are_also_looked_for_at_the_establishments(world, tmp_path):
    key = world.enterprise(4031770, "Sans siège", nace="", zipcode="")
    young = world.establishment(20000001, key, since="01-01-2020")
    old = world.establishment(20000002, key, since="01-01-2001")
    world.establishment(20000003, key, since="01-01-1990")
    for one, town in ((young, "Mons"), (old, "Liège")):
        world.activity(one, "90012")
        world.address(one, "4000", town)

    records, _reading = read(world.write(tmp_path / "full"), tmp_path)

    assert (records[key].town, records[key].placed_by, records[key].establishments) == (
        "Liège",
        "establishment",
        3,
    )


def test_a_struck_off_address_is_not_used(world, tmp_path):
    key = world.enterprise(4031770, "A", zipcode="")
    world.address(key, "6000", "Charleroi", DateStrikingOff="01-01-2020")
    world.address(key, "7000", "Mons")

    records, _reading = read(world.write(tmp_path / "full"), tmp_path)

    assert records[key].town == "Mons"


def test_of_several_names_the_official_french_one_is_shown(world, tmp_path):
    key = world.enterprise(4031770)
    for language, kind, name in (
        ("2", "001", "Aap"),
        ("1", "003", "Abc"),
        ("1", "001", "Zut"),
        ("1", "001", "Zoo"),
        ("4", "001", "Ape"),
    ):
        world.add(
            "denomination", EntityNumber=key, Language=language, TypeOfDenomination=kind, Denomination=name
        )

    records, _reading = read(world.write(tmp_path / "full"), tmp_path)

    assert records[key].name == "Zoo"
    assert ("001", "nl", "Aap") in records[key].names


def test_of_a_natural_person_only_business_name_activity_and_commune_are_kept(world, tmp_path):
    key = world.enterprise(4031770, "Marker Person", person="1")
    world.add(
        "denomination", EntityNumber=key, Language="1", TypeOfDenomination="003", Denomination="Atelier Rouge"
    )
    world.add("contact", EntityNumber=key, EntityContact="ENT", ContactType="TEL", Value="marker 02")
    world.address(world.establishment(20000001, key), "5000", "Namur", StreetFR="Marker street")

    records, _reading = read(world.write(tmp_path / "full"), tmp_path)

    one = records[key]
    assert (one.name, one.town, one.started_on, one.form) == ("Atelier Rouge", "Namur", None, "")
    assert "arker" not in repr(one)


def test_a_nameless_enterprise_is_chosen_without_a_name(world, tmp_path):
    key = world.enterprise(4031770)

    records, _reading = read(world.write(tmp_path / "full"), tmp_path)

    assert records[key].name == ""


def test_a_watched_number_is_read_whatever_it_does(world, tmp_path):
    key = world.enterprise(4031770, "Banque", nace="64190")

    records, _reading = read(world.write(tmp_path / "full"), tmp_path, watched=[key])

    assert records[key].activities == ()


def test_an_address_abroad_has_its_country_and_may_lack_a_postal_code(world, tmp_path):
    key = world.enterprise(4031770, "A", zipcode="")
    world.address(key, "", "Lille", CountryFR="France", CountryNL="Frankrijk")

    records, _reading = read(world.write(tmp_path / "full"), tmp_path)

    assert (records[key].country, records[key].postal_code, records[key].town) == ("France", "", "Lille")


def test_bad_rows_are_left_out_with_their_file_and_line(world, tmp_path):
    good = world.enterprise(4031770, "Bon")
    world.add("enterprise", EnterpriseNumber="0403.170.799", TypeOfEnterprise="2", StartDate="01-01-2001")
    world.add("enterprise", EnterpriseNumber=number(4031771), TypeOfEnterprise="2", StartDate="2001-13-41")
    world.add(
        "establishment", EstablishmentNumber=number(20000001, establishment=True), EnterpriseNumber=number(7)
    )
    world.add(
        "denomination",
        EntityNumber="0999.999.999",
        Language="1",
        TypeOfDenomination="001",
        Denomination="Orphelin",
    )
    world.activity(good, "90")

    records, reading = read(world.write(tmp_path / "full"), tmp_path)

    assert list(records) == [good]
    assert sorted((one.file, one.line, one.why) for one in reading.listed) == [
        ("activity.csv", 3, "the activity code has no five or seven digits"),
        ("denomination.csv", 3, "nobody has this number"),
        ("enterprise.csv", 3, "the number has no ten digits that check"),
        ("enterprise.csv", 4, "the start date is not a day dd-mm-yyyy"),
        ("establishment.csv", 2, "the enterprise is not in the extract"),
    ]
    assert reading.bad["enterprise.csv"] == 2


def test_a_line_that_is_no_csv_is_left_out_with_its_line(world, tmp_path):
    key = world.enterprise(4031770, "Bon")
    folder = world.write(tmp_path / "full")
    with (folder / "denomination.csv").open("a") as file:
        file.write('"too","many","columns","here","and","there"\n"cut off')

    records, reading = read(folder, tmp_path)

    assert list(records) == [key]
    assert [one.line for one in reading.listed if one.file == "denomination.csv"] == [3, 4]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("403170701", "0403.170.701"), ("BE 0403.170.701", "0403.170.701"), ("0403170701", "0403.170.701")],
)
def test_numbers_that_a_spreadsheet_rewrote_are_understood(world, tmp_path, written, meant):
    world.add("enterprise", EnterpriseNumber=written, TypeOfEnterprise="2", StartDate="01/02/2003")
    world.add("denomination", EntityNumber=written, Language="1", TypeOfDenomination="1", Denomination="A")
    world.activity(written, "1110")
    world.activity(written, "90.012")

    records, _reading = read(world.write(tmp_path / "full"), tmp_path)

    assert records[meant].name == "A"
    assert [code for _version, code, _main in records[meant].activities] == ["01110", "90012"]
    assert records[meant].started_on == date(2003, 2, 1)


@pytest.mark.parametrize(
    "name", ['"', "a\nb", "Théâtre;été", "=1+1", "'); DROP TABLE", "ÂÃ‰", "名前", "x" * 320]
)
def test_naughty_names_are_read_as_they_are(world, tmp_path, name):
    key = world.enterprise(4031770, name)

    records, _reading = read(world.write(tmp_path / "full"), tmp_path)

    assert records[key].name == " ".join(name.split())


def _without(folder, file, old, new):
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("activity.csv", "NaceCode", "Nace", "no column NaceCode"),
        ("enterprise.csv", '"EnterpriseNumber",', "", "no column EnterpriseNumber"),
        ("meta.csv", "ExtractType", "Type", "does not say ExtractType"),
        ("meta.csv", '"full"', '"partial"', "not full or update"),
        ("meta.csv", '"100"', '"many"', "no number"),
        ("meta.csv", "01-11-2026", "2026-11-01", "not dd-mm-yyyy"),
    ],
)
def test_a_wrong_header_or_description_is_refused(world, tmp_path, file, old, new, says):
    folder = world.write(tmp_path / "full")
    _without(folder, file, old, new)

    with pytest.raises(BadExtract, match=says):
        open_extract(folder, tmp_path / "unpacked")


def test_a_missing_file_is_refused_by_its_name(world, tmp_path):
    folder = world.write(tmp_path / "full")
    (folder / "address.csv").unlink()

    with pytest.raises(BadExtract, match=r"address\.csv is missing"):
        open_extract(folder, tmp_path / "unpacked")


def test_something_else_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear sir")

    with pytest.raises(BadExtract, match="neither a folder nor a ZIP"):
        open_extract(tmp_path / "letter.txt", tmp_path / "unpacked")


def _zipped(folder, path, **more):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in folder.glob("*.csv"):
            archive.write(one, one.name)
        for name, content in more.items():
            archive.writestr(name, content)
    return path


def test_a_zip_gives_the_same_as_its_folder(world, tmp_path):
    world.enterprise(4031770, "A")
    folder = world.write(tmp_path / "full")

    from_folder, _ = read(folder, tmp_path)
    from_zip, _ = read(_zipped(folder, tmp_path / "full.zip"), tmp_path)

    assert from_zip == from_folder != {}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"../../etc/passwd.csv": "x"}, "which no extract has"),
        ({"run.exe": "x"}, "which no extract has"),
        ({"bomb.csv": "0" * 5_000_000}, "expand more than"),
        ({f"f{one}.csv": "x" for one in range(50)}, "holds 58 files"),
    ],
)
def test_a_hostile_zip_is_refused_before_it_is_unpacked(world, tmp_path, more, says):
    path = _zipped(world.write(tmp_path / "full"), tmp_path / "full.zip", **more)

    with pytest.raises(BadExtract, match=says):
        open_extract(path, tmp_path / "unpacked")

    assert not (tmp_path / "unpacked").exists()


def test_a_truncated_zip_is_refused(world, tmp_path):
    whole = _zipped(world.write(tmp_path / "full"), tmp_path / "full.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(BadExtract):
        open_extract(tmp_path / "cut.zip", tmp_path / "unpacked")


def _changed(before: World) -> World:
    """The same register some days later: renamed, moved, gone, new, in and out of the sector."""
    after = World({table: [dict(row) for row in rows] for table, rows in before.rows.items()})
    named = after.rows["denomination"]
    named[0]["Denomination"] = "Nouveau nom"
    gone = after.rows["enterprise"].pop(1)["EnterpriseNumber"]
    for table in ("denomination", "address", "activity"):
        after.rows[table] = [row for row in after.rows[table] if row["EntityNumber"] != gone]
    for row in after.rows["activity"]:
        row["NaceCode"] = {"45200": "90012", "90012": "90012", "59111": "45200"}.get(
            row["NaceCode"], row["NaceCode"]
        )
    after.enterprise(4031799, "Nouvelle")
    return after


def test_an_update_leads_to_the_same_records_as_the_full_extract(world, tmp_path):
    for base, nace in enumerate(("90012", "90012", "45200", "59111", "90012"), 4031770):
        key = world.enterprise(base, f"Maison {base}", nace=nace)
        world.address(world.establishment(20_000_000 + base, key), "4000", "Liège")
    wanted = WANTED | {("2008", "59111")}
    later = _changed(world)

    before, _ = read(world.write(tmp_path / "a"), tmp_path, wanted=wanted)
    touched, _ = read(later.write_update(world, tmp_path / "b"), tmp_path, wanted=wanted)
    again, _ = read(later.write_update(world, tmp_path / "b"), tmp_path, wanted=wanted)
    fresh, _ = read(later.write(tmp_path / "c", extract=101), tmp_path, home="other", wanted=wanted)

    with connected(tmp_path / "scratch") as sql:
        chain = kbo_layers.layers(tmp_path / "home", 101)
        kbo_views.open_views(sql, chain, tmp_path / "scratch")
        whole = {one.number: one for one in kbo_choice.choose(sql, watched=[])}
    assert whole == fresh
    assert again == touched
    assert {key: one for key, one in fresh.items() if before.get(key) != one}.items() <= touched.items()


def test_an_establishment_that_moves_touches_both_its_enterprises(world, tmp_path):
    one, other = world.enterprise(4031770, "A"), world.enterprise(4031771, "B")
    world.establishment(20_000_001, one)
    later = deepcopy(world)
    later.rows["establishment"][0]["EnterpriseNumber"] = other

    read(world.write(tmp_path / "a"), tmp_path)
    touched, _reading = read(later.write_update(world, tmp_path / "b"), tmp_path)

    assert {key: record.establishments for key, record in touched.items()} == {one: 0, other: 1}


def test_what_was_kept_of_a_reading_cut_off_is_not_used(world, tmp_path):
    world.enterprise(4031770, "A")
    read(world.write(tmp_path / "full"), tmp_path)
    (tmp_path / "home" / "100" / kbo_layers.READY).unlink()

    assert kbo_layers.layers(tmp_path / "home", 100) == []


def test_layers_nobody_needs_are_forgotten(world, tmp_path):
    world.enterprise(4031770, "A")
    world.enterprise(4031771, "B")
    read(world.write(tmp_path / "a"), tmp_path)
    read(_changed(world).write_update(world, tmp_path / "b"), tmp_path)
    shutil.copytree(tmp_path / "home" / "100", tmp_path / "home" / "77")

    kbo_layers.forget(tmp_path / "home", keep=[101])

    assert sorted(one.name for one in (tmp_path / "home").iterdir()) == ["100", "101"]


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample of real register rows is not on this machine")
def test_the_real_sample_is_read_without_a_bad_row(tmp_path):
    wanted = frozenset({("2008", "90041"), ("2008", "91011"), ("2008", "91020"), ("2008", "84130")})

    records, reading = read(SAMPLE, tmp_path, wanted=wanted)

    assert sum(reading.bad.values()) == 0
    assert len(records) > 5
    assert all(one.name and one.number for one in records.values())
