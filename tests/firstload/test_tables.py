"""A broken file gives clear errors, by file and line."""

from pathlib import Path

import pytest

from tests.firstload.sector import FILES, with_line, write_sector
from vivier.firstload.tables import read_sector


def problems(folder: Path) -> list[str]:
    return [str(problem) for problem in read_sector(folder)[1]]


def test_a_good_folder_has_no_problem(tmp_path):
    records, found = read_sector(write_sector(tmp_path))

    assert found == []
    assert [len(records[name]) for name in FILES] == [2, 2, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [
        ("events", "Fête,festival,,,,2025-13-01,,,,,", "events.csv, line 3: starts_on: '2025-13-01' is not a date like 2026-12-01"),
        ("events", "Fête,festival,,,,2025-02-02,2025-02-01,,,,", "events.csv, line 3: starts_on (2025-02-02) comes after ends_on (2025-02-01)"),
        ("events", "Fête,kermesse,,,,,,,,,", "events.csv, line 3: kind: 'kermesse' is not one of festival, exhibition, mission, conference, networking, workshop"),
        ("organisations", "Autre,,,studio,cuisine,,,,,,", "organisations.csv, line 4: disciplines: unknown discipline 'cuisine'"),
        ("organisations", "Studio Pixel,,,studio,design,,,,,,", "organisations.csv, line 4: 'Studio Pixel' is already on line 3"),
        ("organisations", ",,,studio,design,,,,,,", "organisations.csv, line 4: name: is empty"),
        ("organisations", "Autre,,,studio,design,,,ftp://x,,,", "organisations.csv, line 4: website: 'ftp://x' is not a web address"),
        ("organisations", "Autre,,,studio,design", "organisations.csv, line 4: 5 cells where the header has 11"),
        ("relations", "Inconnu,hosts,Studio Pixel,", "relations.csv, line 3: source_org: no organisation is called 'Inconnu'"),
        ("relations", "Studio Pixel,hosts,Studio Pixel,", "relations.csv, line 3: an organisation has no relation with itself"),
        ("indicators", "Emplois,beaucoup,emplois,2024,,,", "indicators.csv, line 3: value: 'beaucoup' is not a number"),
        ("indicators", "Emplois,NaN,emplois,2024,,,", "indicators.csv, line 3: value: 'NaN' is not a usable number"),
        ("opportunities", "X,funding,Y,,artist,,,,,9,5,EUR,,,", "opportunities.csv, line 3: amount_min (9) comes after amount_max (5)"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_by_file_and_line(tmp_path, name, line, expected):
    folder = write_sector(tmp_path, **{name: with_line(name, line)})

    assert problems(folder) == [expected]


def test_a_missing_column_is_named(tmp_path):
    header, *rest = FILES["events.csv"]
    text = "\r\n".join([header.replace("starts_on", "starts"), *rest]) + "\r\n"

    assert problems(write_sector(tmp_path, events=text)) == [
        "events.csv, line 1: missing column 'starts_on'",
        "events.csv, line 1: unknown column 'starts'",
    ]


def test_a_missing_file_is_named(tmp_path):
    folder = write_sector(tmp_path)
    (folder / "events.csv").unlink()

    assert problems(folder) == ["events.csv: the file is missing"]


def test_a_file_that_is_not_utf8_is_named(tmp_path):
    folder = write_sector(tmp_path)
    (folder / "events.csv").write_bytes("title,kind\r\nFête,festival\r\n".encode("latin-1"))

    assert problems(folder) == ["events.csv: the file is not UTF-8 (byte 13)"]


def test_a_truncated_file_is_named(tmp_path):
    folder = write_sector(tmp_path)
    content = (folder / "events.csv").read_bytes()
    (folder / "events.csv").write_bytes(content[:-20])

    assert problems(folder) == ["events.csv: the file stops in the middle of a line: it looks truncated"]


def test_a_quote_left_open_is_named(tmp_path):
    folder = write_sector(tmp_path, events=with_line("events", '"Fête,festival,,,,,,,,,'))

    assert "a quote may be missing" in problems(folder)[0]


def test_an_empty_file_is_named(tmp_path):
    assert problems(write_sector(tmp_path, events=""))[0].startswith("events.csv: the file stops")


def test_a_control_character_is_refused(tmp_path):
    folder = write_sector(tmp_path, organisations=with_line("organisations", "A\x00b,,,studio,design,,,,,,"))

    assert "control character" in problems(folder)[0]
