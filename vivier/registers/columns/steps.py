"""Select → normalise → block → score: which enterprises of a sector look like one another, in portable SQL.

Weights are whole numbers and every order is complete: two engines give the same rows, not nearly the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vivier.registers.columns.engine import Dialect, Engine

FILES = ("activity", "establishment", "denomination", "address")
MOST_ALIKE = 60  # a word that more names share proposes nobody
LEAST_SCORE = 600  # of 1,000
_ACCENTS = ("àâäáãåçéèêëíìîïñóòôöõúùûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy")
# Words that say what a body is, not who it is.
_FORMS = [
    "asbl",
    "vzw",
    "aisbl",
    "ivzw",
    "srl",
    "bv",
    "sprl",
    "bvba",
    "sa",
    "nv",
    "sc",
    "scrl",
    "cv",
    "cvba",
    "snc",
    "vof",
    "scs",
    "comm",
    "fondation",
    "stichting",
    "association",
    "vereniging",
    "de",
    "du",
    "des",
    "le",
    "la",
    "les",
    "het",
    "een",
    "van",
    "and",
    "et",
    "en",
]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two enterprises that look alike: their numbers, how much of 1,000, whether at one place."""

    first: str
    second: str
    score: int
    same_place: bool


def lookalikes(engine: Engine, extract: Path, wanted: Iterable[tuple[str, str]]) -> list[Pair]:
    """Return the pairs of enterprises of a full extract that look alike, the likest first."""
    for table in FILES:
        engine.read(table, extract / f"{table}.csv")
    for name, query in steps(engine.dialect, wanted):
        engine.make(name, query)
    rows = engine.rows("SELECT one, other, score, same_place FROM scored ORDER BY score DESC, one, other")
    return [Pair(str(one), str(other), int(score), bool(same)) for one, other, score, same in rows]


def steps(dialect: Dialect, wanted: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield (table, query) of each step, in order."""
    codes = ", ".join(f"'{version}:{code}'" for version, code in sorted(wanted)) or "''"
    yield from _select(codes)
    yield from _normalise(dialect)
    yield from _block()
    yield "scored", _SCORE


def _select(codes: str) -> Iterator[tuple[str, str]]:
    """Choose the enterprises with a wanted activity, their own or of an establishment; name and place."""
    yield (
        "hits",
        (
            "SELECT DISTINCT EntityNumber AS k FROM activity"
            f" WHERE concat(NaceVersion, ':', substring(NaceCode, 1, 5)) IN ({codes})"
        ),
    )
    yield (
        "chosen",
        (
            "SELECT k AS number FROM hits WHERE length(k) = 12 UNION"
            " SELECT s.EnterpriseNumber AS number FROM establishment s"
            " JOIN hits h ON h.k = s.EstablishmentNumber"
        ),
    )
    yield (
        "named",
        (
            "SELECT c.number, min(d.Denomination) AS name FROM chosen c"
            " JOIN denomination d ON d.EntityNumber = c.number"
            " WHERE d.TypeOfDenomination = '001' GROUP BY c.number"
        ),
    )
    yield (
        "placed",
        (
            "SELECT c.number, min(a.Zipcode) AS place FROM chosen c"
            " JOIN address a ON a.EntityNumber = c.number"
            " WHERE a.DateStrikingOff IS NULL GROUP BY c.number"
        ),
    )


def _normalise(dialect: Dialect) -> Iterator[tuple[str, str]]:
    """Fold case and accents, take all but letters and digits away, and make a row of each word."""
    letters = f"translate(lower(name), '{_ACCENTS[0]}', '{_ACCENTS[1]}')"
    letters = f"replace(replace(replace({letters}, 'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss')"
    bare = dialect.replace(letters, "'[^a-z0-9]+'", "' '")
    yield "normalised", f"SELECT number, trim({bare}) AS name FROM named"
    forms = ", ".join(f"'{one}'" for one in _FORMS)
    yield (
        "words",
        (
            "SELECT DISTINCT number, word FROM"
            f" (SELECT number, {dialect.words('name')} AS word FROM normalised) x"
            f" WHERE word <> '' AND word NOT IN ({forms})"
        ),
    )


def _block() -> Iterator[tuple[str, str]]:
    """Weigh each word by how rare it is; two names that share a rare one are worth comparing."""
    yield (
        "weights",
        (
            "SELECT w.word, count(*) AS names,"
            " CAST(round(1000 * ln(CAST(max(t.n) AS DOUBLE) / count(*))) AS BIGINT) AS weight"
            " FROM words w CROSS JOIN (SELECT count(DISTINCT number) + 1 AS n FROM words) t GROUP BY w.word"
        ),
    )
    yield (
        "weighed",
        ("SELECT w.number, w.word, x.names, x.weight FROM words w JOIN weights x ON x.word = w.word"),
    )
    yield (
        "candidates",
        (
            "SELECT DISTINCT a.number AS one, b.number AS other"
            " FROM weighed a JOIN weighed b ON a.word = b.word"
            f" WHERE a.names BETWEEN 2 AND {MOST_ALIKE} AND a.number < b.number"
        ),
    )


# The weight of the words both names have, in a thousandth of the weight of all their words.
_SCORE = f"""
SELECT one, other, score, same_place FROM (
    SELECT c.one, c.other,
        CAST(floor(CAST(1000 * c.shared AS DOUBLE) / (a.weight + b.weight - c.shared)) AS BIGINT) AS score,
        coalesce(p.place = q.place, false) AS same_place
    FROM (SELECT c.one, c.other, sum(a.weight) AS shared FROM candidates c
          JOIN weighed a ON a.number = c.one JOIN weighed b ON b.number = c.other AND b.word = a.word
          GROUP BY c.one, c.other) c
    JOIN (SELECT number, sum(weight) AS weight FROM weighed GROUP BY number) a ON a.number = c.one
    JOIN (SELECT number, sum(weight) AS weight FROM weighed GROUP BY number) b ON b.number = c.other
    LEFT JOIN placed p ON p.number = c.one LEFT JOIN placed q ON q.number = c.other
) x WHERE score >= {LEAST_SCORE}
"""
