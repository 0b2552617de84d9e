"""Train the weights that come with Vivier on a labelled set.

    .venv/bin/python -m benchmarks.resolution.train [--write] [--seed 11]
        [--left A.csv --right B.csv --truth AB.csv --inside AA.csv]

Without `--write` the new weights are only compared with those that ship. The same data and seed give the same
weights with the same scikit-learn.
"""

import argparse
import hashlib
from dataclasses import replace

import numpy as np

from benchmarks.resolution.calibration import calibrated
from benchmarks.resolution.data import read_matches, read_source
from benchmarks.resolution.sources import add_sources
from benchmarks.resolution.training import SEED, Labelled, fit
from benchmarks.resolution.validation import out_of_fold
from vivier.directory.duplicates.model import SHIPPED, Model


def labelled(options: argparse.Namespace) -> Labelled:
    left, right = read_source(options.left), read_source(options.right)
    lefts, rights = ({record.key for record in side} for side in (left, right))
    inside = read_matches(options.inside, lefts, lefts) if options.inside.exists() else set()
    return Labelled(left, right, read_matches(options.truth, lefts, rights), inside)


def same(one: Model, other: Model) -> bool:
    """Return whether two models score alike: the same trees and numbers."""
    first, second = (
        {**model.first.arrays("first"), **model.second.arrays("second"), **model.line.arrays("line")}
        for model in (one, other)
    )
    return all(
        first[name].shape == second[name].shape and np.allclose(first[name], second[name]) for name in first
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add_sources(parser)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if not options.left.exists():
        print(f"Skipped: no labelled set at {options.left}.")
        return
    data = labelled(options)
    fitted = fit(data, np.ones(len(data.keys), dtype=bool), seed=options.seed)
    model = calibrated(fitted.model, out_of_fold(data, seed=options.seed), data)
    model = replace(model, trained_on=hashlib.sha256(options.truth.read_bytes()).hexdigest())
    if options.write:
        model.save(SHIPPED)
        print(f"Wrote {SHIPPED.name}: {SHIPPED.stat().st_size:,} bytes, calibration {model.calibration}.")
    else:
        print(
            "The same weights as those that ship." if same(model, Model.load(SHIPPED)) else "Other weights."
        )


if __name__ == "__main__":
    main()
