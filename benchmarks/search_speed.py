"""How fast the search is over many organisations, beside bare tantivy, SQLite FTS5 and PostgreSQL in one run.

    scripts/with-postgres .venv/bin/python benchmarks/search_speed.py [--organisations 200000]

Each question asks for the first 20, how many there are and two facets: names, topics, beginnings, slips,
boxes on the map. No question is asked twice, and the engines take turns: what else the machine does
weighs on all of them; each is asked some others first. Beside the clock stands the processor time of the
asking thread, which says what the engines need where the machine has other work; what PostgreSQL needs is
spent in processes of its own and not seen. FTS5 and PostgreSQL are asked twice: for the page and, in one
statement, count and facets; and, as is usual, with a statement each ("apart"). Slips are asked of those that
can: "no slip" is what all of them answer. The rows lie in an SQLite table that is written before; reading it
is part of every build. With `--keep FOLDER` the indexes stay there for the next run (that of PostgreSQL stays
in its database), with how long each took to build.

Goals at two million: p95 of at most 20 ms, at most 1.5 times bare tantivy, at most a twentieth of FTS5 and
PostgreSQL; built within 3 minutes; an edit visible within a second. Without a PostgreSQL in DATABASE_URL
that column is left out and it is said. Ends with one line of JSON.
"""

import argparse
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
WARMING = 20
WHOSE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
GOAL_MS, GOAL_BARE, GOAL_OTHERS, GOAL_BUILD, GOAL_EDIT = 20.0, 1.5, 1 / 20, 180.0, 1.0
GOALS = {"tantivy": GOAL_BARE, "FTS5": GOAL_OTHERS, "PostgreSQL": GOAL_OTHERS}
EDITS = 10
EVERY = ("tantivy", "FTS5", "FTS5 apart", "PostgreSQL", "PostgreSQL apart")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Question:
    """Words and perhaps a box (south, west, north, east)."""

    kind: str
    text: str
    box: Box | None = None


def questions(count: int, organisations: int, seed: int = 5) -> list[Question]:
    """Return distinct questions in equal parts of each kind, in random order."""
    from benchmarks.organisations import TEXT, WORDS, name_of, places

    draw = random.Random(seed)
    names, towns = random.Random(11), places()
    known = [name_of(names) for _row in range(min(organisations, 20_000))]
    found: dict[Question, None] = {}
    while len(found) < count:
        kind = ("name", "topic", "beginning", "slip", "box")[len(found) % 5]
        name = draw.choice(known)
        town, _province, latitude, longitude = draw.choice(towns)
        if kind == "name":
            made = Question(kind, name)
        elif kind == "topic":
            made = Question(kind, f"{draw.choice(WORDS)} {draw.choice(TEXT)} {town} ")
        elif kind == "beginning":
            made = Question(kind, name[: max(4, len(name) * 2 // 3)].strip())
        elif kind == "slip":
            made = Question(kind, _slip(draw.choice(WORDS), draw))
        else:
            size = draw.uniform(0.05, 0.3)
            box = (latitude - size, longitude - size, latitude + size, longitude + size)
            made = Question(kind, f"{draw.choice(WORDS)} ", box)
        found[made] = None
    mixed = list(found)
    draw.shuffle(mixed)
    return mixed


def _slip(word: str, draw: random.Random) -> str:
    """Return a word with one letter changed or two swapped, finished by a blank."""
    place = draw.randrange(1, len(word) - 1)
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    changed = word[:place] + draw.choice("bcdfgklmnprtvxz") + word[place + 1 :]
    return f"{draw.choice((swapped, changed))} "


def prepare(home: Path) -> None:
    """Bring Django up on an empty database that holds the queue of changes."""
    os.environ |= {"VIVIER_MODE": "demo", "VIVIER_VAR": str(home), "LOG_LEVEL": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "vivier.settings"
    import django

    django.setup()
    from django.db import connection

    from vivier.search import sources, vocabulary
    from vivier.search.models import IndexChange

    if IndexChange._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(IndexChange)
    sources._sources.clear()
    vocabulary._providers[:] = [_concepts]


def _concepts() -> list:
    """Return the vocabulary as the files have it: the tables are empty here."""
    from vivier.reference.vocabulary import disciplines, synonyms
    from vivier.search.vocabulary import Concept

    fields = disciplines(ROOT / "data" / "icc-wallonia" / "disciplines.csv")
    labels = [
        Concept(f"discipline:{row['code']}", (row["label_fr"], row["label_en"], *row["nace_codes"]))
        for row in fields
    ]
    everyday = synonyms(ROOT / "data" / "reference" / "synonyms.csv")
    return labels + [Concept(row["concept"], tuple(row["words"]), row["broader"]) for row in everyday]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Do the work and return seconds on the clock and of the processor, in this process and its children."""
    clock, processor = time.perf_counter(), _processor()
    work()
    return time.perf_counter() - clock, _processor() - processor


def _peak_memory() -> str:
    own, child = (resource.getrusage(who).ru_maxrss // 1024 for who in WHOSE)
    return f"this process {own} MB, the largest other one {child} MB"


def _processor() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def measure(asked: list[Question], engines: dict[str, Callable[[Question], int | None]]) -> dict:
    """Ask every engine every question in turn; return milliseconds by engine and kind."""
    spent: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in engines}
    for question in asked:
        for name, ask in engines.items():
            begin, processor = time.perf_counter(), time.thread_time()
            if ask(question) is None:
                continue
            took = 1000 * (time.perf_counter() - begin)
            spent[name][question.kind].append(took)
            spent[name]["all"].append(took)
            if question.kind != "slip":
                spent[name]["no slip"].append(took)
            spent[name]["processor"].append(1000 * (time.thread_time() - processor))
    return {name: {kind: _summary(found) for kind, found in kinds.items()} for name, kinds in spent.items()}


def _summary(found: list[float]) -> dict[str, float]:
    ordered = sorted(found)
    at = min(len(ordered) - 1, int(0.95 * len(ordered)))
    return {"n": len(ordered), "p50": round(statistics.median(ordered), 2), "p95": round(ordered[at], 2)}


def report(size: int, built: dict, edits: list[float], spent: dict) -> None:
    """Print the table, what the goals say, and one line of JSON."""
    edit = max(edits)
    print(f"{size} organisations; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for name, (clock, processor) in built.items():
        print(f"built {name:<16}{clock:>8.1f} s on the clock, {processor:>8.1f} s of processor")
    print(
        f"of {len(edits)} edits half are found after {1000 * statistics.median(edits):.0f} ms, "
        f"all after {1000 * edit:.0f} ms"
    )
    kinds = ("name", "topic", "beginning", "slip", "box", "all", "no slip", "processor")
    print(f"{'p50 / p95 ms':<16}" + "".join(f"{kind:>18}" for kind in kinds))
    for name, row in spent.items():
        cells = [f"{row[kind]['p50']} / {row[kind]['p95']}" if kind in row else "–" for kind in kinds]
        print(f"{name:<16}" + "".join(f"{cell:>18}" for cell in cells))
    ratios = _ratios(spent)
    for name, found in ratios.items():
        print(f"vivier / {name:<18}" + "  ".join(f"{at} {ratio:.3f}" for at, ratio in found.items()))
    met = {
        "p95": spent["vivier"]["all"]["p95"] <= GOAL_MS,
        **{name: max(found.values()) <= GOALS[name] for name, found in ratios.items() if name in GOALS},
        "tantivy by processor": spent["vivier"]["processor"]["p95"]
        <= GOAL_BARE * spent.get("tantivy", spent["vivier"])["processor"]["p95"],
        "build": built["vivier"][0] <= GOAL_BUILD,
        "edit": edit <= GOAL_EDIT,
    }
    print(
        json.dumps(
            {
                "benchmark": "search_speed",
                "organisations": size,
                "built": built,
                "edit": edit,
                "spent": spent,
                "met": met,
            }
        )
    )


def _ratios(spent: dict) -> dict[str, dict[str, float]]:
    """Return what ours takes of what each other takes, over the questions that it answers."""
    found = {}
    for name, row in spent.items():
        kind = "all" if "slip" in row else "no slip"
        if name != "vivier":
            found[name] = {at: spent["vivier"][kind][at] / row[kind][at] for at in ("p50", "p95")}
    return found


def built_engines(
    makers: dict[str, Callable[[], object]], wanted: set[str], kept: Path
) -> tuple[dict, dict[str, tuple[float, float]]]:
    """Make the engines wanted; return them, and the seconds each took when its index was built."""
    known = json.loads(kept.read_text()) if kept.exists() else {}
    engines: dict = {}
    for name, make in makers.items():
        if name not in wanted:
            print(f"{name}: left out as asked")
            continue
        took = timed(lambda name=name, make=make: engines.update({name: make()}))
        print(f"{name} is there after {took[0]:.0f} s", file=sys.stderr, flush=True)
        if name not in known:
            print(f"most memory until then: {_peak_memory()}", flush=True)
        known.setdefault(name, took)
        kept.write_text(json.dumps(known))
    return engines, {name: tuple(known[name]) for name in engines}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organisations", type=int, default=200_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--checked", type=int, default=50, help="questions also answered the long way")
    parser.add_argument("--engines", default=",".join(EVERY), help="beside vivier")
    parser.add_argument("--keep", type=Path, help="a folder for the indexes of this many organisations")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vivier-search-speed-") as folder:
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
        run(options, options.keep or Path(folder))


def run(options: argparse.Namespace, folder: Path) -> None:
    """Build what is not there yet, ask, report."""
    postgres = os.environ.pop("DATABASE_URL", "")
    prepare(folder)
    from benchmarks import kept_organisations, speed_engines

    size, rows = options.organisations, folder / f"rows-{options.organisations}.sqlite3"
    kept_organisations.keep(size, rows)
    makers: dict[str, Callable[[], object]] = {
        "vivier": lambda: speed_engines.vivier(size, rows),
        "tantivy": lambda: speed_engines.tantivy_bare(size, rows, folder),
        "FTS5": lambda: speed_engines.fts5(rows, folder),
        "FTS5 apart": lambda: speed_engines.fts5(rows, folder, apart=True),
    }
    if postgres:
        makers["PostgreSQL"] = lambda: speed_engines.postgresql(rows, postgres)
        makers["PostgreSQL apart"] = lambda: speed_engines.postgresql(rows, postgres, apart=True)
    else:
        print("PostgreSQL: not measured (no DATABASE_URL; run under scripts/with-postgres)")
    wanted = {"vivier", *options.engines.split(",")}
    engines, built = built_engines(makers, wanted, folder / f"built-{size}.json")
    measure(questions(WARMING, size, seed=6), engines)
    checked = questions(options.checked, size, seed=8)
    same = speed_engines.same_without_shortcuts(checked)
    print(f"{same} of {len(checked)} answers are the same without the shortcuts: page, scores, count, facets")
    spent = measure(questions(options.questions, size), engines)
    report(size, built, [speed_engines.edit_seconds(pk) for pk in range(7, 7 + EDITS)], spent)


if __name__ == "__main__":
    main()
