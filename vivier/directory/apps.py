from datetime import timedelta

from django.apps import AppConfig

from vivier.core import rounds


class DirectoryConfig(AppConfig):
    name = "vivier.directory"

    def ready(self) -> None:
        """Make actors findable; have the worker ask once a day whether records are still right."""
        from vivier.directory.actions import remind_owners  # noqa: PLC0415 -- models are not loaded before
        from vivier.directory.documents import SOURCE  # noqa: PLC0415 -- models are not loaded before
        from vivier.search import sources  # noqa: PLC0415 -- for the line above

        sources.register(SOURCE)
        rounds.register("reminders", every=timedelta(days=1), step=remind_owners)
