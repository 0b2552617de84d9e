"""Writes small extracts of a company register, as the register would, for tests."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from vivier.registers.readers.kbo_layout import COLUMNS

Row = dict[str, str]


def number(base: int, *, establishment: bool = False) -> str:
    """A number that checks: eight digits and what they leave."""
    digits = f"{base:08d}"
    check = f"{97 - int(digits) % 97:02d}"
    whole = digits + check
    if establishment:
        return f"{whole[0]}.{whole[1:4]}.{whole[4:7]}.{whole[7:]}"
    return f"{whole[:4]}.{whole[4:7]}.{whole[7:]}"


@dataclass
class World:
    """All rows of a register at one moment, by table."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in COLUMNS})

    def add(self, table: str, **values: str) -> None:
        self.rows[table].append(dict.fromkeys(COLUMNS[table], "") | values)

    def enterprise(
        self,
        base: int,
        name: str = "",
        *,
        nace: str = "90012",
        version: str = "2008",
        person: str = "2",
        form: str = "017",
        zipcode: str = "5000",
        town: str = "Namur",
        since: str = "01-02-2003",
        language: str = "1",
    ) -> str:
        """An enterprise with one name, one address (a legal person) and one activity."""
        key = number(base)
        self.add(
            "enterprise",
            EnterpriseNumber=key,
            Status="AC",
            JuridicalSituation="000",
            TypeOfEnterprise=person,
            JuridicalForm="" if person == "1" else form,
            StartDate=since,
        )
        if name:
            self.add(
                "denomination",
                EntityNumber=key,
                Language=language,
                TypeOfDenomination="001",
                Denomination=name,
            )
        if person != "1" and zipcode:
            self.address(key, zipcode, town)
        if nace:
            self.activity(key, nace, version)
        return key

    def establishment(self, base: int, enterprise: str, since: str = "01-01-2010") -> str:
        key = number(base, establishment=True)
        self.add("establishment", EstablishmentNumber=key, StartDate=since, EnterpriseNumber=enterprise)
        return key

    def address(self, key: str, zipcode: str, town: str, kind: str = "", **more: str) -> None:
        kind = kind or ("BAET" if key[1] == "." else "REGO")
        values = {"Zipcode": zipcode, "MunicipalityFR": town, "MunicipalityNL": town, "StreetFR": "Rue Haute"}
        self.add("address", EntityNumber=key, TypeOfAddress=kind, **(values | {"HouseNumber": "1"} | more))

    def activity(
        self, key: str, nace: str, version: str = "2008", kind: str = "MAIN", group: str = "001"
    ) -> None:
        self.add(
            "activity",
            EntityNumber=key,
            ActivityGroup=group,
            NaceVersion=version,
            NaceCode=nace,
            Classification=kind,
        )

    def write(self, folder: Path, *, extract: int = 100, day: str = "01-11-2026") -> Path:
        """Write a full extract."""
        _write_meta(folder, "full", extract, day)
        for table, rows in self.rows.items():
            _write(folder / f"{table}.csv", COLUMNS[table], rows)
        return folder

    def write_update(
        self, before: "World", folder: Path, *, extract: int = 101, day: str = "02-11-2026"
    ) -> Path:
        """Write the update that leads from another moment to this one."""
        _write_meta(folder, "update", extract, day)
        for table, columns in COLUMNS.items():
            key = columns[0]
            old, new = _by_key(before.rows[table], key), _by_key(self.rows[table], key)
            moved = sorted(one for one in old.keys() | new.keys() if old.get(one) != new.get(one))
            gone = [{key: one} for one in moved if one in old]
            _write(folder / f"{table}_delete.csv", columns[:1], gone)
            _write(
                folder / f"{table}_insert.csv", columns, [row for one in moved for row in new.get(one, [])]
            )
        return folder


def _by_key(rows: list[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found


def _write_meta(folder: Path, kind: str, extract: int, day: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    meta = {
        "SnapshotDate": day,
        "ExtractTimestamp": f"{day} 05:00:00",
        "ExtractType": kind,
        "ExtractNumber": str(extract),
        "Version": "1.0.0",
    }
    _write(folder / "meta.csv", ("Variable", "Value"), [{"Variable": k, "Value": v} for k, v in meta.items()])
    _write(folder / "code.csv", ("Category", "Code", "Language", "Description"), [])


def _write(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
