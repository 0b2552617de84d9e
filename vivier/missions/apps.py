from django.apps import AppConfig


class MissionsConfig(AppConfig):
    name = "vivier.missions"

    def ready(self) -> None:
        """Say what follows a record that goes into another."""
        from vivier.directory.following import follows  # noqa: PLC0415 -- needs the models

        follows("missions.missionpartner.actor")
        follows("missions.participant.actor")
        follows("missions.visit.counterpart")
        follows("missions.contact.counterpart")
