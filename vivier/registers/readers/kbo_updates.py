"""Which enterprises an update touches."""

from vivier.registers.readers.kbo_layers import Layer
from vivier.registers.readers.kbo_tables import FIRST_ESTABLISHMENT, KEPT, Connection, dotted


def touched(sql: Connection, layer: Layer) -> set[str]:
    """Return the numbers of the enterprises of which anything came or went; the views must be open."""
    name = f"e{layer.number}"
    keys = [f"SELECT k FROM {name}.{table}_gone" for table in (*KEPT, "hits")]
    keys += [f"SELECT k FROM {name}.{table}" for table in KEPT]
    keys += [f"SELECT k FROM {name}.activity_came", f"SELECT enterprise FROM {name}.establishment"]
    sql.execute(
        f"CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT k FROM ({' UNION ALL '.join(keys)})"
    )
    rows = sql.execute(
        f"SELECT k FROM touched WHERE k < {FIRST_ESTABLISHMENT} UNION"
        " SELECT s.enterprise FROM establishment s SEMI JOIN touched t ON t.k = s.k"
    )
    return {dotted(str(row[0])) for row in rows.fetchall()}
