"""DuckDB in the process, in bounded memory."""

from pathlib import Path

from vivier.registers.columns.engine import Dialect, Row
from vivier.registers.readers.kbo_tables import MEMORY_MB, connected, quoted


class DuckDB:
    """One process; what does not fit in its memory goes to a folder."""

    dialect = Dialect(
        each_word="unnest(string_split({text}, ' '))",
        replaced="regexp_replace({text}, {pattern}, {by}, 'g')",
    )

    def __init__(self, scratch: Path, memory_mb: int = MEMORY_MB) -> None:
        self._opening = connected(scratch, memory_mb=memory_mb)
        self._sql = self._opening.__enter__()

    def read(self, name: str, path: Path) -> None:
        self._sql.execute(
            f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_csv({quoted(path)},"
            " all_varchar=true, header=true, delim=',', quote='\"', escape='\"')"
        )

    def make(self, name: str, query: str) -> None:
        self._sql.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    def rows(self, query: str) -> list[Row]:
        return [tuple(row) for row in self._sql.execute(query).fetchall()]

    def close(self) -> None:
        self._opening.__exit__(None, None, None)
