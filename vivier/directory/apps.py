from datetime import timedelta

from django.apps import AppConfig

from vivier.core import rounds


class DirectoryConfig(AppConfig):
    name = "vivier.directory"

    def ready(self) -> None:
        """Make actors findable, by all the words of the sector; have the worker keep records fresh."""
        from vivier.directory.actions import remind_owners  # noqa: PLC0415 -- models are not loaded before
        from vivier.directory.documents import SOURCE  # noqa: PLC0415 -- models are not loaded before
        from vivier.directory.vocabulary import concepts  # noqa: PLC0415 -- for the line above
        from vivier.search import sources, vocabulary  # noqa: PLC0415 -- for the line above

        sources.register(SOURCE)
        vocabulary.provide(concepts)
        rounds.register("reminders", every=timedelta(days=1), step=remind_owners)
