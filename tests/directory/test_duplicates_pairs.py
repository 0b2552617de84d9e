"""Pairs of records that are probably the same: which, how surely, why, and at what cost."""

import itertools
import random
from dataclasses import replace

import pytest
from django.utils import translation

from benchmarks.resolution.generated import records as generated
from vivier.directory.duplicates import Record, find_pairs
from vivier.directory.duplicates.blocking import KEPT_PER_RECORD, candidates
from vivier.directory.duplicates.corpus import Corpus, read_record
from vivier.directory.duplicates.model import SHIPPED, Model, shipped_model
from vivier.directory.duplicates.scoring import score
from vivier.directory.duplicates.wording import words_for

ACTORS = [
    Record("a1", "Théâtre de la Renaissance asbl", city="Seraing", postal_code="4100"),
    Record("a2", "THEATRE DE LA RENAISSANCE", city="Seraing", postal_code="4100"),
    Record("b1", "Orchestre philharmonique du Condroz", number="0412.345.678"),
    Record("b2", "OPC - Orchestre Philharmonique Condroz", number="412345678"),
    Record("c1", "Galerie Véranda", domain="veranda.example"),
    Record("d1", "Collectif Mycélium", phone="04 333 22 11"),
    Record("e1", "Éditions du Cerisier", city="Cuesmes"),
    Record("f1", "Centre culturel de Huy", number="0400.000.001", city="Huy"),
    Record("f2", "Centre culturel de Huy", number="0400.000.002", city="Huy"),
]
NAUGHTY = [
    "",
    " ",
    "\x00\x01\u202e\ufeff",
    "'; DROP TABLE actors; --",
    "<script>alert(1)</script>",
    "𝕿𝖍𝖊𝖆𝖙𝖗𝖊",
    "田中さんにあげて下さい",
    "̡͓̞ͅI̗̘̦͝n͇͇͙v̮̫ok̲̫̙͈i̖͙̭",
    "👾 🙇 💁",
    "((((((((",
    "a" * 10_000,
    "mot " * 5_000,
    "- 44 ",
    "X - 44 X - 44 X - 44",
    "A.B.C.D.E.F.G.H.I.J.K.L",
    "٤٤ ²³ ½",
]


def by_keys(pairs):
    return {frozenset((pair.left, pair.right)): pair for pair in pairs}


def test_the_same_organisations_are_found_and_strangers_are_not():
    found = by_keys(find_pairs(ACTORS))

    assert found[frozenset(("a1", "a2"))].score >= 0.5
    assert found[frozenset(("b1", "b2"))].band == "sure"
    assert not {pair for pair in found if pair & {"c1", "d1", "e1"}}


def test_different_company_numbers_keep_namesakes_apart():
    assert frozenset(("f1", "f2")) not in by_keys(find_pairs(ACTORS, threshold=0.5))


def test_each_pair_has_a_probability_its_band_and_reasons_with_values():
    pairs = find_pairs(ACTORS)

    assert pairs == sorted(pairs, key=lambda pair: (-pair.score, pair.left, pair.right))
    for pair in pairs:
        assert 0.2 <= pair.score <= 1
        assert pair.band == ("sure" if pair.score >= 0.95 else "likely" if pair.score >= 0.5 else "possible")
        assert pair.reasons
        assert all(reason.weight >= 0 for reason in pair.reasons)
        assert len({reason.feature for reason in pair.reasons}) == len(pair.reasons)
    numbers = [
        reason for reason in by_keys(pairs)[frozenset(("b1", "b2"))].reasons if reason.feature == "number"
    ]
    assert [(reason.for_, reason.values) for reason in numbers] == [(True, ("0412.345.678", "412345678"))]


def test_a_reason_states_only_what_is_known():
    pairs = by_keys(find_pairs(ACTORS, threshold=0.0))
    without_place = pairs[frozenset(("b1", "b2"))].reasons
    with_place = pairs[frozenset(("a1", "a2"))].reasons

    assert not {reason.feature for reason in without_place} & {"city", "department", "postal_code", "street"}
    assert all(reason.for_ for reason in with_place if reason.feature in {"city", "postal_code"})
    assert {"postal_code"} <= {reason.feature for reason in with_place}


def test_the_answer_does_not_depend_on_the_order_of_records():
    shuffled = list(ACTORS)
    random.Random(3).shuffle(shuffled)

    straight, mixed = by_keys(find_pairs(ACTORS)), by_keys(find_pairs(shuffled))

    assert {pair: (one.score, one.band) for pair, one in straight.items()} == {
        pair: (one.score, one.band) for pair, one in mixed.items()
    }
    assert find_pairs(ACTORS) == find_pairs(ACTORS)


def test_the_earlier_record_stands_on_the_left_with_its_values():
    pair = by_keys(find_pairs([ACTORS[3], ACTORS[2]]))[frozenset(("b1", "b2"))]

    assert (pair.left, pair.right) == ("b2", "b1")
    assert next(one.values for one in pair.reasons if one.feature == "number") == (
        "412345678",
        "0412.345.678",
    )


def test_two_sources_pair_only_across_and_no_record_with_its_own_key_inside_one():
    across = find_pairs(ACTORS[:5], [replace(record, key=f"r-{record.key}") for record in ACTORS])

    assert across
    assert all(not pair.left.startswith("r-") and pair.right.startswith("r-") for pair in across)
    assert find_pairs([ACTORS[0], replace(ACTORS[0], city="Ougrée")]) == []


def test_one_to_one_uses_each_record_once_and_one_per_left_each_left_once():
    left = [Record("l1", "Fabrique de Théâtre du Borinage"), Record("l2", "FABRIQUE THEATRE BORINAGE")]
    right = [Record("r1", "Fabrique de théâtre du Borinage"), Record("r2", "Fabrique théâtre Borinage asbl")]

    free = find_pairs(left, right, threshold=0.05)
    strict = find_pairs(left, right, one_to_one=True, threshold=0.05)
    single = find_pairs(left, right, one_per_left=True, threshold=0.05)

    assert len(free) == 4
    assert sorted(pair.left for pair in strict) == ["l1", "l2"]
    assert sorted(pair.right for pair in strict) == ["r1", "r2"]
    assert sorted(pair.left for pair in single) == ["l1", "l2"]


@pytest.mark.parametrize("name", NAUGHTY, ids=range(len(NAUGHTY)))
def test_hostile_names_are_compared_like_others(name):
    hostile = Record("h", name, (name,), name, name, name, name, name, name, name, name, (name,), {"x": name})

    pairs = find_pairs([hostile, replace(hostile, key="i"), *ACTORS])

    assert frozenset(("b1", "b2")) in by_keys(pairs)
    assert all(0 <= pair.score <= 1 for pair in pairs)


def test_nothing_gives_nothing():
    assert find_pairs([]) == []
    assert find_pairs([], []) == []
    assert find_pairs([Record("1", "")]) == []
    assert find_pairs([Record("1", "Seul")], []) == []


def test_pairs_compared_grow_with_records_not_with_their_square():
    entries = [read_record(record) for record in generated(20_000)]
    entries += [read_record(Record(f"s{at}", "Centre culturel", phone="042211111")) for at in range(500)]

    pairs = candidates(entries, Corpus(entries, {}), None)

    assert len(pairs) <= len(entries) * KEPT_PER_RECORD
    assert len(set(pairs)) == len(pairs)


def test_planted_duplicates_are_found():
    some = generated(2_000)
    truth = {
        frozenset((before.key, after.key))
        for before, after in itertools.pairwise(some)
        if after.name in {before.name.upper(), before.name[:-1]} and not after.city
    }

    found = set(by_keys(find_pairs(some, threshold=0.5)))

    assert len(truth) > 150
    assert len(found & truth) >= 0.8 * len(truth)


def test_a_model_is_the_same_after_it_is_stored(tmp_path):
    model = shipped_model()
    model.save(tmp_path / "weights.npz")

    again = find_pairs(ACTORS, model=Model.load(tmp_path / "weights.npz"))

    assert again == find_pairs(ACTORS)
    assert SHIPPED.stat().st_size < 2_000_000


def test_the_number_of_comparisons_is_told():
    assert score(ACTORS, None, shipped_model()).compared >= 3


@pytest.mark.parametrize("aside", ["(Namur)", "(démonstration)", "[en liquidation]"])
def test_the_same_words_in_brackets_do_not_make_two_names_one(aside):
    records = [
        Record("1", f"Agence des cultures numériques {aside}", city="Namur"),
        Record("2", f"Maison de quartier des Tanneurs {aside}", city="Namur"),
    ]

    assert find_pairs(records) == []


def test_what_stands_in_brackets_may_still_be_the_other_name():
    records = [
        Record("1", "OPC (Orchestre Philharmonique Condroz)", city="Ciney"),
        Record("2", "Orchestre philharmonique du Condroz", city="Ciney"),
    ]

    assert [pair.band for pair in find_pairs(records)] in (["likely"], ["sure"])


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("KIKK", "KIKK Festival", "One name begins with the other"),
        ("Théâtre de la Renaissance", "Theatre de la Renaisance", "spelt almost alike"),
    ],
)
def test_a_reason_of_spelling_says_what_is_true_of_the_names(one, other, said):
    with translation.override("en"):
        (pair,) = find_pairs([Record("1", one, domain="x.example"), Record("2", other, domain="x.example")])
        words = [words_for(reason) for reason in pair.reasons if reason.feature == "spelling"]

    assert any(said in line for line in words)
