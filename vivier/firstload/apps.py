from django.apps import AppConfig


class FirstloadConfig(AppConfig):
    name = "vivier.firstload"
