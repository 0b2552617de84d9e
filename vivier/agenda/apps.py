from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "vivier.agenda"

    def ready(self) -> None:
        """Make events and places findable."""
        from vivier.agenda.documents import SOURCES  # noqa: PLC0415 -- models are not loaded before
        from vivier.search import sources  # noqa: PLC0415 -- for the line above

        for source in SOURCES:
            sources.register(source)
