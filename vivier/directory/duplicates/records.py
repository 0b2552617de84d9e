"""What the duplicate finder reads and answers: plain values, no Django."""

from dataclasses import dataclass, field
from typing import Literal

Band = Literal["sure", "likely", "possible"]

SURE_FROM = 0.95
LIKELY_FROM = 0.5
POSSIBLE_FROM = 0.2


@dataclass(frozen=True, slots=True)
class Record:
    """One organisation as one source states it; what is not known is empty."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    number: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    domain: str = ""
    email: str = ""
    phone: str = ""
    activity: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """What one feature says of a pair; `weight` is its share of the decision, always positive."""

    feature: str
    for_: bool
    weight: float
    values: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be the same; `score` is a probability between 0 and 1."""

    left: str
    right: str
    score: float
    band: Band
    reasons: tuple[Reason, ...]


def band_of(score: float) -> Band:
    """Return how far the score can be relied on, in three steps."""
    if score >= SURE_FROM:
        return "sure"
    return "likely" if score >= LIKELY_FROM else "possible"
