"""The coming events an address wants: of a search, of an organisation, of a place."""

from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from vivier.agenda.models import Event, EventQuerySet
from vivier.agenda.selection import FILTERS, Selection
from vivier.alerts.models import Subscription
from vivier.alerts.parameters import TEXT, parameters_of
from vivier.alerts.wanted import Wanted
from vivier.core.translation import label_of
from vivier.directory.models import Actor

MOST = 200


def _of_search(subscription: Subscription, today: date) -> list[Wanted]:
    asked = parameters_of(subscription.query)
    values = {name: tuple(asked.getlist(name)) for name in FILTERS}
    found = Selection(today, (asked.getlist(TEXT) or [""])[0], values=values).ordered()
    disciplines = frozenset(values["discipline"])
    return [Wanted(one, _shared(one, disciplines)) for one in _standing(found)]


def _shared(event: Event, asked: frozenset[str]) -> tuple[str, ...]:
    names = [label_of(one) for one in event.disciplines.all() if one.code in asked]
    return (_("it is about %(disciplines)s") % {"disciplines": ", ".join(names)},) if names else ()


def _of_actor(subscription: Subscription, today: date) -> list[Wanted]:
    actor = subscription.actor
    if actor is None or actor.status != Actor.Status.PUBLISHED:
        return []
    why = (_("you follow %(name)s") % {"name": actor.name},)
    return [Wanted(one, why) for one in _standing(_coming(Q(organiser=actor.pk), today))]


def _of_place(subscription: Subscription, today: date) -> list[Wanted]:
    place = subscription.place
    if place is None:
        return []
    why = (_("you follow %(name)s") % {"name": place.name},)
    return [Wanted(one, why) for one in _standing(_coming(Q(place=place.pk), today))]


def _coming(which: Q, today: date) -> EventQuerySet:
    return Event.objects.published().filter(which).coming(today=today).for_list().order_by("starts_on", "pk")


def _standing(events: EventQuerySet) -> EventQuerySet:
    """What is cancelled is news only to those who were told of it."""
    return events.filter(is_cancelled=False)[:MOST]


READERS: Mapping[Subscription.Subject, Callable[[Subscription, date], list[Wanted]]] = {
    Subscription.Subject.EVENTS: _of_search,
    Subscription.Subject.ACTOR: _of_actor,
    Subscription.Subject.PLACE: _of_place,
}
