from datetime import timedelta

from django.apps import AppConfig

from vivier.core import rounds, sent_files


class RegistersConfig(AppConfig):
    name = "vivier.registers"

    def ready(self) -> None:
        """Have extracts that were sent deleted when nothing needs them any more."""
        from vivier.registers import sent_extracts  # noqa: PLC0415 -- models are not loaded before

        sent_files.hold(sent_extracts.FOLDER, sent_extracts.NAMED, sent_extracts.in_use)
        rounds.register("extracts sent", every=timedelta(days=1), step=sent_extracts.forget_old)
