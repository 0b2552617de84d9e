"""Events and places as the search index sees them."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from vivier.agenda.models import Event, Place
from vivier.core.translation import LANGUAGES, in_language, label_of
from vivier.reference import lookup
from vivier.search.sources import Document, Source


def events() -> QuerySet[Event]:
    """Return what the index may know of: published events, with all that a document needs."""
    return Event.objects.published().for_list().select_related("territory").order_by("pk")


def document_of_event(event: Event) -> Document:
    """Return the index entry of one event."""
    known = event.starts_on or event.ends_on
    return Document(
        key=f"event:{event.pk}",
        kind="event",
        title=event.title_fr,
        names=tuple(dict.fromkeys(name for name in (event.title_en, _series(event)) if name)),
        texts={language: " ".join(_words_of_event(event, language)) for language in LANGUAGES},
        facets={
            "discipline": tuple(one.code for one in event.disciplines.all()),
            "kind": (event.kind,),
            "year": (str(known.year),) if known else (),
            "demo": ("yes",) if event.is_demo else ("no",),
        },
        latitude=event.territory.latitude if event.territory else None,
        longitude=event.territory.longitude if event.territory else None,
        sort_name=event.title_fr,
        day=known,
        updated=timezone.localdate(event.updated_at),
    )


def _series(event: Event) -> str:
    return event.series.name if event.series else ""


def _words_of_event(event: Event, language: str) -> Iterator[str]:
    yield in_language(event, "summary", language).text
    yield from (event.place_text, event.city, event.organised_by)
    yield from (label_of(one, language) for one in event.disciplines.all())
    with override(language):
        yield event.get_kind_display()


def places() -> QuerySet[Place]:
    """Return every place with what a document needs."""
    return Place.objects.for_list().order_by("pk")


def document_of_place(place: Place) -> Document:
    """Return the index entry of one place."""
    territory = place.territory
    return Document(
        key=f"place:{place.pk}",
        kind="place",
        title=place.name,
        texts={language: " ".join(_words_of_place(place, language)) for language in LANGUAGES},
        facets={
            "kind": (place.kind,),
            "commune": (territory.code,) if territory else (),
            "demo": ("yes",) if place.is_demo else ("no",),
        },
        latitude=territory.latitude if territory else None,
        longitude=territory.longitude if territory else None,
        sort_name=place.sort_name,
    )


def _words_of_place(place: Place, language: str) -> Iterator[str]:
    yield in_language(place, "description", language).text
    if place.record:
        yield in_language(place.record, "description", language).text
    yield place.city
    for code in place.territory.chain if place.territory else ():
        layer = lookup.territory(code)
        if layer:
            yield label_of(layer, language)
    with override(language):
        yield place.get_kind_display()


SOURCES = (Source("event", events, document_of_event), Source("place", places, document_of_place))
