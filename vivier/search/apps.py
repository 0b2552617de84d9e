from datetime import timedelta

from django.apps import AppConfig
from django.utils import timezone

from vivier.core import rounds


class SearchConfig(AppConfig):
    name = "vivier.search"

    def ready(self) -> None:
        """Have the worker apply what waits for the index and forget questions nobody asks any more."""
        from vivier.search import queue, unanswered  # noqa: PLC0415 -- models are not there earlier

        rounds.register("index changes", every=timedelta(seconds=30), step=queue.apply_waiting)
        rounds.register(
            "questions without answer",
            every=timedelta(days=1),
            step=lambda: unanswered.forget_old(today=timezone.localdate()),
        )
