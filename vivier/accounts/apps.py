from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "vivier.accounts"

    def ready(self) -> None:
        """Listen to log-ins and second factors."""
        from vivier.accounts import events  # noqa: PLC0415 -- needs the loaded models

        events.listen()
