from django.apps import AppConfig


class MandateConfig(AppConfig):
    name = "vivier.mandate"

    def ready(self) -> None:
        """Say what follows a record that goes into another, and what can be counted."""
        from vivier.directory.following import follows  # noqa: PLC0415 -- models are not there earlier
        from vivier.mandate.indicators import known  # noqa: PLC0415 -- models are not there earlier

        known.register_all()
        follows("mandate.funder.actor")
        follows("mandate.expense.supplier_actor")
