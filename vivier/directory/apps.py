from datetime import timedelta

from django.apps import AppConfig

from vivier.core import rounds


class DirectoryConfig(AppConfig):
    name = "vivier.directory"

    def ready(self) -> None:
        """Make actors findable; have the worker settle claims and erase old evidence."""
        from vivier.directory.actions import prune_claims, settle_claims  # noqa: PLC0415 -- models
        from vivier.directory.documents import SOURCE  # noqa: PLC0415 -- models are not loaded before
        from vivier.search import sources  # noqa: PLC0415 -- for the line above

        sources.register(SOURCE)
        rounds.register("claims", every=timedelta(minutes=15), step=settle_claims)
        rounds.register("old claims", every=timedelta(days=1), step=prune_claims)
