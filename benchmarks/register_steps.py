"""The steps that `register_import.py` measures, each run in a process of its own; prints one line of JSON.

python benchmarks/register_steps.py reference FOLDER | prepare | full FOLDER | again FOLDER | update FOLDER
"""

import json
import os
import resource
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
    from vivier.directory import tasks
    from vivier.registers import actions

    begun, times = Spent(), dict[str, Any]()

    def propose(*said: Any, **more: Any) -> Any:
        times.update(begun.so_far("import"))
        return propose_from_register(*said, **more)

    propose_from_register = tasks.propose_from_register
    with patch.object(tasks, "propose_from_register", propose):
        run, change_set = tasks.import_and_propose(actions.begin_import(folder, by=None, apply=True))
    said = {"state": run.state, "why": run.why, **run.counts}
    if change_set is None:
        return said | begun.so_far("import")
    directory.decide_changes(change_set, keys=None, accept=True, by=None)
    directory.apply_changes(change_set, by=None)
    all_of_it = begun.so_far("refresh")
    refresh = {one.replace("import", "refresh"): x for one, x in times.items()}
    return (
        said
        | times
        | {"actors": change_set.counts}
        | {one: round(x - refresh[one], 2) for one, x in all_of_it.items()}
    )


class Spent:
    """Seconds and processor time since it was made; processes begun and ended count."""

    def __init__(self) -> None:
        self._begun, self._used = time.perf_counter(), processor()

    def so_far(self, name: str) -> dict[str, float]:
        """Return both, under names that begin with `name`."""
        seconds, cpu = time.perf_counter() - self._begun, processor() - self._used
        return {f"{name}_seconds": round(seconds, 2), f"{name}_cpu": round(cpu, 2)}


def processor() -> float:
    """Return the processor time of this process and of those it began that have ended, in seconds."""
    ours, theirs = (resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return ours.ru_utime + ours.ru_stime + theirs.ru_utime + theirs.ru_stime


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
    begun = Spent()
    said = STEPS[name](Path(folder[0]) if folder else Path())
    whole = begun.so_far("all")
    print(json.dumps(said | {"seconds": whole["all_seconds"], "cpu": whole["all_cpu"]}))


if __name__ == "__main__":
    main()
