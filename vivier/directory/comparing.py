"""What a source says become the rows of proposed changes, some at a time, here or in a process of its own."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from vivier.core.ahead import made_ahead
from vivier.core.apart import made_apart
from vivier.core.batches import batched
from vivier.core.rows import Ready, make_ready
from vivier.directory import from_register
from vivier.directory.models import FieldSource, ProposedChange
from vivier.directory.refresh import Arrival, Comparison, Proposal
from vivier.registers.models import ImportRun, RegisterRecord

COLUMNS = (
    "change_set",
    "kind",
    "external_id",
    "name",
    "actor",
    "values",
    "refused",
    "origin",
    "decision",
    "applied_at",
    "note",
)
# How many arrivals were compared, and the rows of those that change something: of which set is not said yet.
Compared = tuple[int, Ready]


def compared(arrivals: Iterable[Arrival], *, method: str, source_name: str, batch: int) -> Iterator[Compared]:
    """Compare arrivals with the directory, so many at a time; asks the database, changes nothing."""
    yield from map(_rows_of, _proposals(arrivals, method, source_name, batch))


def compared_ahead(
    arrivals: Iterable[Arrival], *, method: str, source_name: str, batch: int
) -> Iterator[Compared]:
    """Do the same, the rows being made in another thread while the database takes those before."""
    yield from made_ahead(_proposals(arrivals, method, source_name, batch), _rows_of)


@contextmanager
def compared_meanwhile(run: ImportRun, *, batch: int) -> Iterator[Iterator[Compared] | None]:
    """Compare a first import with the directory in another process, while this one carries it out.

    Nothing is proposed before the import is applied. None for an import that is not the first or was cut
    off before: it is compared when it is applied.
    """
    fresh = run.wants_to_apply and run.state == ImportRun.State.WAITING
    if not fresh or RegisterRecord.objects.exists() or run.changes.exists():
        yield None
        return
    with made_apart(lambda: of_register(from_register.arrivals_coming(run), batch=batch)) as ahead:
        yield ahead


def of_register(arrivals: Iterable[Arrival], *, batch: int) -> Iterator[Compared]:
    """Compare what the register says with the directory."""
    method, name = FieldSource.Method.REGISTER, from_register.SOURCE_NAME
    return compared(arrivals, method=method, source_name=name, batch=batch)


def _proposals(
    arrivals: Iterable[Arrival], method: str, source_name: str, batch: int
) -> Iterator[list[Proposal | None]]:
    comparison = Comparison(method=method, source_name=source_name)
    return map(comparison.of, batched(filter(_first_of_its_name(), arrivals), batch))


def insert(some: Compared, change_set: int) -> int:
    """Write compared rows into a set (key); return how many arrivals changed nothing."""
    count, rows = some
    ready: Any = rows.rows
    for row in ready:
        row[0] = change_set
    return count - rows.insert()


def _first_of_its_name() -> Callable[[Arrival], bool]:
    """A source that names one body twice is heard once."""
    seen = set[str]()

    def is_first(arrival: Arrival) -> bool:
        if arrival.external_id in seen:
            return False
        seen.add(arrival.external_id)
        return True

    return is_first


def _rows_of(proposals: list[Proposal | None]) -> Compared:
    rows = [_row(one) for one in proposals if one]
    return len(proposals), make_ready(ProposedChange, COLUMNS, rows)


def _row(one: Proposal) -> tuple[Any, ...]:
    name = one.arrival.name or (one.actor.name if one.actor else one.arrival.external_id)
    return (
        None,
        one.kind,
        one.arrival.external_id,
        name,
        one.actor.pk if one.actor else None,
        one.values,
        one.refused,
        dict(one.arrival.origin),
        ProposedChange.Decision.WAITING,
        None,
        "",
    )
