from datetime import timedelta

from django.apps import AppConfig

from vivier.core import rounds


class MissionsConfig(AppConfig):
    name = "vivier.missions"

    def ready(self) -> None:
        """Say what follows a record into another and what is kept about people; have old names forgotten."""
        from vivier.accounts.own_data import register  # noqa: PLC0415 -- needs the models
        from vivier.directory.following import follows  # noqa: PLC0415 -- needs the models
        from vivier.missions.actions.erasing import erase_old  # noqa: PLC0415 -- needs the models
        from vivier.missions.own_data import HOLDINGS  # noqa: PLC0415 -- needs the models

        register(*HOLDINGS)
        rounds.register("participants kept too long", every=timedelta(days=1), step=erase_old)

        follows("missions.missionpartner.actor")
        follows("missions.participant.actor")
        follows("missions.visit.counterpart")
        follows("missions.contact.counterpart")
