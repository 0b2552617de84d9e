"""What people do with events."""

from collections.abc import Iterable, Mapping
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.agenda.models import Event
from vivier.agenda.refusals import InvalidEvent, NothingToDo, NotPublishable, ReasonMissing
from vivier.core import clock_changes
from vivier.core.names import address_of
from vivier.search import queue

if TYPE_CHECKING:
    from vivier.accounts.models import User

# What a person or a file may write; states change through their own deeds.
FIELDS = (
    "title_fr", "title_en", "kind", "series", "organiser", "organiser_name", "place", "place_text", "city",
    "territory", "starts_on", "ends_on", "starts_at", "ends_at", "summary_fr", "summary_en", "disciplines",
    "url", "source_url", "attended",
)  # fmt: skip
# What people who noted the date must be told again.
SCHEDULE = frozenset({"starts_on", "ends_on", "starts_at", "ends_at", "place", "place_text", "city"})

# What holds several values; a form hands rows over as a query.
SEVERAL = (list, tuple, set, frozenset, models.QuerySet)


@transaction.atomic
def create_event(*, by: "User | None", values: Mapping[str, Any], is_demo: bool = False) -> Event:
    """Write a draft; its address is made from its title and never changes."""
    _refuse_unknown(values)
    event = Event(is_demo=is_demo, slug=_free_address(str(values.get("title_fr", ""))))
    for field, value in values.items():
        if field != "disciplines":
            setattr(event, field, value)
    _check(event)
    event.save(force_insert=True)
    event.disciplines.set(values.get("disciplines", ()))
    changes: journal.Changes = {field: [None, _plain(value)] for field, value in values.items() if value}
    journal.record("event.created", event, by=by, changes=changes)
    return event


@transaction.atomic
def update_event(event: Event, *, by: "User | None", changes: Mapping[str, Any]) -> tuple[str, ...]:
    """Write what differs and return the names of those fields; a new time or place raises the sequence."""
    _refuse_unknown(changes)
    locked = Event.objects.select_for_update().get(pk=event.pk)
    before = {field: _value(locked, field) for field in changes}
    different = {field: value for field, value in changes.items() if _key(value) != _key(before[field])}
    if not different:
        return ()
    for field, value in different.items():
        if field != "disciplines":
            setattr(locked, field, value)
    locked.sequence += not SCHEDULE.isdisjoint(different)
    _check(locked)
    _save(locked)
    if "disciplines" in different:
        locked.disciplines.set(different["disciplines"])
    entries: journal.Changes = {
        field: [_plain(before[field]), _plain(value)] for field, value in different.items()
    }
    journal.record("event.changed", locked, by=by, changes=entries)
    event.refresh_from_db()
    return tuple(different)


@transaction.atomic
def publish_event(event: Event, *, by: "User | None") -> None:
    """Show the event in the agenda."""
    if event.state == Event.State.PUBLISHED:
        raise NothingToDo(_("This event is already published."))
    if not (event.title_fr or event.title_en):
        raise NotPublishable(_("An event needs a title before it is published."))
    _move(event, by=by, verb="event.published", state=Event.State.PUBLISHED)


@transaction.atomic
def withdraw_event(event: Event, *, reason: str, by: "User | None") -> None:
    """Take the event out of the agenda, back to draft; one that is called off is cancelled instead."""
    if event.state == Event.State.DRAFT:
        raise NothingToDo(_("This event is not published."))
    if not reason.strip():
        raise ReasonMissing(_("Say why the event is withdrawn."))
    _move(event, by=by, verb="event.withdrawn", reason=reason.strip(), state=Event.State.DRAFT)


@transaction.atomic
def cancel_event(event: Event, *, reason: str, by: "User | None") -> None:
    """Keep the event in the agenda and say that it will not take place, and why."""
    if event.is_cancelled:
        raise NothingToDo(_("This event is already cancelled."))
    if not reason.strip():
        raise ReasonMissing(_("Say why the event is cancelled: people who noted it will read it."))
    words = reason.strip()[:300]
    _move(event, by=by, verb="event.cancelled", reason=words, is_cancelled=True, cancellation_reason=words)


@transaction.atomic
def reinstate_event(event: Event, *, by: "User | None") -> None:
    """Take back a cancellation."""
    if not event.is_cancelled:
        raise NothingToDo(_("This event is not cancelled."))
    _move(event, by=by, verb="event.reinstated", is_cancelled=False, cancellation_reason="")


def _move(event: Event, *, by: "User | None", verb: str, reason: str = "", **state: Any) -> None:
    locked = Event.objects.select_for_update().get(pk=event.pk)
    changes: journal.Changes = {field: [getattr(locked, field), value] for field, value in state.items()}
    for field, value in state.items():
        setattr(locked, field, value)
    locked.sequence += "is_cancelled" in state
    _save(locked)
    journal.record(verb, locked, by=by, changes=changes, reason=reason)
    event.refresh_from_db()


def _save(event: Event) -> None:
    event.updated_at = timezone.now()
    event.save()
    queue.changed("event", event.pk)
    if event.place_id:
        queue.changed("place", event.place_id)


def _refuse_unknown(values: Iterable[str]) -> None:
    unknown = sorted(set(values) - set(FIELDS))
    if unknown:
        raise InvalidEvent(_("These fields cannot be written: %(fields)s.") % {"fields": ", ".join(unknown)})


def _check(event: Event) -> None:
    if event.starts_on and event.ends_on and event.starts_on > event.ends_on:
        raise InvalidEvent(_("The last day comes before the first one."))
    _refuse_missing_hours(event)
    if event.url and not event.url.startswith(("https://", "http://")):
        raise InvalidEvent(_("The website must begin with https:// or http://."))
    try:
        event.full_clean(exclude={"series", "organiser", "place", "territory"})
    except ValidationError as error:
        raise InvalidEvent(" ".join(error.messages)) from error


def _refuse_missing_hours(event: Event) -> None:
    """An hour the clocks skip that day is a mistake; one that comes twice is the first of the two."""
    first, last = event.starts_on or event.ends_on, event.ends_on or event.starts_on
    for day, hour in ((first, event.starts_at), (last, event.ends_at)):
        if day and hour and clock_changes.is_missing(day, hour):
            raise InvalidEvent(clock_changes.sentence_of_missing(day, hour))


def _value(event: Event, field: str) -> Any:
    return list(event.disciplines.all()) if field == "disciplines" else getattr(event, field)


def _key(value: Any) -> Any:
    """Return what tells two values apart."""
    if isinstance(value, models.Model):
        return value.pk
    return {_key(one) for one in value} if isinstance(value, SEVERAL) else value


def _plain(value: Any) -> Any:
    """Return what can be written in the journal."""
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, SEVERAL):
        return sorted(str(_plain(one)) for one in value)
    return value


def _free_address(title: str) -> str:
    wanted = address_of(title, length=100)
    taken = set(Event.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if slug not in taken)
