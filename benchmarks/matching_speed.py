"""All actors against all calls: exact top 20 in both directions under eligibility, beside the usual ways.

    python benchmarks/matching_speed.py [--actors 200000] [--calls 5000] [--skip sql,scipy,dense]

In one run: Vivier (sparse lists, eligibility as one bit per class and call), scipy's sparse product with the
same choice after it, one dense matrix product of the same shape (128 columns, without any choice), and SQL
on DuckDB, which is also the oracle. Actors and calls are generated with a fixed seed and the sparsity of
real records: one to three disciplines, activity codes with their division, needs, skills, a commune in its
province, and the telling words of two sentences by Zipf's law.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from vivier.opportunities.relevance.everyone import Matcher
from vivier.opportunities.relevance.passing import compiled_pass
from vivier.opportunities.relevance.sparse import Rows

K = 20
CLASSES = 3_000
DENSE = 128
STOP_WORDS = 25  # as in the product, the most common words count for nothing and are left out
SAMPLE = 200
# Kind of feature: how many there are, the most one row has, how steep (Zipf), how many rows have any.
ACTOR_PARTS = {
    "discipline": (17, 3, 0.8, 0.95),
    "nace": (600, 2, 1.0, 0.6),
    "division": (60, 2, 1.0, 0.6),
    "need": (40, 3, 0.7, 0.4),
    "skill": (80, 4, 0.8, 0.4),
    "commune": (281, 1, 0.9, 0.5),
    "province": (6, 1, 0.5, 0.5),
    "word": (40_000, 16, 1.05, 0.8),
}
CALL_PARTS = {**ACTOR_PARTS, "word": (40_000, 30, 1.05, 1.0), "commune": (281, 1, 0.9, 0.05)}


def drawn(count, parts, rng):
    """Rows of features with the weights rarity gives them."""
    rows, columns, first = [], [], 0
    for name, (size, most, steep, share) in parts.items():
        weights = 1 / (np.arange(size) + (STOP_WORDS if name == "word" else 1)) ** steep
        number = rng.integers(1, most + 1, count) * (rng.random(count) < share)
        owners = np.repeat(np.arange(count), number)
        picked = rng.choice(size, len(owners), p=weights / weights.sum()) + first
        rows.append(owners)
        columns.append(picked)
        first += size
    pairs = np.unique(np.concatenate(rows).astype(np.int64) * first + np.concatenate(columns))
    owners, features = pairs // first, pairs % first
    share = np.bincount(features, minlength=first) / count
    values = -np.log(np.clip(share, 1e-6, 0.9))[features].astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=count))]).astype(np.int64)
    return Rows(starts, features, values, first)


def world(actors, calls, seed=7):
    rng = np.random.default_rng(seed)
    popularity = rng.dirichlet(np.full(CLASSES, 0.3))
    classes = rng.choice(CLASSES, actors, p=popularity).astype(np.int32)
    allowed = rng.random((CLASSES, calls)) < rng.beta(1.2, 1.8, calls)
    return Matcher(drawn(actors, ACTOR_PARTS, rng), drawn(calls, CALL_PARTS, rng), classes, allowed)


def timed(call, *arguments):
    """Seconds on the clock, and the result."""
    started = time.perf_counter()
    result = call(*arguments)
    return time.perf_counter() - started, result


def weighed(figures, name, call, *arguments):
    """Write down seconds on the clock and of the processors; a busy machine shows in the first only."""
    cpu = time.process_time()
    figures[f"{name}_s"], result = timed(call, *arguments)
    figures[f"{name}_cpu_s"] = time.process_time() - cpu
    return result


def each(figures, name, call, places):
    """Milliseconds of single questions: p50 and p95 on the clock, p50 of the processor."""
    took, cpu = [], []
    for place in places:
        started = time.thread_time()
        took.append(timed(call, int(place))[0] * 1000)
        cpu.append((time.thread_time() - started) * 1000)
    figures[f"{name}_ms"], figures[f"{name}_p95_ms"] = float(np.median(took)), float(np.percentile(took, 95))
    figures[f"{name}_cpu_ms"] = float(np.median(cpu))


def with_scipy(matcher, block=4_000):
    """The sparse product in blocks of actors, then the same choice with numpy."""
    from scipy.sparse import csr_array

    def table(rows):
        return csr_array((rows.values, rows.columns, rows.starts), shape=(len(rows), rows.width))

    actors, turned = table(matcher.actors), table(matcher.calls).T.tocsr()
    best, count = [], len(matcher.calls)
    of_calls = np.zeros((count, K), dtype=np.float32)
    for at in range(0, actors.shape[0], block):
        scores = (actors[at : at + block] @ turned).toarray()
        scores *= matcher.allowed[matcher.classes[at : at + block]]
        best.append(-np.partition(-scores, K, axis=1)[:, :K])
        both = np.concatenate([of_calls, scores.T], axis=1)
        of_calls = -np.partition(-both, K, axis=1)[:, :K]
    return np.sort(np.concatenate(best), axis=1)[:, ::-1], np.sort(of_calls, axis=1)[:, ::-1]


def dense(actors, calls, block=4_000):
    """One product of full vectors of 128 numbers, the result kept nowhere: a floor without any choice."""
    rng = np.random.default_rng(1)
    left = rng.random((actors, DENSE), dtype=np.float32)
    right = rng.random((DENSE, calls), dtype=np.float32)
    place = np.empty((block, calls), dtype=np.float32)
    for at in range(0, actors, block):
        part = left[at : at + block]
        np.matmul(part, right, out=place[: len(part)])


SQL = """
WITH scores AS (
  SELECT a.row AS actor, c.row AS call, CAST(sum(a.value * c.value) AS FLOAT) AS score
  FROM actors a JOIN calls c ON a.feature = c.feature GROUP BY ALL
), open AS (
  SELECT s.* FROM scores s JOIN classes k ON k.actor = s.actor
  JOIN allowed m ON m.class = k.class AND m.call = s.call WHERE s.score > 0
)
SELECT actor, call, score FROM open
QUALIFY row_number() OVER (PARTITION BY actor ORDER BY score DESC, call) <= 20
ORDER BY actor, score DESC, call
"""


def loaded(matcher, count):
    """The tables of the oracle: actors (the first `count`), calls, classes, permissions."""
    import duckdb

    base = duckdb.connect()
    for name, rows, most in (("actors", matcher.actors, count), ("calls", matcher.calls, len(matcher.calls))):
        end = rows.starts[most]
        owners = np.repeat(np.arange(most), np.diff(rows.starts[: most + 1]))
        base.execute(f"CREATE TABLE {name} (row INTEGER, feature INTEGER, value DOUBLE)")
        table = {"row": owners, "feature": rows.columns[:end], "value": rows.values[:end].astype(float)}
        base.register("given", table)
        base.execute(f"INSERT INTO {name} SELECT row, feature, value FROM given")
        base.unregister("given")
    pairs = np.nonzero(matcher.allowed)
    for name, table in (
        ("classes", {"actor": np.arange(count), "class": matcher.classes[:count]}),
        ("allowed", {"class": pairs[0], "call": pairs[1]}),
    ):
        base.register("given", table)
        base.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        base.unregister("given")
    return base


def sql(base, count):
    """The best calls of the loaded actors: their scores, best first."""
    rows = base.execute(SQL).fetchnumpy()
    scores = np.zeros((count, K), dtype=np.float32)
    place = np.arange(len(rows["actor"])) - np.searchsorted(rows["actor"], rows["actor"])
    scores[rows["actor"], place] = rows["score"]
    return scores


def brute(matcher, best, rng):
    """The largest difference to full sums in double precision, on a sample of both sides."""
    worst = 0.0
    for side, found in (("actor", best.call_scores), ("call", best.actor_scores)):
        for place in rng.choice(len(found), min(SAMPLE, len(found)), replace=False):
            own = matcher.actors if side == "actor" else matcher.calls
            others = matcher.calls if side == "actor" else matcher.actors
            full = np.zeros(own.width)
            columns, values = own.row(place)
            full[columns] = values
            parts = full[others.columns] * others.values
            scores = np.add.reduceat(np.append(parts, 0), np.minimum(others.starts[:-1], len(parts)))
            scores[np.diff(others.starts) == 0] = 0
            may = (
                matcher.allowed[matcher.classes[place]]
                if side == "actor"
                else matcher.allowed[:, place][matcher.classes]
            )
            wanted = np.sort(np.where(may, scores, 0))[::-1][:K]
            worst = max(worst, float(np.abs(wanted - found[place]).max()))
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--actors", type=int, default=200_000)
    parser.add_argument("--calls", type=int, default=5_000)
    parser.add_argument(
        "--sql-actors", type=int, default=5_000, help="how many actors the SQL form is asked for"
    )
    parser.add_argument("--skip", default="", help="of scipy, dense, sql: those not to run")
    asked = parser.parse_args()
    skip = set(asked.skip.split(","))
    _took, matcher = timed(world, asked.actors, asked.calls)
    nonzero = len(matcher.actors.columns) / asked.actors, len(matcher.calls.columns) / asked.calls
    print(f"{asked.actors} actors with {nonzero[0]:.1f} features, {asked.calls} calls with {nonzero[1]:.1f}")
    print("compiled by numba" if compiled_pass() else "numba is not installed: numpy alone")
    if compiled_pass():
        small = world(100, 20)
        print(f"compilation {timed(small.everyone)[0]:.1f} s")
    figures = {"actors": asked.actors, "calls": asked.calls}
    best = weighed(figures, "everyone", matcher.everyone, K)
    rng = np.random.default_rng(3)
    each(figures, "one_call", matcher.actors_for, rng.choice(asked.calls, 200))
    each(figures, "one_actor", matcher.calls_for, rng.choice(asked.actors, 500))
    figures["brute_force_difference"] = brute(matcher, best, rng)
    if "dense" not in skip:
        weighed(figures, "dense", dense, asked.actors, asked.calls)
    figures |= references(matcher, best, asked, skip)
    for name, value in figures.items():
        print(f"{name:26}{value:14.4f}" if isinstance(value, float) else f"{name:26}{value:14}")
    print(json.dumps({"benchmark": "matching_speed", **{k: round(v, 6) for k, v in figures.items()}}))


def references(matcher, best, asked, skip):
    """scipy and SQL on the same actors, and how far their answers are from ours."""
    figures = {}
    if "scipy" not in skip:
        try:
            calls, actors = weighed(figures, "scipy", with_scipy, matcher)
        except ImportError:
            print("scipy: skipped, it is not installed (requirements-bench.lock)")
        else:
            figures["scipy_difference"] = max(
                float(np.abs(calls - best.call_scores).max()), float(np.abs(actors - best.actor_scores).max())
            )
    if "sql" not in skip:
        count = min(asked.sql_actors, asked.actors)
        base, figures["sql_actors"] = loaded(matcher, count), count
        scores = weighed(figures, "sql", sql, base, count)
        figures["sql_all_cpu_s_by_proportion"] = figures["sql_cpu_s"] * asked.actors / count
        figures["sql_difference"] = float(np.abs(scores - best.call_scores[:count]).max())
    return figures


if __name__ == "__main__":
    main()
