"""Places from the directory's own records, and which events happen in them."""

from typing import TYPE_CHECKING

from django.db import transaction

from vivier.accounts import journal
from vivier.agenda.models import Event, Place
from vivier.core.load_counts import LoadCounts
from vivier.core.names import fold, sort_key
from vivier.directory.models import Actor
from vivier.search import queue

if TYPE_CHECKING:
    from vivier.accounts.models import User

KINDS: dict[str, str] = {
    Actor.Kind.HUB: Place.Kind.HUB,
    Actor.Kind.MUSEUM: Place.Kind.EXHIBITION,
    Actor.Kind.VENUE: Place.Kind.VENUE,
}


@transaction.atomic
def store_places(*, by: "User | None") -> LoadCounts:
    """Open a place for every hub, exhibition place and venue of the directory, and link the events there."""
    counts = LoadCounts()
    actors = Actor.objects.published().filter(kind__in=KINDS, closed_on__isnull=True)
    known = {place.actor_id: place for place in Place.objects.filter(actor__isnull=False)}
    for actor in actors.select_related("territory"):
        place = known.get(actor.pk)
        if place is None:
            _open(actor, KINDS[actor.kind], by=by)
            counts.created += 1
        elif _moved(place, actor):
            counts.changed += 1
        else:
            counts.unchanged += 1
    link_events()
    return counts


def _open(actor: Actor, kind: str, *, by: "User | None") -> None:
    place = Place.objects.create(
        slug=actor.slug,
        name=actor.name,
        sort_name=sort_key(actor.name),
        kind=kind,
        actor=actor,
        city=actor.city,
        territory=actor.territory,
        is_demo=actor.is_demo,
    )
    journal.record("place.created", place, by=by)
    queue.changed("place", place.pk)


def _moved(place: Place, actor: Actor) -> bool:
    """Follow the record's name and town; the place's own texts are untouched."""
    wanted = {"name": actor.name, "sort_name": sort_key(actor.name), "city": actor.city}
    different = {field: value for field, value in wanted.items() if getattr(place, field) != value}
    if place.territory_id == actor.territory_id and not different:
        return False
    place.territory = actor.territory
    for field, value in different.items():
        setattr(place, field, value)
    place.save()
    queue.changed("place", place.pk)
    return True


@transaction.atomic
def link_events() -> int:
    """Link the events whose place in words is the name of a place; return how many were linked."""
    named = {(fold(place.name), place.is_demo): place for place in Place.objects.all()}
    linked = 0
    for event in Event.objects.filter(place__isnull=True).exclude(place_text=""):
        words = fold(event.place_text)
        place = named.get((words, event.is_demo)) or named.get((words, False))
        if place is not None:
            event.place = place
            event.save(update_fields=["place"])
            queue.changed("event", event.pk)
            linked += 1
    return linked
