"""A Spark cluster: the files must be where every worker can read them."""

from pathlib import Path
from typing import Any

from vivier.registers.columns.engine import Dialect, NoEngine, Row

try:
    from pyspark import sql as spark
except ImportError:
    spark = None

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.session.timeZone": "UTC",
    "spark.log.level": "ERROR",
}


class Spark:
    """A session on a cluster; a worker that dies is replaced by the others."""

    dialect = Dialect(
        each_word="explode(split({text}, ' '))",
        replaced="regexp_replace({text}, {pattern}, {by})",
    )

    def __init__(self, address: str, **settings: str) -> None:
        if spark is None:
            raise NoEngine("Spark is not installed: install pyspark (see requirements-bench.lock).")
        builder: Any = spark.SparkSession.builder
        builder = builder.master(address).appName("vivier")
        for name, value in (SETTINGS | settings).items():
            builder = builder.config(name, value)
        try:
            self.session: Any = builder.getOrCreate()
        except Exception as error:
            raise NoEngine(f"There is no Spark at {address}: {str(error)[:200]}") from error

    def read(self, name: str, path: Path) -> None:
        reader = self.session.read.option("header", True).option("escape", '"')
        reader.csv(str(path)).createOrReplaceTempView(name)

    def make(self, name: str, query: str) -> None:
        self.session.sql(query).persist().createOrReplaceTempView(name)

    def rows(self, query: str) -> list[Row]:
        return [tuple(row) for row in self.session.sql(query).collect()]

    def close(self) -> None:
        self.session.stop()
