from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "ansinh.agencies"
    label = "agencies"
