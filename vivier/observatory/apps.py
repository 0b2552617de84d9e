from django.apps import AppConfig

from vivier.search.sources import register


class ObservatoryConfig(AppConfig):
    name = "vivier.observatory"

    def ready(self) -> None:
        from vivier.observatory.documents import SOURCE  # noqa: PLC0415 -- models are not loaded before

        register(SOURCE)
