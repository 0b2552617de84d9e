from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "vivier.web"

    def ready(self) -> None:
        """Say which mails are kept about people: neither accounts nor outbox knows of the other."""
        from vivier.accounts.own_data import register  # noqa: PLC0415 -- models are not there earlier
        from vivier.web import own_mails  # noqa: PLC0415 -- for the line above

        register(own_mails.MAILS, own_mails.BAD_ADDRESSES)
