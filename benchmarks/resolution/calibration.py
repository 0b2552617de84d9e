"""Make scores mean what they say, by scores that models gave to pairs they did not know."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.resolution.measures import best_per_left
from benchmarks.resolution.training import Labelled
from vivier.directory.duplicates.model import Model
from vivier.directory.duplicates.scoring import log_odds

PairOfKeys = tuple[str, str]


def calibrated(model: Model, scores: Mapping[PairOfKeys, float], labelled: Labelled) -> Model:
    """Return the model with the line that turns log odds of its scores into log odds of being the same."""
    return replace(model, calibration=_line(scores, labelled))


def calibrated_by_others(
    scores: Mapping[PairOfKeys, float], labelled: Labelled, *, count: int, seed: int
) -> dict[PairOfKeys, float]:
    """Return the scores of each fold calibrated by the scores of the other folds."""
    folds = dict(zip(labelled.keys, labelled.folds(count, seed).tolist(), strict=True))
    made = {}
    for fold in range(count):
        others = {pair: score for pair, score in scores.items() if folds[pair[0]] != fold}
        slope, offset = _line(others, labelled)
        mine = [pair for pair in scores if folds[pair[0]] == fold]
        odds = log_odds(np.array([scores[pair] for pair in mine])) * slope + offset
        made.update(zip(mine, (1 / (1 + np.exp(-odds))).tolist(), strict=True))
    return made


def _line(scores: Mapping[PairOfKeys, float], labelled: Labelled) -> tuple[float, float]:
    """Return slope and offset, from each left record's best counterpart and the pairs inside its source."""
    across = best_per_left({pair: score for pair, score in scores.items() if pair[1] in labelled.rights})
    inside = {pair: score for pair, score in scores.items() if pair[1] not in labelled.rights}
    pairs = sorted({**across, **inside}.items())
    truth = [tuple(sorted(pair)) in labelled.same for pair, _ in pairs]
    odds = log_odds(np.array([score for _, score in pairs]))
    line = LogisticRegression(C=1e6).fit(odds[:, None], truth)
    return float(line.coef_[0, 0]), float(line.intercept_[0])


def reliability(scores: Mapping[PairOfKeys, float], true: set[PairOfKeys], steps: int = 5) -> list[str]:
    """Return, for each step of the scores, how many pairs have it and what share of them are the same."""
    lines = []
    for step in range(steps):
        low, high = step / steps, (step + 1) / steps
        some = [pair for pair, score in scores.items() if low <= score < high or score == high == 1]
        share = sum(pair in true for pair in some) / len(some) if some else 0.0
        lines.append(f"{low:.1f} to {high:.1f}: {len(some):5d} pairs, {share:.2f} the same")
    return lines
