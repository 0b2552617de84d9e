"""Rank the cultural calls of the European Union first, beside plain keyword search for the same words."""

import json
import time

import numpy as np

from vivier.opportunities.relevance.texts import Texts

# What a cultural organisation says of itself, in the language of the calls.
ASKED = "culture cultural creative creativity arts artists heritage"
FIELDS = ("title", "callTitle", "programme", "description")


def measure_eu_calls(folder):
    """Average precision of each way; the baseline is the share of cultural calls."""
    calls = [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    cultural = np.array([bool(call["cultural"]) for call in calls])
    started = time.perf_counter()
    texts = Texts([" ".join(call.get(name) or "" for name in FIELDS) for call in calls])
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
    return {name: round(value, 4) for name, value in results.items()}


def average_precision(scores, wanted):
    """The mean of the precision at each wanted row, in descending order of the scores."""
    hits = wanted[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())
