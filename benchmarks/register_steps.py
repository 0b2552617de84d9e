"""The steps that `register_import.py` measures, each run in a process of its own; prints one line of JSON.

python benchmarks/register_steps.py reference FOLDER | prepare | full FOLDER | again FOLDER | update FOLDER
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

READ = "read_csv('{}', all_varchar=true, header=true, delim=',', quote='\"', escape='\"')"
# The reference: every file and column the import reads, read whole by DuckDB, joined, one row an enterprise
# fetched; nothing checked, kept or written.
REFERENCE = """
WITH hits AS (SELECT EntityNumber AS k, NaceVersion, NaceCode, Classification FROM {activity}
        WHERE left(NaceCode, 5) IN ({codes})
        AND (NaceVersion, left(NaceCode, 5)) IN (SELECT (version, code) FROM wanted)),
    site AS (SELECT * FROM {establishment}),
    numbers AS (SELECT k AS number FROM hits WHERE length(k) = 12 UNION
        SELECT EnterpriseNumber FROM site JOIN hits ON hits.k = EstablishmentNumber),
    members AS (SELECT number, number AS k FROM numbers UNION ALL
        SELECT EnterpriseNumber, EstablishmentNumber FROM site
        SEMI JOIN numbers ON number = EnterpriseNumber),
    names AS (SELECT m.number, list({{'kind': d.TypeOfDenomination, 'language': d.Language,
        'name': d.Denomination}}) AS names FROM {denomination} d
        JOIN members m ON m.k = d.EntityNumber GROUP BY m.number),
    places AS (SELECT m.number, min_by(concat_ws('|', TypeOfAddress, CountryFR, CountryNL, Zipcode,
        MunicipalityFR, MunicipalityNL, StreetFR, StreetNL, HouseNumber, Box, DateStrikingOff), m.k) AS place
        FROM {address} a JOIN members m ON m.k = a.EntityNumber GROUP BY m.number),
    contacts AS (SELECT m.number, list({{'kind': c.ContactType, 'value': c.Value}}) AS contacts
        FROM {contact} c JOIN members m ON m.k = c.EntityNumber GROUP BY m.number),
    since AS (SELECT EnterpriseNumber AS number, min(StartDate) AS since FROM site SEMI JOIN numbers
        ON number = EnterpriseNumber GROUP BY EnterpriseNumber),
    activities AS (SELECT m.number, list(DISTINCT h.NaceVersion || h.NaceCode || h.Classification) AS codes
        FROM hits h JOIN members m ON m.k = h.k GROUP BY m.number)
SELECT e.*, names, place, contacts, activities.codes, since FROM {enterprise} e
JOIN numbers n ON n.number = e.EnterpriseNumber LEFT JOIN names ON names.number = n.number
LEFT JOIN places ON places.number = n.number LEFT JOIN contacts ON contacts.number = n.number
LEFT JOIN activities ON activities.number = n.number LEFT JOIN since ON since.number = n.number
"""


def reference(folder: Path) -> dict[str, Any]:
    """Scan and join the same files with DuckDB alone, with as much memory as it likes."""
    import duckdb

    wanted = json.loads((Path(os.environ["VIVIER_VAR"]) / "wanted.json").read_text())
    sql = duckdb.connect()
    sql.execute(f"SET threads={os.cpu_count()}; SET preserve_insertion_order=false")
    sql.execute("CREATE TEMP TABLE wanted (version VARCHAR, code VARCHAR)")
    sql.executemany("INSERT INTO wanted VALUES (?, ?)", wanted)
    tables = ("activity", "establishment", "denomination", "address", "contact", "enterprise")
    files = {table: READ.format(folder / f"{table}.csv") for table in tables}
    codes = ", ".join(sorted({f"'{code}'" for _version, code in wanted}))
    rows = sql.execute(REFERENCE.format(codes=codes, **files))
    count = 0
    while some := rows.fetchmany(5_000):
        count += len(some)
    return {"enterprises": count}


def prepare(_folder: Path) -> dict[str, Any]:
    """Make the tables, load the territories and the definitions of the sector."""
    from django.core.management import call_command

    from vivier.reference import loading
    from vivier.registers.definitions import load_definitions
    from vivier.registers.sectors import wanted_codes

    call_command("migrate", verbosity=0, interactive=False)
    loading.load(apply=True)
    load_definitions()
    (Path(os.environ["VIVIER_VAR"]) / "wanted.json").write_text(json.dumps(sorted(wanted_codes())))
    return {}


def bring_in(folder: Path) -> dict[str, Any]:
    """Import and apply an extract, then refresh the directory with provenance; seconds of both.

    The search index is left out, whatever its size: `index` is a step of its own.
    """
    with patch("vivier.search.queue.apply_waiting", return_value=0):
        return _bring_in(folder)


def _bring_in(folder: Path) -> dict[str, Any]:
    from vivier.directory import actions as directory
    from vivier.directory.tasks import propose_from_register
    from vivier.registers import actions, imports

    begun, used = time.perf_counter(), time.process_time()
    run = imports.carry_out(actions.begin_import(folder, by=None, apply=True))
    imported, import_cpu = time.perf_counter(), time.process_time() - used
    said = {"state": run.state, "why": run.why, **run.counts, "import_seconds": round(imported - begun, 2)}
    said |= {"import_cpu": round(import_cpu, 2)}
    if run.state == "applied":
        change_set = propose_from_register(run, by=None)
        directory.decide_changes(change_set, keys=None, accept=True, by=None)
        directory.apply_changes(change_set, by=None)
        said |= {"actors": change_set.counts, "refresh_seconds": round(time.perf_counter() - imported, 2)}
        said |= {"refresh_cpu": round(time.process_time() - used - import_cpu, 2)}
    return said


def index(_folder: Path) -> dict[str, Any]:
    """Make the search index of what was refreshed."""
    from vivier.search.queue import apply_waiting

    return {"changes": apply_waiting(wait=60)}


def leave_the_index(_folder: Path) -> dict[str, Any]:
    """Forget what waits for the search index, so that it is in no other step's figures."""
    from vivier.search.models import IndexChange

    return {"forgotten": IndexChange.objects.all().delete()[0]}


STEPS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "reference": reference,
    "prepare": prepare,
    "full": bring_in,
    "index": index,
    "leave_the_index": leave_the_index,
    "again": bring_in,
    "update": bring_in,
}


def write_update(full: Path, folder: Path, share: float = 0.01) -> Path:
    """Write the update that follows a full extract: of one enterprise in a hundred something changed.

    Two in five are renamed, one in ten is gone; of the others all rows come again, as the register does it.
    """
    import duckdb

    from vivier.registers.readers.kbo_layout import COLUMNS, read_meta

    folder.mkdir(parents=True, exist_ok=True)
    meta = read_meta({"meta": full / "meta.csv"}) | {"ExtractType": "update"}
    meta |= {"ExtractNumber": str(int(meta["ExtractNumber"]) + 1)}
    lines = ["Variable,Value", *(f'"{name}","{value}"' for name, value in meta.items())]
    (folder / "meta.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sql = duckdb.connect()
    for table, columns in COLUMNS.items():
        key, last = columns[0], int(share * 1000)
        lot = f"hash({key}) % 1000"
        touched = f"{lot} < {last} AND {key} < '2'"
        rows = READ.format(full / f"{table}.csv")
        out = "(HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"')"
        sql.execute(
            f"COPY (SELECT DISTINCT {key} FROM {rows} WHERE {touched}) TO '{folder / table}_delete.csv' {out}"
        )
        shown = [f"{one} || CASE WHEN {lot} < {last * 0.5} THEN ' bis' ELSE '' END AS {one}"
                 if one == "Denomination" else one for one in columns]  # fmt: skip
        sql.execute(
            f"COPY (SELECT {', '.join(shown)} FROM {rows} WHERE {touched} AND {lot} >= {last * 0.1})"
            f" TO '{folder / table}_insert.csv' {out}"
        )
    return folder


def main() -> None:
    name, *folder = sys.argv[1:]
    if name != "reference":
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vivier.settings")
        django.setup()
    begun, used = time.perf_counter(), time.process_time()
    said = STEPS[name](Path(folder[0]) if folder else Path())
    said |= {
        "seconds": round(time.perf_counter() - begun, 2),
        "cpu": round(time.process_time() - used, 2),
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
