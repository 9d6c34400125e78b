from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "ansinh.work"
    label = "work"
