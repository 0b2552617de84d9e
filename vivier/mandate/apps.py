from datetime import timedelta

from django.apps import AppConfig

from vivier.core import rounds


class MandateConfig(AppConfig):
    name = "vivier.mandate"

    def ready(self) -> None:
        """Say what follows a record that goes into another; have the worker remind of what is due.

        What can be counted is made known.
        """
        from vivier.accounts.own_data import register  # noqa: PLC0415 -- models are not there earlier
        from vivier.directory.following import follows  # noqa: PLC0415 -- models are not there earlier
        from vivier.mandate.actions.obligations import remind  # noqa: PLC0415 -- for the line above
        from vivier.mandate.indicators import known  # noqa: PLC0415 -- for the line above
        from vivier.mandate.own_data import HOLDINGS  # noqa: PLC0415 -- for the line above

        register(*HOLDINGS)
        known.register_all()
        follows("mandate.funder.actor")
        follows("mandate.expense.supplier_actor")
        rounds.register("obligations", every=timedelta(hours=1), step=remind)
