from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    name = "vivier.desk"

    def ready(self) -> None:
        """Draw choosers without inline scripts; keep the groups of the roles as the table says.

        Reports may include figures of the observatory.
        """
        from vivier.desk import counted_tables, groups, plain_scripts  # noqa: PLC0415 -- needs the loaded models
        from vivier.mandate.reporting import tables  # noqa: PLC0415 -- for the line above

        plain_scripts.install()
        tables.register(counted_tables.SOURCE, counted_tables.read)
        # The signal is sent for apps with models only: the desk listens to the one that has the people.
        people = apps.get_app_config("accounts")
        post_migrate.connect(groups.write_permissions, sender=people, dispatch_uid="vivier.desk.groups")
