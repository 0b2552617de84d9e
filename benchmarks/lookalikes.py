"""The lookalikes of a full extract, found by DuckDB and by a stand-alone Spark cluster of this machine.

    .venv/bin/python benchmarks/lookalikes.py EXTRACT [--spark]

Prints pairs, wall seconds and processor seconds (of a cluster: of the master, the workers and all they
started), and whether both engines say the same. Spark needs Java 17 and pyspark (`requirements-bench.lock`);
without them it is skipped, saying so. Ends with one line of JSON.
"""

import argparse
import csv
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def sector() -> list[tuple[str, str]]:
    """Return (version, five digits) of the activities that our definitions name in full."""
    with (ROOT / "data" / "sectors" / "codes.csv").open(encoding="utf-8", newline="") as file:
        named = {(row["nace_version"], row["code"].replace(".", "")[:5]) for row in csv.DictReader(file)}
    return sorted(one for one in named if len(one[1]) == 5)


def measured(engine: Any, folder: Path, wanted: list[tuple[str, str]]) -> tuple[list[Any], dict[str, Any]]:
    """Find the pairs; return them with seconds of wall and of this process."""
    from vivier.registers.columns.steps import lookalikes

    begun, used = time.perf_counter(), time.process_time()
    pairs = lookalikes(engine, folder, wanted)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - used
    return pairs, {"pairs": len(pairs), "seconds": round(seconds, 1), "cpu": round(cpu, 1)}


def by_cluster(
    folder: Path, wanted: list[tuple[str, str]], scratch: Path
) -> tuple[list[Any], dict[str, Any]]:
    """Find the pairs with a cluster of two workers of one core each."""
    from tests.registers.clusters import Cluster
    from vivier.registers.columns.on_spark import Spark

    cluster = Cluster(scratch)
    try:
        begun = time.perf_counter()
        local = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        engine = Spark(cluster.address, **local, **{"spark.executor.memory": "1g"})
        opened = round(time.perf_counter() - begun, 1)
        try:
            pairs, said = measured(engine, folder, wanted)
        finally:
            engine.close()
    finally:
        cluster.stop()
    times = os.times()
    return pairs, said | {"opened": opened, "cpu": round(times.children_user + times.children_system, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("extract", type=Path, help="a folder with a full extract")
    parser.add_argument("--spark", action="store_true", help="also by a stand-alone cluster")
    options = parser.parse_args()
    from tests.registers.clusters import PYSPARK
    from vivier.registers.columns.opening import engine_at

    folder = options.extract.resolve()
    wanted = sector()
    with tempfile.TemporaryDirectory() as home:
        with engine_at("duckdb", scratch=Path(home) / "scratch") as engine:
            pairs, duckdb = measured(engine, folder, wanted)
        print(f"duckdb: {duckdb}", flush=True)
        said: dict[str, Any] = {"benchmark": "lookalikes", "extract": folder.name, "duckdb": duckdb}
        if options.spark and not (PYSPARK and shutil.which("java")):
            print("Spark: skipped, pyspark or Java is not installed.")
        elif options.spark:
            others, spark = by_cluster(folder, wanted, Path(home))
            said["spark"] = spark | {"same": others == pairs}
            print(f"spark, two workers: {said['spark']}")
    print(json.dumps(said))


if __name__ == "__main__":
    main()
