from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "ansinh.support"
    label = "support"
