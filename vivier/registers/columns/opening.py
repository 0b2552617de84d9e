"""The engine at an address."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vivier.registers.columns.engine import Engine, NoEngine
from vivier.registers.columns.on_duckdb import DuckDB
from vivier.registers.columns.on_spark import Spark


@contextmanager
def engine_at(address: str, *, scratch: Path) -> Iterator[Engine]:
    """Open the engine at an address: `duckdb`, or `spark://host:port`; raise NoEngine for another."""
    engine = _opened(address, scratch)
    try:
        yield engine
    finally:
        engine.close()


def _opened(address: str, scratch: Path) -> Engine:
    if address == "duckdb":
        return DuckDB(scratch)
    if address.startswith(("spark://", "local[")):
        return Spark(address)
    raise NoEngine(f"“{address[:80]}” is no engine: write duckdb, or spark://host:port.")
