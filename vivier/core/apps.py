from django.apps import AppConfig

from vivier.core import local_dates


class CoreConfig(AppConfig):
    name = "vivier.core"

    def ready(self) -> None:
        """Have the database tell the days of moments faster."""
        local_dates.register()
