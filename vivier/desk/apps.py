from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    name = "vivier.desk"

    def ready(self) -> None:
        """Draw choosers without inline scripts, read moments as our forms do, keep the groups of the roles.

        Reports may include figures of the observatory.
        """
        from vivier.desk import (  # noqa: PLC0415 -- needs the loaded models
            counted_tables,
            groups,
            moments,
            plain_scripts,
        )
        from vivier.mandate.reporting import tables  # noqa: PLC0415 -- for the line above

        plain_scripts.install()
        moments.take_every_hour()
        tables.register(counted_tables.SOURCE, counted_tables.read)
        # The signal is sent for apps with models only: the desk listens to the one that has the people.
        people = apps.get_app_config("accounts")
        post_migrate.connect(groups.write_permissions, sender=people, dispatch_uid="vivier.desk.groups")
