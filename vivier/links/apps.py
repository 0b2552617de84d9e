from datetime import timedelta

from django.apps import AppConfig
from django.conf import settings

from vivier.core import rounds


class LinksConfig(AppConfig):
    name = "vivier.links"

    def ready(self) -> None:
        """Have the worker gather the addresses the public pages show, and ask a few of them every minute."""
        from vivier.links import checking, gathering, uses  # noqa: PLC0415 -- models are not there earlier

        uses.register(uses.CALLS)
        uses.register(uses.RESIDENCIES)
        uses.register(uses.ACTORS)
        uses.register(uses.EVENTS)
        uses.register(uses.PLACES)
        rounds.register("links to check", every=timedelta(hours=12), step=gathering.gather)
        if settings.DEMO:  # a demonstration asks nobody
            return
        rounds.register("links", every=timedelta(minutes=1), step=checking.check_some)
