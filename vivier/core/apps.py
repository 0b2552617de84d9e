from datetime import timedelta

from django.apps import AppConfig

from vivier.core import local_dates, rounds, sent_files


class CoreConfig(AppConfig):
    name = "vivier.core"

    def ready(self) -> None:
        """Have the database tell the days of moments faster, and files that nothing needs deleted."""
        local_dates.register()
        rounds.register("files left behind", every=timedelta(days=1), step=sent_files.sweep)
