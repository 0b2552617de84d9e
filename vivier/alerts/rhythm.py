"""When an address is looked at next: Monday or every morning at eight in Belgium, or in fifteen minutes."""

from datetime import datetime, time, timedelta

from vivier.alerts.models import Subscriber
from vivier.opportunities.status import ZONE

HOUR = time(8)
PAUSE = timedelta(minutes=15)


def next_look(frequency: str, now: datetime) -> datetime:
    """Return the first moment after `now` at which this address is due, in UTC or `now`'s own zone."""
    if frequency == Subscriber.Frequency.IMMEDIATE:
        return now + PAUSE
    day = now.astimezone(ZONE).date()
    if frequency == Subscriber.Frequency.WEEKLY:
        day -= timedelta(days=day.weekday())
        step = timedelta(days=7)
    else:
        step = timedelta(days=1)
    moment = datetime.combine(day, HOUR, tzinfo=ZONE)
    while moment.timestamp() <= now.timestamp():
        day += step
        moment = datetime.combine(day, HOUR, tzinfo=ZONE)
    return moment
