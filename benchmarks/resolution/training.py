"""Train the weights of the duplicate finder on labelled pairs; needs scikit-learn, reproducible by seed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression

from vivier.directory.duplicates.corpus import stems_of
from vivier.directory.duplicates.evidence import EVIDENCE
from vivier.directory.duplicates.forest import Forest
from vivier.directory.duplicates.line import Line, read_columns
from vivier.directory.duplicates.model import Model
from vivier.directory.duplicates.neighbourhood import NEIGHBOUR_FEATURES
from vivier.directory.duplicates.records import Record
from vivier.directory.duplicates.scoring import (
    SECOND_FEATURES,
    Candidates,
    compare,
    neighbourhood_of,
    read_corpus,
    second_rows,
    undecided,
)

SEED = 11
TREES = 120
INNER_FOLDS = 4
LEAST_SHARE = 0.004
LINE_FEATURES = (
    *NEIGHBOUR_FEATURES,
    *("least_share", "department", "mass", "whole_least_share", "named_department", "most_missing"),
    *("trigrams", "letters_short", "acronym", "local_body", "figures", "begins"),
)
ODDS_FEATURES = (
    *("own", "least_other", "most_other", "left_other", "right_other", "through", "rival_through"),
)
PairOfKeys = tuple[str, str]


@dataclass
class Labelled:
    """Two sources and the pairs known to be the same: across them, and inside the left one."""

    left: Sequence[Record]
    right: Sequence[Record]
    across: set[PairOfKeys]
    inside: set[PairOfKeys]

    def __post_init__(self) -> None:
        self.shares = shares_of(self.left, self.right)
        self.corpus = read_corpus(self.left, self.right, self.shares)
        self.lefts = len(self.left)
        self.rights = {record.key for record in self.right}
        self.keys = [entry.record.key for entry in self.corpus.entries]
        self.same = {tuple(sorted(pair)) for pair in (*self.across, *self.inside)}
        self.entity = self._entities()
        self.found, self.compared = compare(self.corpus, self.lefts)

    def truth(self, pairs: Iterable[tuple[int, int]]) -> np.ndarray:
        return np.array(
            [tuple(sorted((self.keys[a], self.keys[b]))) in self.same for a, b in pairs], dtype=bool
        )

    def _entities(self) -> np.ndarray:
        """Return for each position the number of its entity: all that the truth joins, directly or not."""
        place = {key: at for at, key in enumerate(self.keys)}
        root = list(range(len(self.keys)))

        def find(at: int) -> int:
            while root[at] != at:
                root[at] = root[root[at]]
                at = root[at]
            return at

        for one, other in sorted(self.same):
            root[find(place[one])] = find(place[other])
        return np.array([find(at) for at in range(len(root))])

    def folds(self, count: int, seed: int) -> np.ndarray:
        """Return for each position a fold, the same for all records of one entity."""
        return np.random.RandomState(seed).randint(0, count, size=len(self.keys))[self.entity]


def shares_of(*sides: Sequence[Record]) -> dict[str, float]:
    """Return the share of records that hold each stem that is not rare; no label is used."""
    corpus = read_corpus(sides[0], sides[1] if len(sides) > 1 else (), {})
    counts = Counter(stem for entry in corpus.entries for stem in set(stems_of(entry)))
    total = max(1, len(corpus.entries))
    return {stem: round(n / total, 5) for stem, n in sorted(counts.items()) if n / total >= LEAST_SHARE}


def grow(rows: np.ndarray, truth: np.ndarray, *, seed: int, leaf: int, extra: bool = False) -> Forest:
    """Train a forest and write its trees end to end; with `extra`, limits are drawn at random."""
    kind = ExtraTreesClassifier if extra else RandomForestClassifier
    trained = kind(
        n_estimators=TREES,
        min_samples_leaf=leaf,
        max_features=0.5 if extra else 0.35,
        random_state=seed,
        n_jobs=1,
    ).fit(rows, truth)
    parts: dict[str, list[np.ndarray]] = {name: [] for name in Forest.__slots__}
    offset = 0
    true_at = list(trained.classes_).index(True)
    for one in trained.estimators_:
        tree = one.tree_
        value = tree.value[:, 0, :]
        inner = tree.children_left >= 0
        parts["feature"].append(np.where(inner, tree.feature, -1).astype(np.int16))
        # The largest float32 not above the threshold decides as the threshold does for float32 rows.
        limit = tree.threshold.astype(np.float32)
        limit = np.where(limit > tree.threshold, np.nextafter(limit, np.float32(-np.inf)), limit)
        parts["limit"].append(limit.astype(np.float32))
        parts["below"].append(np.where(inner, tree.children_left + offset, 0).astype(np.int32))
        parts["above"].append(np.where(inner, tree.children_right + offset, 0).astype(np.int32))
        parts["value"].append((value[:, true_at] / value.sum(axis=1)).astype(np.float32))
        parts["roots"].append(np.array([offset], dtype=np.int32))
        offset += tree.node_count
    return Forest(*(np.concatenate(parts[name]) for name in Forest.__slots__))


@dataclass
class Fitted:
    """A model, and the second rows of all pairs as it sees them (training pairs judged out of fold)."""

    model: Model
    pairs: list[tuple[int, int]]
    rows: np.ndarray


def fit(labelled: Labelled, allowed: np.ndarray, *, seed: int = SEED) -> Fitted:
    """Train on the pairs whose two records are allowed; the second forest sees out-of-fold first scores."""
    found = Candidates(list(labelled.found.pairs), labelled.found.rows)
    truth = labelled.truth(found.pairs)
    ends = np.array(found.pairs)
    trains = allowed[ends].all(axis=1)
    first = grow(found.rows[trains], truth[trains], seed=seed, leaf=3)
    scores = first.score(found.rows)
    folds = labelled.folds(INNER_FOLDS, seed)
    inner = []
    for fold in range(INNER_FOLDS):
        outside = trains & (folds[ends] != fold).all(axis=1)
        inner.append(grow(found.rows[outside], truth[outside], seed=seed, leaf=3))
        held = trains & (folds[ends[:, 0]] == fold)
        scores[held] = inner[fold].score(found.rows[held])
    graph, bridged = neighbourhood_of(found, scores, labelled.corpus, labelled.lefts)
    scores = np.concatenate([scores, np.zeros(bridged)])
    scores[len(truth) :] = _bridge_scores(found, len(truth), allowed, folds, first, inner)
    rows = second_rows(found, scores, graph)
    truth = labelled.truth(found.pairs)
    trains = allowed[np.array(found.pairs)].all(axis=1) & undecided(rows)
    second = grow(rows[trains], truth[trains], seed=seed + 1, leaf=3, extra=True)
    line = draw_line(rows[trains], truth[trains])
    return Fitted(Model(first, second, line, labelled.shares, EVIDENCE), found.pairs, rows)


def draw_line(rows: np.ndarray, truth: np.ndarray) -> Line:
    """Train a logistic regression on the second rows, with few columns and small weights."""
    columns = np.array([SECOND_FEATURES.index(name) for name in LINE_FEATURES], dtype=np.int16)
    as_odds = np.array([name in ODDS_FEATURES for name in LINE_FEATURES])
    values = read_columns(rows, columns, as_odds)
    centers, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale == 0] = 1.0
    trained = LogisticRegression(C=0.1, max_iter=2000).fit((values - centers) / scale, truth)
    return Line(columns, as_odds, centers, trained.coef_[0] / scale, trained.intercept_)


def _bridge_scores(
    found: Candidates, start: int, allowed: np.ndarray, folds: np.ndarray, first: Forest, inner: list[Forest]
) -> np.ndarray:
    scores = []
    for (one, other), row in zip(found.pairs[start:], found.rows[start:], strict=True):
        forest = inner[folds[one]] if allowed[[one, other]].all() else first
        scores.append(float(forest.score(row[None])[0]))
    return np.array(scores)
