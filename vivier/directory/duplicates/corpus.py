"""The records of one comparison, read once, with how rare each of their words is."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vivier.directory.duplicates.contacts import digits_of, domain_of, phone_of, zone_of
from vivier.directory.duplicates.departments import department_in, department_named
from vivier.directory.duplicates.folding import words_of
from vivier.directory.duplicates.names import NameReading, read_name
from vivier.directory.duplicates.records import Record
from vivier.directory.duplicates.vocabulary import PLACE_WORDS
from vivier.directory.duplicates.words import stem

PLACE_SHARE = 0.5

# How many records the words known from elsewhere count for, beside those at hand.
PRIOR_RECORDS = 500
UNKNOWN_SHARE = 0.0004


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as read for comparison."""

    record: Record
    name: NameReading
    department: str
    named_department: str
    city: str
    street: tuple[str, ...]
    postal_code: str
    number: str
    domain: str
    email: str
    phone: str
    zone: str
    activity: frozenset[str]


def read_record(record: Record) -> Entry:
    """Read one record; whatever it holds, this never fails."""
    granted = department_in(record.extra.get("granting_department", ""))
    name = read_name(record.name, record.aliases, granted)
    french = record.country.upper() in {"FR", ""} and len(record.postal_code) == 5
    own = record.postal_code[:2] if french else ""
    return Entry(
        record=record,
        name=name,
        department=name.department or own or granted,
        named_department=department_named(name.whole.written),
        city=" ".join(words_of(record.city)) or name.city,
        street=words_of(record.street),
        postal_code="".join(record.postal_code.split()).upper()[:10],
        number=digits_of(record.number),
        domain=domain_of(record.domain, record.email),
        email=record.email.strip().casefold(),
        phone=phone_of(record.phone),
        zone=zone_of(record.phone),
        activity=frozenset(word for text in record.activity for word in words_of(text)),
    )


class Corpus:
    """All entries of one comparison: rarity of words, cities that occur, how often a contact occurs."""

    def __init__(self, entries: Sequence[Entry], shares: Mapping[str, float]) -> None:
        self.entries = entries
        self._shares = shares
        self._counts = Counter(one for entry in entries for one in set(stems_of(entry)))
        self._rarity: dict[str, float] = {}
        self.cities = Counter(entry.city for entry in entries if len(entry.city) > 2)
        self.departments = Counter(entry.department for entry in entries if entry.department)
        self.contacts = Counter(
            one for entry in entries for one in {entry.domain, entry.email, entry.phone} if one
        )

    def rarity(self, word: str) -> float:
        """Return how much a word says, in nats: the less often it and its cut forms occur, the more."""
        known = self._rarity.get(word)
        if known is None:
            root = stem(word)
            seen = self._counts[root] + PRIOR_RECORDS * self._shares.get(root, UNKNOWN_SHARE)
            known = -math.log(min(1.0, max(seen, 0.5) / (len(self.entries) + PRIOR_RECORDS)))
            if word in PLACE_WORDS or (word.startswith("dep") and word[3:].isdigit()):
                known *= PLACE_SHARE
            self._rarity[word] = known
        return known


def stems_of(entry: Entry) -> Iterable[str]:
    """Return the stems of all words of all variants of a name."""
    return (stem(word) for variant in entry.name.variants for word in variant.words)
