"""Why a pair has its score: what each kind of feature added or took away, with the values compared."""

from collections import defaultdict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vivier.directory.duplicates.corpus import Entry
from vivier.directory.duplicates.features import FEATURES, features_of
from vivier.directory.duplicates.model import Model
from vivier.directory.duplicates.name_features import Alignment
from vivier.directory.duplicates.records import Reason
from vivier.directory.duplicates.scoring import SECOND_FEATURES, Scored

MOST_REASONS = 6
LEAST_WEIGHT = 0.01
# Log odds to a share of the decision, so that both kinds of reasons stand on one scale.
PER_LOG_ODDS = 0.1
# Letters in common, of the longer name: from here two names are spelt almost alike, from there the same.
ALIKE, SAME = 0.75, 0.97

_KIND = {
    **dict.fromkeys(("least_share", "most_share", "mass", "same_share", "whole_least_share"), "words"),
    **dict.fromkeys(("whole_most_share", "whole_mass", "plain_mass", "least_mass", "most_mass"), "words"),
    **dict.fromkeys(("rarest", "least_words", "most_words"), "words"),
    **dict.fromkeys(("least_missing", "most_missing"), "missing"),
    **dict.fromkeys(("whole_least_missing", "whole_most_missing"), "missing"),
    **dict.fromkeys(("letters_short", "letters_long", "trigrams", "begins"), "spelling"),
    **dict.fromkeys(("department", "named_department", "local_body", "least_department"), "department"),
    **dict.fromkeys(("city", "place_in_name", "cities_seen"), "city"),
    **dict.fromkeys(("through", "through_sum", "left_company", "right_company", "across"), "neighbours"),
    **dict.fromkeys(("least_other", "most_other", "left_other", "right_other"), "rivals"),
    **dict.fromkeys(("left_rank", "right_rank", "rival_through"), "rivals"),
    "house": "street",
}

# Kinds that state a fact: said only when the fact is known and goes the way the score went.
_FACTS = {
    "department": ("named_department", "department"),
    "city": ("city", "place_in_name"),
    "figures": ("figures",),
    "acronym": ("acronym",),
    "street": ("street",),
}

_VALUES: dict[str, Callable[[Entry, Alignment, int], str]] = {
    "words": lambda _entry, best, side: " ".join(words[side] for words in best.words),
    "missing": lambda _entry, best, side: " ".join((best.left_free, best.right_free)[side]),
    "department": lambda entry, _best, _side: entry.department,
    "city": lambda entry, _best, _side: entry.record.city or entry.city,
    "number": lambda entry, _best, _side: entry.record.number,
    "domain": lambda entry, _best, _side: entry.domain,
    "email": lambda entry, _best, _side: entry.record.email,
    "phone": lambda entry, _best, _side: entry.record.phone,
    "street": lambda entry, _best, _side: entry.record.street,
    "postal_code": lambda entry, _best, _side: entry.record.postal_code,
    "activity": lambda entry, _best, _side: ", ".join(entry.record.activity),
}


def kind_of(name: str) -> str:
    """Return the kind of reason that a feature belongs to."""
    return _KIND.get(name, name)


def reasons_of(scored: Scored, row: int, model: Model) -> tuple[Reason, ...]:
    """Return the reasons of one scored pair, the weightiest first; at least one."""
    left, right = (scored.corpus.entries[place] for place in scored.pairs[row])
    best = features_of(left, right, scored.corpus)[1]
    weights = _weights(scored, row, model)
    ordered = sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0]))
    plain = scored.rows[row][-len(FEATURES) :]
    true = [item for item in ordered if _is_true(*item, plain)]
    said = [item for item in true if abs(item[1]) >= LEAST_WEIGHT] or true[:1]
    return tuple(
        Reason(kind, weight > 0, round(abs(weight), 4), _values(kind, left, right, best))
        for kind, weight in said[:MOST_REASONS]
    )


def _is_true(kind: str, weight: float, plain: NDArray[np.float32]) -> bool:
    """Return whether the values bear out what the reason would say."""
    if kind == "spelling":
        alike, begins = (float(plain[FEATURES.index(name)]) for name in ("letters_long", "begins"))
        return (alike >= ALIKE or begins > 0) if weight > 0 else alike < SAME
    if kind not in _FACTS:
        return True
    facts = [float(plain[FEATURES.index(name)]) for name in _FACTS[kind]]
    known = next((fact for fact in facts if fact), 0.0)
    return known != 0.0 and (known > 0) == (weight > 0)


def _weights(scored: Scored, row: int, model: Model) -> dict[str, float]:
    """Return what each kind added to the score; what the first forest said is divided among its features."""
    features = scored.rows[row]
    plain = features[-len(FEATURES) :]
    weights: dict[str, float] = defaultdict(float)
    first = model.first.shares(plain)
    second = model.second.shares(features) / 2
    second[model.line.columns] += model.line.terms(features[None])[0] * PER_LOG_ODDS / 2
    scale = float(second[0]) / total if abs(total := float(np.abs(first).sum())) > 1e-9 else 0.0
    for name, share in zip(FEATURES, first, strict=True):
        weights[kind_of(name)] += float(share) * abs(scale)
    for name, share in zip(SECOND_FEATURES[1:], second[1:], strict=True):
        weights[kind_of(name)] += float(share)
    for name, (same, different) in model.evidence.items():
        said = float(plain[FEATURES.index(name)])
        weights[kind_of(name)] += (same * said if said > 0 else -different * said) * PER_LOG_ODDS
    return weights


def _values(kind: str, left: Entry, right: Entry, best: Alignment) -> tuple[str, str]:
    value = _VALUES.get(kind)
    if value is None:
        return left.record.name[:200], right.record.name[:200]
    return value(left, best, 0), value(right, best, 1)
