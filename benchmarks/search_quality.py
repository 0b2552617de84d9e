"""How good the ranking is: judged questions, beside SQLite FTS5 and PostgreSQL full text on the same texts.

    scripts/with-postgres .venv/bin/python benchmarks/search_quality.py [--judged search_unseen] [--by-query]

Goal: nDCG@10 of at least 0.85, and above both. Without a PostgreSQL in DATABASE_URL that column is left out
and it is said. The demonstration database is built once under var/bench. Ends with one line of JSON.
"""

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
JUDGED = ROOT / "benchmarks" / "judged"
HOME = ROOT / "var" / "bench" / "search-quality"
DEPTH, WIDE = 10, 20
GOAL = 0.85

Find = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, what is wanted, and the grade (1 to 3) of every record that answers it."""

    kind: str
    query: str
    need: str
    grades: Mapping[str, int]


def judged(name: str) -> list[Judged]:
    """Return the questions of a committed file."""
    lines = (JUDGED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Judged(**json.loads(line)) for line in lines]


def ndcg(found: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """Return how near the order is to the best one, 0 to 1; a grade g gains 2^g - 1."""
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(key, 0) for key in found[:depth]]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def recall(found: Sequence[str], grades: Mapping[str, int], depth: int = WIDE) -> float:
    """Return the share of the records of grade 2 or 3 among the first; at most `depth` can be there."""
    wanted = {key for key, grade in grades.items() if grade >= 2}
    return len(wanted.intersection(found[:depth])) / min(len(wanted), depth)


def prepare(*, fresh: bool) -> None:
    """Build the demonstration once, and bring Django up on it."""
    if fresh:
        shutil.rmtree(HOME, ignore_errors=True)
    os.environ |= {"VIVIER_MODE": "demo", "VIVIER_VAR": str(HOME), "LOG_LEVEL": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "vivier.settings"
    ready = HOME / ".ready"
    vivier = Path(sys.executable).parent / "vivier"
    if ready.exists():
        subprocess.run([vivier, "migrate"], check=True, stdout=subprocess.DEVNULL)
    else:
        HOME.mkdir(parents=True, exist_ok=True)
        subprocess.run([vivier, "prepare_demo"], check=True, stdout=subprocess.DEVNULL)
        ready.touch()
    import django

    django.setup()


def texts() -> list[tuple[str, str, str, str]]:
    """Return what every engine gets: record key, title, other names, all texts."""
    from vivier.search.sources import registered

    rows = []
    slugs = _slugs()
    for kind, source in registered().items():
        for row in source.rows():
            made = source.build(row)
            written = [text if isinstance(text, str) else " ".join(text) for text in made.texts.values()]
            rows.append(
                (f"{kind}:{slugs[kind, row.pk]}", made.title, " ".join(made.names), " ".join(written))
            )
    return rows


def _slugs() -> dict[tuple[str, int], str]:
    from vivier.search.sources import registered

    return {(kind, row.pk): row.slug for kind, source in registered().items() for row in source.queryset()}


def ours() -> Find:
    """Return the product's own search, over a new index."""
    from vivier.search.engine import search
    from vivier.search.query import Query
    from vivier.search.rebuild import rebuild

    rebuild()
    slugs = _slugs()

    def find(text: str) -> list[str]:
        return [f"{hit.kind}:{slugs[hit.kind, hit.pk]}" for hit in search(Query(text=text, limit=WIDE)).hits]

    return find


def report(questions: list[Judged], engines: Mapping[str, Find], *, by_query: bool) -> None:
    """Print nDCG@10 and recall@20 by kind of question, then the same as JSON."""
    scores: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for question in questions:
        line = []
        for name, find in engines.items():
            found = find(question.query)
            score = (ndcg(found, question.grades), recall(found, question.grades))
            line.append(f"{score[0]:.2f}")
            for kind in (question.kind, "all"):
                scores[kind][name].append(score)
        if by_query:
            print(f"{question.kind:<15}{question.query:<36}" + "".join(f"{one:>8}" for one in line))
    print(f"{'nDCG@10 / recall@20':<22}{'n':>4}" + "".join(f"{name:>20}" for name in engines))
    table = {kind: {name: _mean(found) for name, found in row.items()} for kind, row in scores.items()}
    for kind in [*(kind for kind in table if kind != "all"), "all"]:
        cells = [f"{table[kind][name][0]:.3f} / {table[kind][name][1]:.3f}" for name in engines]
        print(f"{kind:<22}{len(scores[kind]['vivier']):>4}" + "".join(f"{cell:>20}" for cell in cells))
    total = {name: score[0] for name, score in table["all"].items()}
    others = [score for name, score in total.items() if name != "vivier"]
    met = total["vivier"] >= GOAL and total["vivier"] > max(others)
    print(
        json.dumps({"benchmark": "search_quality", "questions": len(questions), "scores": table, "met": met})
    )


def _mean(found: list[tuple[float, float]]) -> tuple[float, float]:
    return (
        round(sum(one for one, _ in found) / len(found), 4),
        round(sum(one for _, one in found) / len(found), 4),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--by-query", action="store_true", help="one line for each question")
    parser.add_argument("--fresh", action="store_true", help="build the demonstration again")
    parser.add_argument("--judged", default="search", choices=("search", "search_unseen"))
    options = parser.parse_args()
    postgres = os.environ.pop("DATABASE_URL", "")
    prepare(fresh=options.fresh)
    from benchmarks import other_engines

    rows = texts()
    engines = {"vivier": ours(), **other_engines.fts5(rows), **other_engines.postgresql(rows, postgres)}
    report(judged(options.judged), engines, by_query=options.by_query)


if __name__ == "__main__":
    main()
