"""Which enterprises an update touches."""

from vivier.registers.readers.kbo_layers import Layer
from vivier.registers.readers.kbo_layout import COLUMNS
from vivier.registers.readers.kbo_tables import KEPT, Connection


def dotted(number: str) -> str:
    """Write ten digits as the register does: `0403170701` is `0403.170.701`."""
    digits = number.replace(".", "")
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


def touched(sql: Connection, layer: Layer) -> set[str]:
    """Return the numbers of the enterprises of which anything came or went; the views must be open."""
    name = f"e{layer.number}"
    keys = [f"SELECT k FROM {name}.{table}_gone" for table in (*KEPT, "hits")]
    keys += [f"SELECT {COLUMNS[table][0]} AS k FROM {name}.{table}" for table in KEPT]
    keys += [f"SELECT k FROM {name}.activity_came", f"SELECT EnterpriseNumber FROM {name}.establishment"]
    sql.execute(
        f"CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT k FROM ({' UNION ALL '.join(keys)})"
    )
    rows = sql.execute(
        "SELECT k FROM touched WHERE length(k) = 12 UNION"
        " SELECT s.enterprise FROM establishment s SEMI JOIN touched t ON t.k = s.k"
    )
    return {str(row[0]) for row in rows.fetchall()}
