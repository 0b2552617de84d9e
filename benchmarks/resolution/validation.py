"""Cross-validation of the whole method, grouped by entity: no record of a tested entity was trained on."""

import numpy as np

from benchmarks.resolution.training import Labelled, fit
from vivier.directory.duplicates.scoring import undecided

FOLDS = 5


def out_of_fold(labelled: Labelled, *, seed: int = 0) -> dict[tuple[str, str], float]:
    """Return the score of each pair across the sources, given by a model that knew neither of its entities.

    Also inside the left source: the keys of the pair tell which.
    """
    folds = labelled.folds(FOLDS, seed)
    scores: dict[tuple[str, str], float] = {}
    for fold in range(FOLDS):
        fitted = fit(labelled, folds != fold)
        ends = np.array(fitted.pairs)
        tested = np.flatnonzero((folds[ends[:, 0]] == fold) & undecided(fitted.rows))
        values = fitted.model.second_score(fitted.rows[tested])
        for row, value in zip(tested, values, strict=True):
            one, other = fitted.pairs[row]
            scores[labelled.keys[one], labelled.keys[other]] = float(value)
    return scores
