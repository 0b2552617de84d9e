from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "vivier.accounts"

    def ready(self) -> None:
        """Listen to log-ins and second factors; say what is kept about people."""
        from vivier.accounts import events, own_data  # noqa: PLC0415 -- needs the loaded models

        events.listen()
        own_data.register(own_data.ACCOUNT, own_data.JOURNAL)
