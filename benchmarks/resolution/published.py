"""Sets that others published: labelled pairs of restaurants and products, people, places, aliases."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.resolution.data import rows_of
from benchmarks.resolution.measures import Measure, measure
from benchmarks.resolution.training import SEED, grow, shares_of
from vivier.directory.duplicates import Record, find_pairs
from vivier.directory.duplicates.corpus import Corpus, read_record
from vivier.directory.duplicates.features import features_of
from vivier.directory.duplicates.neighbourhood import Neighbourhood
from vivier.directory.duplicates.scoring import compare, read_corpus

FOLDS = 5


@dataclass
class LabelledPairs:
    pairs: list[tuple[Record, Record]]
    truth: np.ndarray


def magellan(folder: Path, name: str) -> tuple[Measure, Measure]:
    """Train both forests on the train part alone; return the measures of valid and test at one half."""
    parts = [_magellan_part(folder / f"structured_{name}_{part}.csv") for part in ("train", "valid", "test")]
    entries = {one.key: read_record(one) for part in parts for pair in part.pairs for one in pair}
    named = {(one.record.name, one.street, one.phone): one for one in entries.values()}
    corpus = Corpus(list(named.values()), {})
    rows = [
        np.array(
            [features_of(entries[one.key], entries[other.key], corpus)[0] for one, other in part.pairs],
            dtype=np.float32,
        )
        for part in parts
    ]
    first = grow(rows[0], parts[0].truth, seed=SEED, leaf=1, extra=True)
    scores = [_held_out(rows[0], parts[0].truth), first.score(rows[1]), first.score(rows[2])]
    seconds = [np.hstack([_around(*one), some]) for *one, some in zip(parts, scores, rows, strict=True)]
    second = grow(seconds[0], parts[0].truth, seed=SEED, leaf=2, extra=True)
    measures = []
    for part, some in zip(parts[1:], seconds[1:], strict=True):
        said = [(str(at), "") for at in np.flatnonzero(second.score(some) >= 0.5)]
        measures.append(measure(said, {(str(at), "") for at in np.flatnonzero(part.truth)}))
    return measures[0], measures[1]


def _around(part: LabelledPairs, scores: np.ndarray) -> np.ndarray:
    """Return what the other pairs of the same part say of each."""
    sides = [sorted({_named(pair[side]) for pair in part.pairs}) for side in (0, 1)]
    places = [{name: at for at, name in enumerate(side)} for side in sides]
    lefts = len(sides[0])
    pairs = [(places[0][_named(one)], lefts + places[1][_named(other)]) for one, other in part.pairs]
    scored = [(one, other, float(score)) for (one, other), score in zip(pairs, scores, strict=True)]
    return np.array(Neighbourhood(scored, lefts).features(pairs, scores.tolist()), dtype=np.float32)


def _named(record: Record) -> tuple[str, str, str]:
    return record.name, record.street, record.phone


def _held_out(rows: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Return the score of each row by a forest that did not see it."""
    folds = np.random.RandomState(SEED).randint(0, FOLDS, len(rows))
    scores = np.zeros(len(rows))
    for fold in range(FOLDS):
        forest = grow(rows[folds != fold], truth[folds != fold], seed=SEED, leaf=1, extra=True)
        scores[folds == fold] = forest.score(rows[folds == fold])
    return scores


def _magellan_part(path: Path) -> LabelledPairs:
    pairs, truth = [], []
    for at, row in enumerate(rows_of(path)):
        pairs.append(
            (
                _magellan_record(row, "left", f"{path.stem}{at}"),
                _magellan_record(row, "right", f"{path.stem}{at}"),
            )
        )
        truth.append(row["label"] == "1")
    return LabelledPairs(pairs, np.array(truth))


def _magellan_record(row: dict[str, str], side: str, at: str) -> Record:
    def value(name: str) -> str:
        return " ".join(row.get(f"{side}_{name}", "").replace("\\ 's", "'s").strip("`' ").split())

    return Record(
        f"{side}{at}",
        value("name") or value("title"),
        street=value("addr"),
        city=value("city"),
        phone=value("phone"),
        activity=tuple(one for one in (value("type"), value("manufacturer")) if one),
    )


def febrl(folder: Path) -> tuple[list[Record], dict[str, str]]:
    """Return the people, and the entity of each key."""
    records, entity = [], {}
    for row in rows_of(folder / "dataset1.csv"):
        key = row["rec_id"]
        entity[key] = key.split("-")[1]
        records.append(
            Record(
                key,
                f"{row['given_name']} {row['surname']}".strip(),
                number=row["soc_sec_id"],
                street=f"{row['street_number']} {row['address_1']}".strip(),
                postal_code=row["postcode"],
                city=row["suburb"],
                country="AU",
                extra={"born": row["date_of_birth"]},
            )
        )
    return records, entity


def chicago_sites(folder: Path) -> tuple[list[Record], dict[str, str]]:
    """Return the sites, and the entity of each key."""
    records, entity = [], {}
    for row in rows_of(folder / "sites_with_true_ids.csv"):
        key = f"{len(records)}"
        entity[key] = row["True Id"]
        records.append(
            Record(
                key,
                row["Site name"],
                street=row["Address"],
                postal_code=row["Zip"],
                city="Chicago",
                country="US",
                phone=row["Phone"],
                domain=row["Website"],
                email=row["Email Address"],
            )
        )
    return records, entity


def deduplicated(records: Sequence[Record], entity: dict[str, str]) -> dict[str, Measure]:
    """Return pairwise measures inside one source: the weights that ship, and others trained in five folds."""
    groups = defaultdict(list)
    for record in records:
        groups[entity[record.key]].append(record.key)
    true = {tuple(sorted(pair)) for keys in groups.values() for pair in combinations(keys, 2)}
    shipped = {tuple(sorted((pair.left, pair.right))) for pair in find_pairs(records, threshold=0.5)}
    return {"shipped": measure(shipped, true), "cross_validated": measure(_folded(records, entity), true)}


def _folded(records: Sequence[Record], entity: dict[str, str]) -> set[tuple[str, str]]:
    corpus = read_corpus(records, (), shares_of(records))
    found, _ = compare(corpus, None)
    keys = [entry.record.key for entry in corpus.entries]
    names = sorted(set(entity.values()))
    of_entity = dict(zip(names, np.random.RandomState(0).randint(0, FOLDS, len(names)), strict=True))
    folds = np.array([of_entity[entity[key]] for key in keys])
    ends = np.array(found.pairs)
    truth = np.array([entity[keys[one]] == entity[keys[other]] for one, other in found.pairs])
    said = set()
    for fold in range(FOLDS):
        outside = (folds[ends] != fold).all(axis=1)
        forest = grow(found.rows[outside], truth[outside], seed=SEED, leaf=2)
        tested = np.flatnonzero(folds[ends[:, 0]] == fold)
        for row, score in zip(tested, forest.score(found.rows[tested]), strict=True):
            if score >= 0.5:
                said.add(tuple(sorted(keys[at] for at in found.pairs[row])))
    return said


def ace_aliases(folder: Path) -> dict[str, float]:
    """Return how often the true alias is first, and among the first five, of all aliases."""
    rows = list(rows_of(folder / "aliases_dev.csv"))
    names = [Record(f"n{at}", row["name"]) for at, row in enumerate(rows)]
    aliases = [Record(f"a{at}", row["alternative_name"]) for at, row in enumerate(rows)]
    ranked = defaultdict(list)
    for pair in find_pairs(aliases, names, threshold=0.0):
        ranked[pair.left].append(pair.right)
    places = []
    for at in range(len(rows)):
        row = ranked[f"a{at}"]
        places.append(row.index(f"n{at}") if f"n{at}" in row else len(rows))
    return {f"recall_at_{top}": round(sum(at < top for at in places) / len(rows), 3) for top in (1, 5)}
