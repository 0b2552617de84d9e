from datetime import timedelta

from django.apps import AppConfig

from vivier.core import rounds


class SearchConfig(AppConfig):
    name = "vivier.search"

    def ready(self) -> None:
        """Have the worker apply what edits left waiting."""
        from vivier.search.queue import apply_waiting  # noqa: PLC0415 -- models are not loaded before

        rounds.register("search", every=timedelta(seconds=30), step=apply_waiting)
