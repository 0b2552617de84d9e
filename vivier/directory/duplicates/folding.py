"""Text without accents, case or marks, and its words."""

import re
import unicodedata

MAX_LENGTH = 300
MAX_WORDS = 24

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O"})
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?|\b[^\W\d_](?:\.[^\W\d_])+\b")
_WORD = re.compile(r"[^\W_]+")
_JOINED = {"st": "saint", "ste": "sainte"}


def fold(text: str) -> str:
    """Return the text in lower case without accents or ligatures."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def plain_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, as written."""
    return tuple(_WORD.findall(fold(text[:MAX_LENGTH])))[:MAX_WORDS]


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text: dotted initials joined ("A.R.E.F." → "aref"), "St" as "saint"."""
    joined = _INITIALS.sub(lambda found: found.group().replace(".", ""), text[:MAX_LENGTH])
    return tuple(_JOINED.get(word, word) for word in plain_words(joined))
