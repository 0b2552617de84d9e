from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "vivier.support"

    def ready(self) -> None:
        """Have records that become one keep their needs and partnerships."""
        from vivier.directory.following import follows  # noqa: PLC0415 -- needs the models

        follows("support.need.actor")
        follows("support.partner.actor")
