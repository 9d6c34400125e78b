from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "ansinh.standards"
    label = "standards"
