"""A name as it is compared: folded words, cut-off place, legal form, variants and acronyms."""

import re
import unicodedata
from dataclasses import dataclass

MAX_LENGTH = 300
MAX_WORDS = 24
MAX_VARIANTS = 6

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O"})
# "à§" and the like: UTF-8 that was read as Latin-1 and had its accents changed.
_SUFFIX = re.compile(
    r"^(?P<name>.+?)\s+-\s*(?P<department>\d{2}|2[AB])(?:\s+(?P<city>[^\d-][^\d]*?))?(?:\s+\d+)?\s*$"
)
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?|\b[^\W\d_](?:\.[^\W\d_])+\b")
_FORMER = re.compile(
    r"\b(?:ex|anciennement|formerly|voorheen|vormals|dit|dite|alias|aka)\b\.?[\s:]", re.IGNORECASE
)
_DASH = re.compile(r"\s+[-–—/:|]\s+|[()\[\]\"«»]|\s*;\s*")
_WORD = re.compile(r"[0-9a-z]+")

STOP_WORDS = frozenset(
    [
        "a",
        "au",
        "aux",
        "d",
        "de",
        "del",
        "der",
        "des",
        "die",
        "du",
        "en",
        "et",
        "for",
        "het",
        "i",
        "in",
        "l",
        "la",
        "le",
        "les",
        "of",
        "on",
        "ou",
        "par",
        "pour",
        "s",
        "sur",
        "the",
        "und",
        "van",
        "von",
        "voor",
        "y",
    ]
)
LEGAL_FORMS = frozenset(
    [
        "asbl",
        "vzw",
        "aisbl",
        "ivzw",
        "srl",
        "sprl",
        "bv",
        "bvba",
        "sa",
        "nv",
        "sas",
        "sarl",
        "eurl",
        "sc",
        "scrl",
        "scs",
        "snc",
        "sci",
        "gmbh",
        "ev",
        "ltd",
        "llc",
        "inc",
        "plc",
        "ass",
        "assoc",
        "association",
        "associations",
        "asso",
        "vereniging",
        "verein",
        "as",
    ]
)


def fold(text: str) -> str:
    """Return the text in lower case without accents or ligatures."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@dataclass(frozen=True, slots=True)
class Name:
    """One name as compared: its words in order, those that say something, and the text without spaces."""

    words: tuple[str, ...]
    telling: tuple[str, ...]
    compact: str
    initials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameReading:
    """What a written name says: the whole, its variants, and the place written after it."""

    whole: Name
    variants: tuple[Name, ...]
    department: str
    city: str


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, dotted initials joined ("A.R.E.F." → "aref")."""
    joined = _INITIALS.sub(lambda found: found.group().replace(".", ""), text[:MAX_LENGTH])
    return tuple(_WORD.findall(fold(joined).replace("'", " ").replace("’", " ")))[:MAX_WORDS]


def read_name(text: str) -> NameReading:
    """Read a written name; an empty or unreadable one gives a reading without words."""
    text = " ".join(text[:MAX_LENGTH].split())
    department = city = ""
    if found := _SUFFIX.match(text):
        text, department = found["name"], found["department"]
        city = " ".join(words_of(found["city"] or ""))
    whole = _name(text)
    variants = [whole]
    for part in _parts(text):
        one = _name(part)
        if one.telling and all(one.words != other.words for other in variants):
            variants.append(one)
    return NameReading(whole, tuple(variants[:MAX_VARIANTS]), department, city)


def _parts(text: str) -> list[str]:
    parts = [piece for piece in _FORMER.split(text) if piece.strip()]
    finer = [piece for part in parts for piece in _DASH.split(part) if piece.strip()]
    return [*parts, *finer]


def _name(text: str) -> Name:
    words = words_of(text)
    telling = tuple(word for word in words if word not in STOP_WORDS and word not in LEGAL_FORMS)
    return Name(words, telling or words, "".join(telling or words), _initials(words))


def _initials(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the acronyms that the words can make: with and without small words, and legal form."""
    if len(words) < 2:
        return ()
    without_small = [word for word in words if word not in STOP_WORDS]
    telling = [word for word in without_small if word not in LEGAL_FORMS]
    made = {"".join(word[0] for word in some) for some in (words, without_small, telling)}
    return tuple(sorted(one for one in made if len(one) > 1))
