"""Find the same organisations in two lists, beside names-only TF-IDF and Splink 5 in the same run.

    .venv/bin/python benchmarks/entity_resolution.py [--left A.csv --right B.csv --truth AB.csv]
        [--inside AA.csv] [--set magellan|febrl|chicago_sites|ace_aliases] [--no-baselines] [--seeds 0]
        [--speed 50000]

On the list that the weights were trained on, the figure is cross-validated: five folds by entity, each
judged by weights that saw none of its entities. On other lists the weights that ship are used. A list has a
key, `name` and what else is known, in columns of any order; a truth the keys of both. Baselines whose
library is not installed (`scripts/bench-parts`) are left out, and said. Ends with one line of JSON.
"""

import argparse
import hashlib
import importlib.util
import json
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
NEEDED = {"tfidf": ("sklearn",), "splink": ("sklearn", "splink")}
# The threshold that makes the expected F1 greatest is half of that F1 (Lipton and others, 2014).
DECISION = 0.4
GOALS = {"fr_associations": 0.80, "fodors-zagats": 0.98, "above_baselines": 0.20}


def missing(names: Iterable[str]) -> list[str]:
    """Return which of these libraries are not installed."""
    return [name for name in names if not importlib.util.find_spec(name)]


def compare_sources(options: argparse.Namespace) -> dict[str, Any]:
    """Print and return the measures of two sources: ours, and the baselines at their best threshold."""
    from benchmarks.resolution.data import read_matches, read_source

    left, right = read_source(options.left), read_source(options.right)
    keys = [{record.key for record in side} for side in (left, right)]
    true = read_matches(options.truth, *keys)
    print(f"{len(left)} and {len(right)} records, {len(true)} pairs the same")
    result: dict[str, Any] = {"ours": _ours(options, left, right, true)}
    if options.baselines and left and right:
        result |= _baselines(left, right, true)
    others = [some["f1"] for name, some in result.items() if name != "ours" and "f1" in some]
    if others:
        result["above_best_baseline"] = round(result["ours"]["f1"] - max(others), 3)
        print(f"Above the best baseline: {result['above_best_baseline']:+.3f}")
    return result


def _baselines(left: Any, right: Any, true: set[tuple[str, str]]) -> dict[str, Any]:
    from benchmarks.resolution.measures import best_measure, best_per_left

    result: dict[str, Any] = {}
    for name, needed in NEEDED.items():
        if lacking := missing(needed):
            result[name] = {"skipped": f"not installed: {', '.join(lacking)}"}
            print(f"{name}: skipped, not installed: {', '.join(lacking)} (scripts/bench-parts)")
            continue
        from benchmarks.resolution import baselines

        began = time.perf_counter()
        scores, compared = getattr(baselines, name)(left, right)
        seconds = time.perf_counter() - began
        for label, some in ((name, scores), (f"{name}_best_of_each", best_per_left(scores))):
            best, threshold = best_measure(some, true)
            result[label] = _line(f"{label} (best threshold {threshold:.2f})", best, compared, seconds)
    return result


def _ours(options: argparse.Namespace, left: Any, right: Any, true: set[tuple[str, str]]) -> dict[str, Any]:
    from benchmarks.resolution.measures import measure
    from vivier.directory.duplicates.model import shipped_model
    from vivier.directory.duplicates.pairs import chosen_rows
    from vivier.directory.duplicates.scoring import score

    title = "ours, weights that ship"
    if hashlib.sha256(options.truth.read_bytes()).hexdigest() == shipped_model().trained_on:
        if not missing(["sklearn"]):
            return _cross_validated(options, true)
        title += " (trained on this very list: no honest figure; scripts/bench-parts for one)"
    began = time.perf_counter()
    scored = score(left, right, shipped_model())
    entries = scored.corpus.entries
    said = [
        (entries[scored.pairs[row][0]].record.key, entries[scored.pairs[row][1]].record.key)
        for row in chosen_rows(scored, DECISION, one_per_left=True)
    ]
    return _line(title, measure(said, true), scored.compared, time.perf_counter() - began)


def _cross_validated(options: argparse.Namespace, true: set[tuple[str, str]]) -> dict[str, Any]:
    from benchmarks.resolution.calibration import calibrated_by_others, reliability
    from benchmarks.resolution.measures import best_per_left, measure
    from benchmarks.resolution.train import labelled
    from benchmarks.resolution.validation import FOLDS, out_of_fold

    data = labelled(options)
    inside = {tuple(sorted(pair)) for pair in data.inside}
    results = []
    for seed in options.seeds:
        began = time.perf_counter()
        scores = calibrated_by_others(out_of_fold(data, seed=seed), data, count=FOLDS, seed=seed)
        seconds = time.perf_counter() - began
        across = best_per_left({pair: value for pair, value in scores.items() if pair[1] in data.rights})
        said = [pair for pair, value in across.items() if value >= DECISION]
        title = f"ours, cross-validated, folds {seed}"
        results.append(_line(title, measure(said, true), data.compared, seconds))
        near = {tuple(sorted(p)) for p, v in scores.items() if p[1] not in data.rights and v >= DECISION}
        results[-1]["inside"] = _line("  inside the left source", measure(near, inside), data.compared, 0)
        print("\n".join(f"    scores {line}" for line in reliability(across, true)))
    mean = sum(one["f1"] for one in results) / len(results)
    return {
        **results[0],
        "f1": round(mean, 4),
        "cross_validated": True,
        "each": [one["f1"] for one in results],
    }


def _line(title: str, measured: Any, compared: int, seconds: float) -> dict[str, Any]:
    print(f"{title:48s} {measured}  {compared:>9,} compared  {seconds:6.1f} s", flush=True)
    values = {"precision": measured.precision, "recall": measured.recall, "f1": measured.f1}
    return {
        **{name: round(value, 4) for name, value in values.items()},
        "compared": compared,
        "seconds": round(seconds, 1),
    }


def other_set(name: str, folder: Path) -> dict[str, Any]:
    """Print and return the measures of a set that others published."""
    from benchmarks.resolution import published

    began = time.perf_counter()
    if name == "magellan":
        result: dict[str, Any] = {}
        for one in ("fodors-zagats", "amazon-google"):
            valid, test = published.magellan(folder, one)
            print(f"{one}: valid {valid}; test {test}")
            result[one] = {"valid_f1": round(valid.f1, 4), "test_f1": round(test.f1, 4)}
    elif name == "ace_aliases":
        result = dict(published.ace_aliases(folder))
    else:
        measures: Mapping[str, Any] = published.deduplicated(*getattr(published, name)(folder))
        result = {title: {"f1": round(one.f1, 4)} for title, one in measures.items()}
        print("\n".join(f"{name}, {title}: {one}" for title, one in measures.items()))
    result["seconds"] = round(time.perf_counter() - began, 1)
    print(f"{name}: {result}")
    return result


def speed(count: int) -> dict[str, Any]:
    """Print and return how long that many generated records take, and how many pairs were compared."""
    from benchmarks.resolution.generated import records
    from vivier.directory.duplicates.model import shipped_model
    from vivier.directory.duplicates.scoring import score

    some = records(count)
    began, worked = time.perf_counter(), time.process_time()
    scored = score(some, None, shipped_model())
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    told = f"{seconds:.1f} s, {worked:.1f} s of them on the processor"
    print(f"{count:,} generated records: {scored.compared:,} pairs compared in {told}")
    return {
        "records": count,
        "compared": scored.compared,
        "seconds": round(seconds, 1),
        "processor_seconds": round(worked, 1),
    }


def main() -> None:
    """Run what was asked for and end with one line of JSON."""
    from benchmarks.resolution.data import SHARED, Unreadable
    from benchmarks.resolution.sources import add_sources

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add_sources(parser)
    parser.add_argument("--set", choices=("magellan", "febrl", "chicago_sites", "ace_aliases"))
    parser.add_argument("--folder", type=Path, default=SHARED, help="where the sets of `--set` are")
    parser.add_argument("--no-baselines", dest="baselines", action="store_false")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0], help="one cross-validation each")
    parser.add_argument("--speed", type=int, metavar="N")
    try:
        result = measured(parser.parse_args())
    except Unreadable as problem:
        print(problem, file=sys.stderr)
        result = {"unreadable": str(problem)}
    print(json.dumps(result))
    sys.exit(2 if "unreadable" in result else 0)


def measured(options: argparse.Namespace) -> dict[str, Any]:
    """Return what was asked for, or what is missing for it."""
    result: dict[str, Any] = {"goals": GOALS}
    if options.speed:
        return result | {"speed": speed(options.speed)}
    if options.set:
        if lacking := missing(["sklearn"]):
            return {"skipped": f"not installed: {', '.join(lacking)} (scripts/bench-parts)"}
        if not (options.folder / options.set).exists():
            return {"skipped": f"no data at {options.folder / options.set}"}
        return result | {options.set: other_set(options.set, options.folder / options.set)}
    if absent := [path for path in (options.left, options.right, options.truth) if not path.is_file()]:
        return {"skipped": f"no data at {', '.join(map(str, absent))}"}
    return result | {"sources": compare_sources(options)}


if __name__ == "__main__":
    main()
