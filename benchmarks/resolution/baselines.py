"""What others reach on the same two sources: character n-grams, and Splink on DuckDB; scores of pairs."""

import logging
import warnings
from collections.abc import Sequence

import duckdb
from sklearn.feature_extraction.text import TfidfVectorizer

from vivier.directory.duplicates.corpus import read_record
from vivier.directory.duplicates.records import Record

PairOfKeys = tuple[str, str]
SHARES = ((0.99, "all words"), (0.7, "most words"), (0.5, "half the words"))
CHUNK = 2000
LEAST_COSINE = 0.15


def tfidf(left: Sequence[Record], right: Sequence[Record]) -> tuple[dict[PairOfKeys, float], int]:
    """Return the cosines of character 3–4-grams of the names alone, and the pairs compared (all)."""
    reader = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 4), strip_accents="unicode", sublinear_tf=True
    )
    names = [record.name for record in (*left, *right)]
    if not any(any(letter.isalnum() for letter in name) for name in names):
        return {}, 0
    reader.fit(names)
    theirs = reader.transform([record.name for record in right]).T.tocsc()
    scores = {}
    for start in range(0, len(left), CHUNK):
        mine = reader.transform([record.name for record in left[start : start + CHUNK]])
        product = (mine @ theirs).tocoo()
        kept = product.data >= LEAST_COSINE
        for row, column, value in zip(
            product.row[kept], product.col[kept], product.data[kept].tolist(), strict=True
        ):
            scores[left[start + row].key, right[column].key] = value
    return scores, len(left) * len(right)


def splink(left: Sequence[Record], right: Sequence[Record]) -> tuple[dict[PairOfKeys, float], int]:
    """Return the match probabilities of Splink 5: names read as ours are.

    The chances of agreement among strangers are estimated by Splink; those among matches are set by hand, as
    its expectation maximisation, which has only names to go by, ends at an F1 below 0.3 here.
    """
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink import comparison_level_library as levels
    from splink import comparison_library as comparisons
    from splink.blocking_rule_library import CustomRule

    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect()
    tables = [_table(connection, name, some) for name, some in (("lefts", left), ("rights", right))]
    database = DuckDBAPI(connection=connection)
    word = "list_has_any(l.rare_words, r.rare_words)"
    rules = [CustomRule(word), block_on("first_word"), block_on("start")]
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="unique_id",
        comparisons=[
            comparisons.CustomComparison(
                output_column_name="name",
                comparison_levels=[
                    levels.NullLevel("name"),
                    levels.ExactMatchLevel("name", term_frequency_adjustments=True),
                    levels.JaroWinklerLevel("name", 0.92),
                    *(
                        levels.CustomLevel(_words_shared(share), label_for_charts=label)
                        for share, label in SHARES
                    ),
                    levels.JaroWinklerLevel("name", 0.8),
                    levels.ElseLevel(),
                ],
            ).configure(m_probabilities=[0.25, 0.15, 0.2, 0.2, 0.1, 0.05, 0.05]),
            comparisons.ExactMatch("department").configure(m_probabilities=[0.7, 0.3]),
        ],
        blocking_rules_to_generate_predictions=rules,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        linker = Linker([database.register(table) for table in tables], settings, log_level=logging.ERROR)
        linker.training.estimate_probability_two_random_records_match([block_on("name")], recall=0.3)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=11)
        found = linker.inference.predict(threshold_match_probability=0.0)
    rows = connection.execute(
        f"select unique_id_l, unique_id_r, match_probability from {found.physical_name}"
    ).fetchall()
    keys = {record.key for record in left}
    scores = {((one, other) if one in keys else (other, one)): float(value) for one, other, value in rows}
    return scores, len(rows)


def _words_shared(share: float) -> str:
    shared = "len(list_intersect(words_l, words_r))"
    return f"{shared} >= 2 and {shared} >= {share} * least(len(words_l), len(words_r))"


def _table(connection: duckdb.DuckDBPyConnection, name: str, records: Sequence[Record]) -> str:
    """Write the records to a table of the connection: the folded name, its words, its department."""
    connection.execute(
        f"create table {name} (unique_id varchar, name varchar, words varchar[], rare_words varchar[], "
        "first_word varchar, start varchar, department varchar)"
    )
    rows = []
    for record in records:
        entry = read_record(record)
        words = list(dict.fromkeys(entry.name.whole.telling))
        longest = sorted((word for word in words if len(word) > 3), key=lambda word: (-len(word), word))[:3]
        folded = " ".join(words)
        first_word, start = (words[0], folded[:6]) if words else (None, None)
        rows.append((record.key, folded, words, longest, first_word, start, entry.department or None))
    connection.executemany(f"insert into {name} values (?, ?, ?, ?, ?, ?, ?)", rows)
    return name
