from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "vivier.registers"
