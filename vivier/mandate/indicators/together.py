"""Many figures about the same rows, counted in one pass: each is a conditional count in one question."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from vivier.core.batches import batched
from vivier.mandate.indicators import counting
from vivier.mandate.indicators.counting import Value
from vivier.mandate.indicators.definitions import Definition
from vivier.mandate.indicators.periods import Period

_MOST = 30  # databases limit how long one question is


def together_by_rows(definitions: Iterable[Definition]) -> Iterator[Sequence[Definition]]:
    """Group those that look at the same rows by the same day, and whose filters are conditions on a row."""
    groups: dict[tuple[str, str], list[Definition]] = defaultdict(list)
    for one in definitions:
        if all(one.subject.filters[name].where for name in one.filters):
            groups[one.what, one.day].append(one)
    for group in groups.values():
        yield from batched(group, _MOST)


def values(together: Sequence[Definition], period: Period, *, with_demo: bool) -> list[Value]:
    """Return the figures of definitions about the same rows, as `counting.value` gives them one by one."""
    asked: dict[str, Any] = {}
    for number, one in enumerate(together):
        asked |= {f"{name}_{number}": count for name, count in _counts(one).items()}
    rows = counting.of_period(together[0], period, with_demo=with_demo)
    found = rows.order_by().aggregate(**asked)
    return [
        Value(Decimal(found[f"figure_{number}"] or 0), found.get(f"unknown_{number}", 0))
        for number in range(len(together))
    ]


def _counts(definition: Definition) -> dict[str, Any]:
    subject = definition.subject
    among = Q()
    for name, chosen in definition.filters.items():
        where = subject.filters[name].where
        among &= where(list(chosen)) if where else Q()
    if definition.distinct:
        path = subject.distincts[definition.distinct].path
        figure: Any = Count(path, distinct=True, filter=among)
    elif definition.sum:
        path = subject.measures[definition.sum].path
        figure = Sum(path, filter=among)
    else:
        return {"figure": Count("pk", filter=among)}
    return {"figure": figure, "unknown": Count("pk", filter=among & Q(**{f"{path}__isnull": True}))}
