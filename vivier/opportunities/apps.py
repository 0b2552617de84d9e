from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "vivier.opportunities"

    def ready(self) -> None:
        from vivier.opportunities.documents import SOURCE  # noqa: PLC0415 -- needs the models
        from vivier.search.sources import register  # noqa: PLC0415 -- needs the settings

        register(SOURCE)
