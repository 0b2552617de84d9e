"""Rank the cultural calls of the European Union first, beside plain keyword search for the same words."""

import json
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.tables import text_of
from vivier.opportunities.relevance.texts import Texts

# What a cultural organisation says of itself, in the language of the calls.
ASKED = "culture cultural creative creativity arts artists heritage"
FIELDS = ("title", "callTitle", "programme", "description")


def measure_eu_calls(folder):
    """Average precision of each way; the baseline is the share of cultural calls."""
    calls = list(labelled_calls(folder))
    cultural = np.array([said(call["cultural"]) for call in calls], dtype=bool)
    if not cultural.any():
        why = f"none of the {len(calls)} calls in {folder} is labelled cultural"
        print(f"eu_calls: skipped, {why}")
        return {"skipped": why}
    started = time.perf_counter()
    texts = Texts([" ".join(words_in(call.get(name)) for name in FIELDS) for call in calls])
    found = texts.found_by(ASKED)
    results = {
        "any order": float(cultural.mean()),
        "keyword search, 'culture'": average_precision(texts.found_by("culture"), cultural),
        "keyword search, same words": average_precision(found, cultural),
        "Vivier: spread along likeness": average_precision(texts.spread(found), cultural),
    }
    print(f"\n{len(calls)} calls of the EU, {int(cultural.sum())} cultural: average precision")
    for name, value in results.items():
        print(f"{name:34}{value:9.3f}")
    results["seconds"] = time.perf_counter() - started
    return {"calls": len(calls), **{name: round(value, 4) for name, value in results.items()}}


def labelled_calls(folder):
    """The calls that say whether they are cultural; how many other lines there are is said."""
    left_out = 0
    for path in sorted(folder.glob("*.jsonl")):
        for line in text_of(path).split("\n"):
            if not line.strip():
                continue
            try:
                call = json.loads(line)
            except ValueError:
                call = None
            if isinstance(call, dict) and call.get("cultural") is not None:
                yield call
            else:
                left_out += 1
    if left_out:
        print(f"eu_calls: {left_out} lines without a label are left out")


def said(label):
    """Whether a label says yes: true, 1, "true", "yes"."""
    return label.strip().lower() in {"true", "1", "yes"} if isinstance(label, str) else bool(label)


def words_in(value):
    """What a field says, as text: lists and tables too."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value else ""


def average_precision(scores, wanted):
    """The mean of the precision at each wanted row, in descending order of the scores."""
    hits = wanted[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())
