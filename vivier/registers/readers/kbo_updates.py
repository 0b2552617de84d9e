"""Which enterprises an update touches."""

import numpy as np

from vivier.registers.readers.kbo_layers import Layer
from vivier.registers.readers.kbo_tables import FIRST_ESTABLISHMENT, KEPT, Connection, dotted
from vivier.registers.readers.kbo_views import attach, enterprises_of


def touched(sql: Connection, chain: list[Layer]) -> set[str]:
    """Return the numbers of the enterprises of which anything came or went with the last layer of a chain.

    Of an establishment that moved from one enterprise to another, both.
    """
    attach(sql, chain)
    name = f"e{chain[-1].number}"
    keys = [f"SELECT k FROM {name}.{table}_gone" for table in (*KEPT, "hits")]
    keys += [f"SELECT k FROM {name}.{table}" for table in KEPT]
    keys += [f"SELECT k FROM {name}.activity_came", f"SELECT enterprise FROM {name}.establishment"]
    rows = sql.execute(f"SELECT DISTINCT k FROM ({' UNION ALL '.join(keys)}) WHERE k IS NOT NULL")
    found = rows.fetchnumpy()["k"].astype(np.uint64)
    sites = found[found >= FIRST_ESTABLISHMENT]
    enterprises = np.unique(
        np.concatenate((found[found < FIRST_ESTABLISHMENT], enterprises_of(sql, chain, sites)))
    )
    return {dotted(str(one)) for one in enterprises.tolist() if one}
