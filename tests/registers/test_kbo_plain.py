"""Plain lines are kept without a CSV reader: what is chosen and counted is what DuckDB would have read."""

import random
import re

import pytest

from tests.registers.extracts import World, number
from tests.registers.test_kbo_reading import WANTED
from vivier.registers.readers import kbo_choice, kbo_kept, kbo_layers, kbo_views
from vivier.registers.readers.kbo_layout import open_extract
from vivier.registers.readers.kbo_lines import Reading
from vivier.registers.readers.kbo_tables import KEPT, connected

ODD = {
    "enterprise": [
        '"{one}","AC","000","2","014",,"01-13-2001"',
        '"{one}","AC","000","2","014",,"29-02-2000"',
        '"{one}","AC","000","2","014",,"31-04-2001"',
        '"{one}","AC","000","2","014",,"00-04-2001"',
        '"{one}","AC","000","2","014",,01-04-2001',
        '"{one}","AC","000","3","014",,01-04-2001',
        '"{one}",AC,000,2,014,,01-04-2001',
        '"{one}","AC","000","2","014","",""',
        '"0403.177.000","AC","000","2","014",,01-04-2001',
    ],
    "establishment": [
        '"{site}",01-04-1949,"0201.400.110"',
        '"{site}",01-04-1949,"0201.400.111"',
        '"{site}",01-04-1949,{one}',
        '"{site}",,"{one}"',
    ],
    "denomination": [
        '"{one}","1","001",""',
        '"{one}","1","001","   "',
        '"{one}","1","001","\u00a0"',
        '"{one}","1","001","\u3000x"',
        '"{one}","1","001","Élan, ""le"" vrai"',
        '"{one}",,"001","Sans langue"',
        '"{one}","1","001",Sans guillemets',
        '"{one}","1","001","Nul\0 au milieu"',
        '"0999.999.999","1","001","Orphelin"',
        '"0999.999.922","1","001","Orphelin dont le numéro est juste"',
    ],
    "address": [
        '"{one}","REGO",,,,"","Liège","","Rue Haute","12 bte 3",,,',
        '"{site}","BAET","Frankrijk","France","F-59000","Rijsel","Lille",,"Rue","1",,,"01-01-2020"',
        '"{one}","REGO",,,"5000","Namen","Namur","a","b","1","2","3","4","de trop"',
        '"{one}","REGO",,,"5000","Namen","Namur","a","b","1"',
        "",
    ],
    "contact": [
        '"{one}","ENT","TEL","081,22,33"',
        '"{one}","ENT","EMAIL","a@example.org"',
        '"{one}","ENT","FAX","081"',
        '"{one}","ENT","web","www.example.org"',
        '"{one}","ENT",WEB,"www.example.org"',
        '"{one}","ENT","WEB",""',
        '"{site}","ESTAB","WEB","www.example.be"\r',
    ],
}
PUT_IN = [b",", b'""', b'","', b" ", b"0", b"x", b".", "é".encode(), b"\xff", b"\xc3", b"\0", b"\t"]


@pytest.fixture
def world():
    world = World()
    for base in range(4_031_770, 4_031_790):
        key = world.enterprise(base, f"Maison {base}, asbl")
        site = world.establishment(20_000_000 + base, key)
        world.address(site, "4000", "Liège")
        world.activity(site, "90012")
        for kind, value in (("EMAIL", "a@example.org"), ("WEB", "www.example.org"), ("TEL", "081 22")):
            world.add("contact", EntityNumber=key, EntityContact="ENT", ContactType=kind, Value=value)
    return world


def told(folder, tmp_path, home):
    """All that reading an extract tells: records, counts, rows left out (file, line, why), digests."""
    extract, reading = open_extract(folder, tmp_path / "unpacked"), Reading()
    with connected(tmp_path / "scratch") as sql:
        kbo_layers.keep_full(sql, extract, tmp_path / home, WANTED, reading)
        chain = kbo_layers.layers(tmp_path / home, extract.number)
        kbo_views.open_views(sql, chain, tmp_path / "scratch")
        chosen = list(kbo_choice.choose(sql, watched=[]))
    listed = {(one.file, one.line, one.why) for one in reading.listed}
    return (chosen, reading.rows, reading.bad, reading.digests), listed


def told_both_ways(folder, tmp_path, monkeypatch):
    """The records, with lines kept as they are, after comparing all that is told with what DuckDB reads.

    Of the lines left out those that cannot be read are the same. The others are looked for by their number
    when DuckDB read them: then all lines of that number are listed.
    """
    kept, listed = told(folder, tmp_path, "kept")
    assert kbo_kept.is_kept(tmp_path / "kept" / "100", "address")
    monkeypatch.setattr(kbo_layers, "keep_plain", lambda *_said: None)
    read, listed_then = told(folder, tmp_path, "read")
    assert kept == read
    assert {one for one in listed if one[1]} <= listed_then
    assert {one for one in listed_then if "cannot be read" in one[2]} <= listed
    return kept[0]


@pytest.mark.parametrize("table", ODD)
def test_unusual_lines_are_read_as_duckdb_reads_them(world, tmp_path, monkeypatch, table):
    folder = world.write(tmp_path / "full")
    with (folder / f"{table}.csv").open("a", encoding="utf-8", newline="") as file:
        for at, line in enumerate(ODD[table]):
            site = number(20_000_900 + at, establishment=True)
            file.write(line.format(one=number(4_031_770 + at), site=site) + "\n")

    told_both_ways(folder, tmp_path, monkeypatch)


@pytest.mark.parametrize("seed", range(4))
def test_lines_damaged_anyhow_are_read_as_duckdb_reads_them(world, tmp_path, monkeypatch, seed):
    folder, chance = world.write(tmp_path / "full"), random.Random(seed)
    for table in KEPT:
        path = folder / f"{table}.csv"
        lines = path.read_bytes().splitlines(keepends=True)
        some = [damaged(chance.choice(lines[1:]), chance) for _each in range(60)]
        path.write_bytes(b"".join([*lines, *(one for one in some if not one.count(b'"') % 2)]))

    told_both_ways(folder, tmp_path, monkeypatch)


def damaged(line, chance):
    """A line with a few letters put in, taken away or doubled."""
    for _time in range(chance.choice((1, 1, 2))):
        at = chance.randrange(len(line) - 1)
        then = chance.choice((at, at, at + 1))
        line = line[:at] + chance.choice([b"", *PUT_IN]) + line[then:]
    return line.replace(b"\n", b"") + b"\n"


def test_a_quote_over_two_lines_makes_the_table_read_whole(world, tmp_path, monkeypatch):
    folder = world.write(tmp_path / "full")
    path = folder / "denomination.csv"
    name = re.search(rb'"Maison 4031771, asbl"', path.read_bytes()).group()
    path.write_bytes(path.read_bytes().replace(name, b'"Maison\nsur deux lignes"'))

    chosen = told_both_ways(folder, tmp_path, monkeypatch)

    assert not kbo_kept.is_kept(tmp_path / "kept" / "100", "denomination")
    assert "Maison sur deux lignes" in {one.name for one in chosen}


def test_a_table_whose_columns_stand_otherwise_is_read_whole(world, tmp_path, monkeypatch):
    folder = world.write(tmp_path / "full")
    path = folder / "contact.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(",".join(reversed(one.split(","))) for one in lines) + "\n", encoding="utf-8")

    chosen = told_both_ways(folder, tmp_path, monkeypatch)

    assert not kbo_kept.is_kept(tmp_path / "kept" / "100", "contact")
    assert {one.website for one in chosen} == {"www.example.org"}
