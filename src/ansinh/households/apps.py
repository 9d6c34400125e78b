from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "ansinh.households"
    label = "households"
