from datetime import timedelta

from django.apps import AppConfig

from vivier.core import rounds


def _write_dump() -> None:
    from vivier.web.dumping import write_when_due  # noqa: PLC0415 -- needs the models

    write_when_due()


class WebConfig(AppConfig):
    name = "vivier.web"

    def ready(self) -> None:
        rounds.register("dumps", every=timedelta(hours=12), step=_write_dump)
