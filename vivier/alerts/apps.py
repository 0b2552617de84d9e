from datetime import timedelta

from django.apps import AppConfig

from vivier.core import rounds


class AlertsConfig(AppConfig):
    name = "vivier.alerts"

    def ready(self) -> None:
        """Have the worker tell people what is new for them and forget what nobody confirmed."""
        from vivier.accounts import own_data  # noqa: PLC0415 -- for the line below
        from vivier.alerts import addresses, merged  # noqa: PLC0415 -- models are not there earlier
        from vivier.alerts.actions import forgetting, telling  # noqa: PLC0415 -- for the line above
        from vivier.alerts.own_data import HOLDINGS  # noqa: PLC0415 -- for the line above
        from vivier.directory.following import follows  # noqa: PLC0415 -- for the line above

        follows("alerts.subscription.actor", settle=merged.still_wanted)
        follows("alerts.told.actor", by_machine=True)
        follows("alerts.reachedfor.actor", by_machine=True)
        addresses.listen()
        own_data.register(*HOLDINGS)
        rounds.register("alerts", every=timedelta(minutes=5), step=telling.tell_everyone)
        rounds.register("deadlines", every=timedelta(hours=1), step=telling.remind_everyone)
        rounds.register("old alerts", every=timedelta(days=1), step=forgetting.forget_old)
