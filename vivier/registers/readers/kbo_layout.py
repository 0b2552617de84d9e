"""What an extract of the Belgian company register looks like, and whether one we were given does.

Source: the public cookbook of KBO Open Data, R018.00. An extract is a folder or a ZIP of CSV files: UTF-8,
comma, text in double quotes, dates `dd-mm-yyyy`. A full extract has one file a table; an update has, for each
table, `<table>_delete.csv` (one column of numbers) and `<table>_insert.csv` (whole rows): delete first, then
insert.
"""

import csv
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

ENTITY = "EntityNumber"
COLUMNS: dict[str, tuple[str, ...]] = {
    "enterprise": (
        "EnterpriseNumber",
        "Status",
        "JuridicalSituation",
        "TypeOfEnterprise",
        "JuridicalForm",
        "JuridicalFormCAC",
        "StartDate",
    ),
    "establishment": ("EstablishmentNumber", "StartDate", "EnterpriseNumber"),
    "denomination": (ENTITY, "Language", "TypeOfDenomination", "Denomination"),
    "address": (
        ENTITY,
        "TypeOfAddress",
        "CountryNL",
        "CountryFR",
        "Zipcode",
        "MunicipalityNL",
        "MunicipalityFR",
        "StreetNL",
        "StreetFR",
        "HouseNumber",
        "Box",
        "ExtraAddressInfo",
        "DateStrikingOff",
    ),
    "contact": (ENTITY, "EntityContact", "ContactType", "Value"),
    "activity": (ENTITY, "ActivityGroup", "NaceVersion", "NaceCode", "Classification"),
}
TABLES = tuple(COLUMNS)
IGNORED = frozenset({"branch", "code"})
META = ("SnapshotDate", "ExtractTimestamp", "ExtractType", "ExtractNumber")
MOST_ENTRIES = 40
MOST_BYTES = 40_000_000_000
MOST_RATIO = 200
LONGEST_LINE = 64_000
_MEMBER = re.compile(r"[A-Za-z0-9_]{1,60}\.csv")


class BadExtract(Exception):
    """What was given is not an extract we can read; the text says why and can be shown."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: the file, its line (1 is the header, 0 unknown), why, and what it said."""

    file: str
    line: int
    why: str
    said: str = ""

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.why}"


@dataclass(frozen=True, slots=True)
class Extract:
    """An opened extract: its files by name without `.csv`, and what its `meta.csv` says."""

    folder: Path
    files: dict[str, Path]
    number: int
    taken_on: date
    is_full: bool
    meta: dict[str, str] = field(default_factory=dict)


def open_extract(path: Path, unpack_to: Path) -> Extract:
    """Open a folder or a ZIP (unpacked into `unpack_to`); raise BadExtract before reading in bulk."""
    if path.is_dir():
        folder = path
    elif zipfile.is_zipfile(path):
        folder = unpack(path, unpack_to)
    else:
        raise BadExtract(f"{path.name} is neither a folder nor a ZIP file.")
    files = {one.stem.lower(): one for one in sorted(folder.glob("*.csv"))}
    meta = read_meta(files)
    extract = _described(folder, files, meta)
    check_headers(extract)
    return extract


def unpack(path: Path, to: Path) -> Path:
    """Unpack a ZIP after checking how many entries it has, their names, size and expansion."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            _check_members(members)
            to.mkdir(parents=True, exist_ok=True)
            for one in members:
                _unpack_one(archive, one, to / Path(one.filename).name)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise BadExtract(f"The ZIP file {path.name} is damaged or cut off: download it again.") from error
    return to


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_ENTRIES:
        raise BadExtract(f"The ZIP file holds {len(members)} files; an extract has at most {MOST_ENTRIES}.")
    for one in members:
        is_odd = ".." in one.filename or one.filename.startswith("/") or one.flag_bits & 1
        if is_odd or not _MEMBER.fullmatch(Path(one.filename).name):
            raise BadExtract(f"The ZIP file holds “{one.filename[:80]}”, which no extract has.")
        if one.file_size > MOST_RATIO * max(one.compress_size, 1):
            raise BadExtract(f"“{one.filename[:80]}” would expand more than {MOST_RATIO} times.")
    if sum(one.file_size for one in members) > MOST_BYTES:
        raise BadExtract(f"Unpacked, the ZIP file would be larger than {MOST_BYTES // 10**9} GB.")


def _unpack_one(archive: zipfile.ZipFile, one: zipfile.ZipInfo, to: Path) -> None:
    left = one.file_size
    with archive.open(one) as source, to.open("wb") as target:
        while block := source.read(1 << 20):
            left -= len(block)
            if left < 0:
                raise BadExtract(f"“{one.filename[:80]}” is larger than the ZIP file says.")
            target.write(block)


def read_meta(files: dict[str, Path]) -> dict[str, str]:
    """Return what `meta.csv` says."""
    if "meta" not in files:
        raise BadExtract("There is no meta.csv: this is not an extract of the company register.")
    rows = _first_rows(files["meta"], 50)
    meta = {row[0]: row[1].strip() for row in rows[1:] if len(row) >= 2}
    for name in META:
        if not meta.get(name):
            raise BadExtract(f"meta.csv does not say {name}.")
    return meta


def _described(folder: Path, files: dict[str, Path], meta: dict[str, str]) -> Extract:
    kind = meta["ExtractType"].lower()
    if kind not in {"full", "update"}:
        raise BadExtract(f"meta.csv says the extract is “{meta['ExtractType'][:40]}”, not full or update.")
    if not re.fullmatch(r"\d{1,9}", meta["ExtractNumber"]):
        raise BadExtract(f"meta.csv says extract number “{meta['ExtractNumber'][:40]}”, which is no number.")
    try:
        taken_on = datetime.strptime(meta["SnapshotDate"], "%d-%m-%Y").date()  # noqa: DTZ007 -- a day
    except ValueError as error:
        raise BadExtract(f"meta.csv says the date “{meta['SnapshotDate'][:40]}”, not dd-mm-yyyy.") from error
    return Extract(folder, files, int(meta["ExtractNumber"]), taken_on, kind == "full", meta)


def expected_files(*, is_full: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the files an extract must have, with their columns."""
    for table, columns in COLUMNS.items():
        if is_full:
            yield table, columns
        else:
            yield f"{table}_delete", columns[:1]
            yield f"{table}_insert", columns


def check_headers(extract: Extract) -> None:
    """Refuse an extract in which a file or a column is missing or has another name."""
    for name, columns in expected_files(is_full=extract.is_full):
        path = extract.files.get(name)
        if path is None:
            raise BadExtract(f"{name}.csv is missing.")
        header = header_of(path)
        missing = [one for one in columns if one not in header]
        if missing:
            raise BadExtract(
                f"{name}.csv has no column {', '.join(missing)};"
                f" its first line says: {','.join(header)[:200]}"
            )
        if len(set(header)) != len(header):
            raise BadExtract(f"{name}.csv names a column twice.")


def check_ends(extract: Extract) -> None:
    """Refuse an extract of which a file ends in the middle of a line: it was cut off on its way."""
    for name, columns in expected_files(is_full=extract.is_full):
        with extract.files[name].open("rb") as file:
            file.seek(max(0, extract.files[name].stat().st_size - LONGEST_LINE))
            last = file.read().rpartition(b"\n")[2]
        if last.strip() and (last.count(b'"') % 2 or last.count(b",") < len(columns) - 1):
            raise BadExtract(f"{name}.csv ends in the middle of a line: it is cut off. Download it again.")


def header_of(path: Path) -> list[str]:
    """Return the names on the first line."""
    return next(iter(_first_rows(path, 1)), [])


def _first_rows(path: Path, most: int) -> list[list[str]]:
    try:
        with path.open("rb") as file:  # a text file would read, and judge, what comes after these lines
            first = b"".join(file.readline(LONGEST_LINE) for _line in range(most))
        return list(csv.reader(first.decode("utf-8-sig").splitlines(keepends=True)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadExtract(f"{path.name} is not a UTF-8 CSV file.") from error
