"""A name as it is compared: folded words, cut-off place, legal form, variants and acronyms."""

import re
from dataclasses import dataclass, replace

from vivier.directory.duplicates.departments import mark_department
from vivier.directory.duplicates.folding import MAX_LENGTH, words_of
from vivier.directory.duplicates.vocabulary import LEGAL_FORMS, STOP_WORDS

MAX_VARIANTS = 6

# "STUDIO HONOLULU - 76 ROUEN", "FRANCAS - 44", "PARIS CONGRÈS - 75 PARIS 09"
_SUFFIX = re.compile(
    r"^(?P<name>.+?)\s+-\s*(?P<department>\d{2}|2[AB])(?:\s+(?P<city>[^\d-][^\d]*?))?(?:\s+\d+)?\s*$"
)
_FORMER = re.compile(
    r"(?<=\s)(?:ex|anciennement|formerly|voorheen|vormals|dit|dite|alias|aka)\b\.?[\s:]", re.IGNORECASE
)
# What stands in brackets says which of several: "(Namur)", "(in liquidation)", or another name.
_ASIDE = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_PARTS = re.compile(r"\s+[-–—/:|]\s+|[()\[\]\"«»]|\s*;\s*|(?<=\w{3})/(?=\w{3})")


@dataclass(frozen=True, slots=True)
class Name:
    """One name as compared: words as written, with the department marked, those that tell; these unspaced.

    `is_aside`: it only stands in brackets after a name. The same aside of two names proves nothing.
    """

    written: tuple[str, ...]
    words: tuple[str, ...]
    telling: tuple[str, ...]
    compact: str
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class NameReading:
    """What a written name says: its variants, the whole first, and the place written after it."""

    variants: tuple[Name, ...]
    department: str
    city: str

    @property
    def whole(self) -> Name:
        return self.variants[0]


def read_name(text: str, aliases: tuple[str, ...] = (), department: str = "") -> NameReading:
    """Read a written name; an empty or unreadable one gives a reading without words."""
    text = " ".join(text[:MAX_LENGTH].split())
    city = ""
    if found := _SUFFIX.match(text):
        text, department = found["name"], found["department"]
        city = " ".join(words_of(found["city"] or ""))
    asides = {words_of(found) for one in (text, *aliases) for found in _ASIDE.findall(one[:MAX_LENGTH])}
    variants = [_name(text, department)]
    for part in [*_parts(text), *aliases, *(part for alias in aliases for part in _parts(alias))]:
        one = _name(part, department)
        if one.telling and all(one.words != other.words for other in variants):
            variants.append(replace(one, is_aside=one.written in asides))
    return NameReading(tuple(variants[:MAX_VARIANTS]), department, city)


def _parts(text: str) -> list[str]:
    parts = [piece for piece in _FORMER.split(text) if piece.strip()]
    finer = [piece for part in parts for piece in _PARTS.split(part) if piece.strip()]
    return [*parts, *finer]


def _name(text: str, department: str) -> Name:
    written = words_of(text)
    words = mark_department(written, department)
    telling = tuple(word for word in words if word not in STOP_WORDS and word not in LEGAL_FORMS)
    return Name(written, words, telling or words, "".join(telling or words)[:80])
