"""What somebody tells, and the need it becomes."""

from datetime import UTC, datetime
from uuid import uuid4

from vivier.support.actions.needs import Arrival, submit
from vivier.support.models import Need

ANSWERS = {
    "subject": "finance",
    "sought": "Twenty thousand euros for a first film.",
    "name": "Ada Example",
    "email": "ada@example.org",
    "sharing": "contact",
}


def tell(received_at=None, *, by=None, recorded_by=None, submission=None, actor=None, **changes) -> Need:
    arrival = Arrival(received_at or datetime.now(UTC), language="en", actor=actor)
    return submit(
        ANSWERS | changes, arrival, by=by, recorded_by=recorded_by, submission=submission or uuid4()
    )
