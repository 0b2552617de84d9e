"""The features of a pair, in the order of `FEATURES`; none depends on which record comes first."""

from vivier.directory.duplicates.corpus import Corpus, Entry
from vivier.directory.duplicates.name_features import Alignment, align, letters_in_common, trigrams
from vivier.directory.duplicates.vocabulary import STOP_WORDS

FEATURES = (
    "least_share", "most_share", "mass", "same_share", "rarest", "least_missing", "most_missing", "acronym",
    "least_mass", "most_mass", "whole_least_share", "whole_most_share", "whole_mass", "letters_short",
    "letters_long", "trigrams", "begins", "figures", "least_words", "most_words", "whole_least_missing",
    "whole_most_missing", "department", "named_department", "local_body", "place_in_name", "city",
    "plain_mass", "cities_seen", "least_department", "number", "domain", "email", "phone", "street", "house",
    "postal_code", "activity",
)  # fmt: skip


def features_of(left: Entry, right: Entry, corpus: Corpus) -> tuple[list[float], Alignment]:
    """Return the features of a pair, and the alignment of the two variants that go together best."""
    best, one, other = max(
        (
            (align(one, other, corpus), one, other)
            for one in left.name.variants
            for other in right.name.variants
            if not (one.is_aside and other.is_aside)
        ),
        key=lambda found: found[0].strength,
    )
    first = one is left.name.whole and other is right.name.whole
    whole = best if first else align(left.name.whole, right.name.whole, corpus)
    missing = _missing(best.left_free, left, right, corpus), _missing(best.right_free, left, right, corpus)
    whole_missing = (
        _missing(whole.left_free, left, right, corpus),
        _missing(whole.right_free, left, right, corpus),
    )
    short, long = letters_in_common(one, other)
    if not first and (apart := letters_in_common(left.name.whole, right.name.whole))[1] > long:
        short, long = apart
    mine, theirs = trigrams(one.compact), trigrams(other.compact)
    begins = one.compact.startswith(other.compact) or other.compact.startswith(one.compact)
    return [
        *_ordered(best.left_share, best.right_share), best.mass,
        best.same_mass / best.mass if best.mass else 0.0, best.rarest,
        *_ordered(*missing), best.acronym,
        *_ordered(best.left_mass, best.right_mass),
        *_ordered(whole.left_share, whole.right_share), whole.mass, short, long,
        len(mine & theirs) / max(1, len(mine | theirs)),
        float(begins) + float(one.compact == other.compact), _figures(left, right),
        *_ordered(len(one.telling), len(other.telling)),
        *_ordered(*whole_missing),
        *_place(left, right, best, corpus), *_identifiers(left, right, corpus),
    ], best  # fmt: skip


def _missing(free: tuple[str, ...], left: Entry, right: Entry, corpus: Corpus) -> float:
    """Return the rarity of the rarest word without counterpart; the towns of the two do not count."""
    towns = {*left.city.split(), *right.city.split()}
    return max((corpus.rarity(word) for word in free if word not in towns), default=0.0)


def _is_local_body(entry: Entry) -> bool:
    """Return whether the name says that the organisation is one department's or province's branch."""
    return any(
        word.startswith(("dep", "provinc")) and word[3:5] not in {"ot", "os"}
        for word in entry.name.whole.words
    )


def _ordered(one: float, other: float) -> tuple[float, float]:
    return (one, other) if one <= other else (other, one)


def _figures(left: Entry, right: Entry) -> float:
    """Return 1 when the names share a figure, -1 when both have one and none is shared, else 0."""
    mine = {word for word in left.name.whole.words if word.isdigit()}
    theirs = {word for word in right.name.whole.words if word.isdigit()}
    if mine and theirs:
        return 1.0 if mine & theirs else -1.0
    return -0.5 if mine or theirs else 0.0


def _same(one: str, other: str) -> float:
    """Return 1 for the same value, -1 for different ones, 0 when one is not known."""
    if not one or not other:
        return 0.0
    return 1.0 if one == other else -1.0


def _place(left: Entry, right: Entry, best: Alignment, corpus: Corpus) -> tuple[float, ...]:
    place_words = {*left.city.split(), *right.city.split()}
    in_place = sum(
        corpus.rarity(one) for one, other in best.words if one in place_words or other in place_words
    )
    return (
        _same(left.department, right.department),
        _same(left.named_department or left.department, right.named_department or right.department)
        if left.named_department or right.named_department
        else 0.0,
        float(_is_local_body(left)) + float(_is_local_body(right)),
        _town_in_name(left, right, corpus) + _town_in_name(right, left, corpus),
        _city(left.city, right.city),
        max(0.0, best.mass - in_place),
        float(corpus.cities[left.city] + corpus.cities[right.city]) / max(1, len(corpus.entries)),
        min(_department_seen(left, corpus), _department_seen(right, corpus)),
    )


def _department_seen(entry: Entry, corpus: Corpus) -> float:
    """Return the share of records in the same department: seats of national bodies gather in one."""
    return corpus.departments[entry.department] / len(corpus.entries) if entry.department else 1.0


def _town_in_name(named: Entry, placed: Entry, corpus: Corpus) -> float:
    """Return 1 when a name holds the other record's town, -1 when it holds another town, else 0."""
    if not placed.city:
        return 0.0
    words = named.name.whole.words
    if set(placed.city.split()) <= set(words):
        return 1.0
    runs = {
        " ".join(words[at : at + size]) for size in (1, 2, 3, 4) for at in range(1, len(words) - size + 1)
    }
    return -1.0 if any(corpus.cities[run] for run in runs) else 0.0


def _identifiers(left: Entry, right: Entry, corpus: Corpus) -> tuple[float, ...]:
    house = (
        {word for word in left.street if word.isdigit()},
        {word for word in right.street if word.isdigit()},
    )
    road = (
        {word for word in left.street if not word.isdigit()},
        {word for word in right.street if not word.isdigit()},
    )
    return (
        _same(left.number, right.number),
        _contact(left.domain, right.domain, corpus),
        _contact(left.email, right.email, corpus),
        _phone(left, right, corpus),
        len(road[0] & road[1]) / min(map(len, road)) - 0.5 if all(road) else 0.0,
        (1.0 if house[0] & house[1] else -1.0) if all(house) else 0.0,
        _same(left.postal_code, right.postal_code),
        (len(left.activity & right.activity) / min(len(left.activity), len(right.activity)) - 0.5)
        if left.activity and right.activity
        else 0.0,
    )


def _city(one: str, other: str) -> float:
    """Return 1 for the same town, a half when they share a word ("West Hollywood"), -1 for others."""
    said = _same(one, other)
    return 0.5 if said < 0 and set(one.split()) & set(other.split()) - STOP_WORDS else said


def _phone(left: Entry, right: Entry, corpus: Corpus) -> float:
    """Return what the phones say; different numbers of one area or network speak less against."""
    said = _contact(left.phone, right.phone, corpus)
    return -0.4 if said < 0 and left.zone == right.zone else said


def _contact(one: str, other: str, corpus: Corpus) -> float:
    """Return what a shared contact says: the more records have it, the less; -1 for different ones."""
    said = _same(one, other)
    return 2.0 / max(2, corpus.contacts[one]) if said > 0 else said
