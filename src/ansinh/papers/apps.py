from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "ansinh.papers"
    label = "papers"
