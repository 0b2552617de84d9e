from datetime import timedelta

from django.apps import AppConfig

from vivier.core import rounds


class OutboxConfig(AppConfig):
    name = "vivier.outbox"

    def ready(self) -> None:
        """Have the worker send what is due and forget what is old."""
        from vivier.outbox import actions, sending  # noqa: PLC0415 -- models are not there earlier

        rounds.register("mails", every=timedelta(seconds=5), step=sending.send_due)
        rounds.register("old mails", every=timedelta(days=1), step=actions.erase_content)
