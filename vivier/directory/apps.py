from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "vivier.directory"

    def ready(self) -> None:
        """Make actors findable."""
        from vivier.directory.documents import SOURCE  # noqa: PLC0415 -- models are not loaded before
        from vivier.search import sources  # noqa: PLC0415 -- for the line above

        sources.register(SOURCE)
