from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "vivier.outbox"
