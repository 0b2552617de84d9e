from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "vivier.directory"

    def ready(self) -> None:
        """Make actors findable, by all the words of the sector."""
        from vivier.directory.documents import SOURCE  # noqa: PLC0415 -- models are not loaded before
        from vivier.directory.vocabulary import concepts  # noqa: PLC0415 -- for the line above
        from vivier.search import sources, vocabulary  # noqa: PLC0415 -- for the line above

        sources.register(SOURCE)
        vocabulary.provide(concepts)
