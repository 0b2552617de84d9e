from datetime import timedelta

from django.apps import AppConfig

from vivier.core import rounds


def _take_snapshot() -> None:
    from vivier.observatory.computed import photographing  # noqa: PLC0415 -- needs the models

    photographing.take_when_due()
    photographing.keep_missing()


class ObservatoryConfig(AppConfig):
    name = "vivier.observatory"

    def ready(self) -> None:
        from vivier.observatory.documents import SOURCE  # noqa: PLC0415 -- models are not loaded before
        from vivier.search.sources import register  # noqa: PLC0415

        register(SOURCE)
        rounds.register("snapshots", every=timedelta(hours=6), step=_take_snapshot)
