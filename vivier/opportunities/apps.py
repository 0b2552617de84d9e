from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "vivier.opportunities"

    def ready(self) -> None:
        from vivier.directory.following import follows  # noqa: PLC0415 -- needs the models
        from vivier.opportunities.documents import SOURCE, calls_of_schemes  # noqa: PLC0415 -- needs the models
        from vivier.search import queue  # noqa: PLC0415 -- needs the models
        from vivier.search.sources import register  # noqa: PLC0415 -- needs the settings

        register(SOURCE)
        follows(
            "opportunities.scheme.issuer",
            tell=lambda schemes: queue.all_changed("opportunity", calls_of_schemes(schemes)),
        )
        follows("opportunities.response.actor")
        follows("opportunities.storedmatch.actor")
