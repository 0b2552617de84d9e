"""One thing an address wants to hear of, and why."""

from dataclasses import dataclass

from vivier.agenda.models import Event
from vivier.directory.models import Actor
from vivier.opportunities.models import Call

Thing = Call | Event | Actor


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call, event or record; why: sentences that stand alone; what is still to check."""

    thing: Thing
    why: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()
