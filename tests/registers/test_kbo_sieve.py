"""The one pass over `activity.csv` lets through all that DuckDB would have kept or listed, and little else."""

from hashlib import sha256

import pytest

from tests.registers.extracts import number
from vivier.registers.readers import kbo_layers
from vivier.registers.readers.kbo_lines import Reading, look_among
from vivier.registers.readers.kbo_sieve import sieve
from vivier.registers.readers.kbo_tables import connected

WANTED = frozenset({("2008", "90012"), ("2003", "92311")})
HEADER = '"EntityNumber","ActivityGroup","NaceVersion","NaceCode","Classification"\n'
ONE, SITE = number(4031770), number(20000001, establishment=True)
PLAIN = f'"{ONE}","006","2008","45200","MAIN"\n'
WISHED = f'"{ONE}","006","2008","90012","MAIN"\n'
ODD = {
    "wanted": WISHED,
    "wanted, of an establishment": f'"{SITE}","001","2003","9231101","SECO"\n',
    "seven digits": f'"{ONE}","006","2008","4520001","MAIN"\n',
    "no digits": f'"{ONE}","006","2008","4520A","MAIN"\n',
    "too short": f'"{ONE}","006","2008","452","MAIN"\n',
    "dotted": f'"{ONE}","006","2008","90.012","MAIN"\n',
    "unquoted": f"{ONE},006,2008,90012,MAIN\n",
    "a column more": f'"{ONE}","006","2008","45200","MAIN","x"\n',
    "a column less, as long": f'"{ONE}","006","2008","45200MMAIN"\n',
    "a quote inside": f'"{ONE}","0"6","2008","45200","MAIN"\n',
    "accents": f'"{ONE}","006","2008","45200","MAÏ"\n',
    "Windows": f'"{ONE}","006","2008","90012","MAIN"\r\n',
    "empty": "\n",
    "long": f'"{ONE}","{"6" * 3000}","2008","90012","MAIN"\n',
}


def found(path, tmp_path, *, sieved):
    """What is kept and listed of an activity file: (hits, lines left out, rows, bad)."""
    reading, into = Reading(), tmp_path / "sieved.csv"
    with connected(tmp_path / "scratch") as sql:
        sql.execute(f"ATTACH ':memory:' AS {kbo_layers.NEW}")
        through = sieve(path, {code for _version, code in WANTED}, into, reading) if sieved else None
        kbo_layers.keep_hits(sql, path, WANTED, reading, through)
        kbo_layers.find_lines(reading)
        hits = sql.execute(f"SELECT * FROM {kbo_layers.NEW}.hits ORDER BY ALL").fetchall()
    return hits, sorted(map(str, reading.listed)), dict(reading.bad)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("last", [PLAIN, PLAIN.rstrip()])
def test_the_same_is_kept_and_listed_as_by_reading_everything(tmp_path, odd, last):
    path = tmp_path / "activity.csv"
    path.write_text(HEADER + PLAIN * 40 + ODD[odd] + PLAIN * 40 + WISHED + last)

    assert found(path, tmp_path, sieved=True) == found(path, tmp_path, sieved=False)


def test_only_what_has_to_be_looked_at_goes_on(tmp_path):
    path, reading = tmp_path / "activity.csv", Reading()
    text = HEADER + PLAIN * 2000 + ODD["no digits"] + PLAIN * 2000 + WISHED + PLAIN
    path.write_text(text)

    through = sieve(path, ["90012"], tmp_path / "sieved.csv", reading)

    assert through.path.read_text() == HEADER + ODD["no digits"] + WISHED
    assert through.lines == [2002, 4003]
    assert reading.rows == {"activity.csv": 4003}
    assert reading.digests == {"activity.csv": sha256(text.encode()).hexdigest()}


@pytest.mark.parametrize(
    "text",
    [
        HEADER.replace("EntityNumber", "Number") + PLAIN,
        HEADER + PLAIN + f'"{ONE}","006","2008","45200","MA\nIN"\n' + PLAIN,
        HEADER + PLAIN + f'"{ONE}","006',
        HEADER + ODD["unquoted"] * 3000,
        HEADER + PLAIN + '"' + "x" * 200_000,
    ],
    ids=["other columns", "a field of two lines", "cut off", "unquoted", "endless"],
)
def test_a_file_written_otherwise_is_read_whole(tmp_path, text):
    path, reading = tmp_path / "activity.csv", Reading()
    path.write_text(text)

    assert sieve(path, ["90012"], tmp_path / "sieved.csv", reading) is None
    assert reading.digests == {}


def test_lines_left_out_are_found_among_those_that_went_on(tmp_path):
    path, reading = tmp_path / "activity.csv", Reading()
    path.write_text(HEADER + ODD["no digits"] + WISHED)
    reading.leave_out(path, 1, [(ODD["no digits"].strip().replace('"', ""), "no code")])

    look_among(path, path, [7, 9], reading)

    assert [(one.line, one.why) for one in reading.listed] == [(7, "no code")]
