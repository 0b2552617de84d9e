from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    name = "vivier.desk"

    def ready(self) -> None:
        """Draw choosers without inline scripts; keep the groups of the roles as the table says."""
        from vivier.desk import groups, plain_scripts  # noqa: PLC0415 -- needs the loaded models

        plain_scripts.install()
        post_migrate.connect(groups.write_permissions, sender=self, dispatch_uid="vivier.desk.groups")
