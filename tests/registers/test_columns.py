"""The steps over columns say the same on every engine, also when a machine of a cluster dies in the middle."""

import random
import shutil
import threading
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.registers.clusters import PYSPARK, Cluster
from tests.registers.extracts import World
from vivier.registers.columns.engine import NoEngine
from vivier.registers.columns.opening import engine_at
from vivier.registers.columns.steps import Pair, lookalikes

WANTED = [("2008", "90012")]
WORDS = [
    "atelier",
    "théâtre",
    "lune",
    "rivière",
    "pixel",
    "jazz",
    "encre",
    "forêt",
    "cirque",
    "papier",
    "onde",
]


def extract(folder: Path, enterprises: int = 8) -> Path:
    """An extract with pairs of names that differ by case, accents, order and legal form, and others."""
    world, draw = World(), random.Random(3)
    for base in range(enterprises):
        name = " ".join(draw.sample(WORDS, 2)).title() + f" zz{base}"
        world.enterprise(4_000_000 + base, name)
        if base % 4 == 0:
            world.enterprise(5_000_000 + base, f"{name.upper()} ASBL", zipcode="4000", town="Liège")
    world.enterprise(6_000_001, "Garage Zz1", nace="45200")
    return world.write(folder)


def pairs_by(address: str, folder: Path, tmp_path: Path) -> list[Pair]:
    with engine_at(address, scratch=tmp_path / "scratch") as engine:
        return lookalikes(engine, folder, WANTED)


def test_names_that_differ_by_case_accents_and_legal_form_look_alike(tmp_path):
    pairs = pairs_by("duckdb", extract(tmp_path / "a"), tmp_path)

    assert [(one.first[:9], one.second[:9], one.score) for one in pairs] == [
        ("0400.000.", "0500.000.", 1000),
        ("0400.000.", "0500.000.", 1000),
    ]
    assert not any(one.same_place for one in pairs)


def test_an_activity_of_an_establishment_counts_and_one_outside_the_sector_does_not(tmp_path):
    world = World()
    for base, nace in ((4_000_001, ""), (4_000_002, "90012"), (4_000_003, "45200")):
        key = world.enterprise(base, "Théâtre de la Lune", nace=nace)
        if not nace:
            world.activity(world.establishment(20_000_001, key), "90012")

    pairs = pairs_by("duckdb", world.write(tmp_path / "a"), tmp_path)

    assert [(one.first[:12], one.same_place) for one in pairs] == [("0400.000.1" + pairs[0].first[10:], True)]


@pytest.mark.parametrize("address", ["oracle", "", "spark:/x", "http://127.0.0.1"])
def test_an_unknown_engine_is_refused_with_a_sentence(tmp_path, address):
    with pytest.raises(NoEngine, match="no engine"):
        pairs_by(address, tmp_path, tmp_path)


def test_the_command_shows_the_pairs_and_says_what_is_missing(tmp_path, definition, capsys):
    folder = extract(tmp_path / "a")

    call_command("find_lookalikes", "kbo", str(folder))

    assert "2 pairs." in capsys.readouterr().out
    (folder / "address.csv").unlink()
    with pytest.raises(CommandError, match=r"no address\.csv"):
        call_command("find_lookalikes", "kbo", str(folder))
    with pytest.raises(CommandError, match="no engine"):
        call_command("find_lookalikes", "kbo", str(extract(tmp_path / "b")), engine="abacus")


@pytest.fixture
def cluster(tmp_path):
    (tmp_path / "spark").mkdir()
    one = Cluster(tmp_path / "spark")
    yield one
    one.stop()


@pytest.mark.skipif(not PYSPARK, reason="pyspark is not installed (requirements-bench.lock)")
@pytest.mark.skipif(not shutil.which("java"), reason="java is not installed (Debian: default-jre-headless)")
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_loses_a_worker_in_the_middle_says_the_same_as_duckdb(tmp_path, cluster):
    from vivier.registers.columns.on_spark import Spark

    folder = extract(tmp_path / "a", 400)
    said = pairs_by("duckdb", folder, tmp_path)
    settings = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    engine = Spark(cluster.address, **settings, **{"spark.executor.memory": "512m"})
    killed = []
    try:
        _wait_for_executors(engine.session.sparkContext, 2)
        watch = threading.Thread(
            target=_kill_when_busy, args=(engine.session.sparkContext, cluster, killed), daemon=True
        )
        watch.start()
        pairs = lookalikes(engine, folder, WANTED)
        watch.join(30)
    finally:
        engine.close()

    assert killed == ["in the middle"]
    assert cluster.workers[0].poll() is not None
    assert pairs == said
    assert len(said) >= 100


def _wait_for_executors(context, count: int) -> None:
    """Wait until the cluster has given that many executors; the driver counts as one."""
    infos = context._jsc.sc().statusTracker()
    for _attempt in range(600):
        if len(infos.getExecutorInfos()) > count:
            return
        time.sleep(0.1)
    raise AssertionError("The workers gave no executors.")


def _kill_when_busy(context, cluster: Cluster, killed: list[str]) -> None:
    """Kill the first worker once some tasks of a stage are done and others are not."""
    tracker = context.statusTracker()
    for _attempt in range(6000):
        for stage in tracker.getActiveStageIds():
            info = tracker.getStageInfo(stage)
            if info and 0 < info.numCompletedTasks < info.numTasks:
                cluster.kill(cluster.workers[0])
                killed.append("in the middle")
                return
        time.sleep(0.01)
