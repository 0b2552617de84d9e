from datetime import timedelta

from django.apps import AppConfig

from vivier.core import rounds


class SupportConfig(AppConfig):
    name = "vivier.support"

    def ready(self) -> None:
        """Have records that become one keep their needs; have the worker write, remind and forget."""
        from vivier.accounts.own_data import register  # noqa: PLC0415 -- needs the models
        from vivier.directory.following import follows  # noqa: PLC0415 -- needs the models
        from vivier.support import askers, webhooks  # noqa: PLC0415 -- for the line above
        from vivier.support.actions import (  # noqa: PLC0415 -- for the line above
            erasing,
            following,
            needs,
            reminding,
        )
        from vivier.support.own_data import HOLDINGS  # noqa: PLC0415 -- for the line above

        register(*HOLDINGS)
        follows("support.need.actor", tell=askers.become_one, back=askers.part_again)
        follows("support.partner.actor")
        rounds.register("partners to remind", every=timedelta(hours=1), step=reminding.remind_everyone)
        rounds.register("next steps", every=timedelta(hours=1), step=reminding.steps_to_recall)
        rounds.register("news of cases", every=timedelta(minutes=5), step=following.tell_news)
        rounds.register("needs kept too long", every=timedelta(days=1), step=erasing.erase_old)
        rounds.register("partners' tools", every=timedelta(seconds=20), step=webhooks.send_due)
        rounds.register("old messages to tools", every=timedelta(days=1), step=webhooks.forget_old)
        rounds.register("needs never sent", every=timedelta(days=1), step=needs.forget_drafts)
