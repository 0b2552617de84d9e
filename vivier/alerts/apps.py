from datetime import timedelta

from django.apps import AppConfig

from vivier.core import rounds


class AlertsConfig(AppConfig):
    name = "vivier.alerts"

    def ready(self) -> None:
        """Have the worker tell people what is new for them and forget what nobody confirmed."""
        from vivier.alerts.actions import asking, telling  # noqa: PLC0415 -- models are not there earlier
        from vivier.directory.following import follows  # noqa: PLC0415 -- for the line above

        follows("alerts.subscription.actor")
        rounds.register("alerts", every=timedelta(minutes=5), step=telling.tell_everyone)
        rounds.register("deadlines", every=timedelta(hours=1), step=telling.remind_everyone)
        rounds.register("unconfirmed alerts", every=timedelta(days=1), step=asking.forget_unconfirmed)
