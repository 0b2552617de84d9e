from functools import partial

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "vivier.agenda"

    def ready(self) -> None:
        """Make events and places findable; they follow an actor that goes into another."""
        from vivier.agenda.documents import SOURCES  # noqa: PLC0415 -- models are not loaded before
        from vivier.directory.following import follows  # noqa: PLC0415 -- for the line above
        from vivier.search import queue, sources  # noqa: PLC0415 -- for the line above

        for source in SOURCES:
            sources.register(source)
        follows("agenda.event.organiser", tell=partial(queue.all_changed, "event"))
        follows("agenda.place.actor", tell=partial(queue.all_changed, "place"))
        follows("agenda.series.organiser")
