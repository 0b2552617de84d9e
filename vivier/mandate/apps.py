from django.apps import AppConfig


class MandateConfig(AppConfig):
    name = "vivier.mandate"

    def ready(self) -> None:
        """Say what follows a record that goes into another."""
        from vivier.directory.following import follows  # noqa: PLC0415 -- models are not there earlier

        follows("mandate.funder.actor")
        follows("mandate.expense.supplier_actor")
