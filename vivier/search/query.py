"""A question to the index and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]
Near = tuple[float, float, float]
PAGE_LIMIT = 100
SORTS = {"relevance", "name", "-name", "day", "-day", "-updated"}


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: OR inside a filter, AND across filters; `limit=None` gives every hit.

    `in_names` looks at names only and takes the last word as unfinished, to propose while one types.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    box: Box | None = None
    near: Near | None = None
    sort: str = "relevance"
    offset: int = 0
    limit: int | None = 25
    facets: tuple[str, ...] = ()
    in_names: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found."""

    kind: str
    pk: int
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """The answer; `relaxed` says that some hits have only some of the words."""

    total: int = 0
    hits: tuple[Hit, ...] = ()
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    suggestion: str | None = None
    relaxed: bool = False

    @property
    def pks(self) -> tuple[int, ...]:
        """The primary keys in order, for a search in one kind."""
        return tuple(hit.pk for hit in self.hits)
