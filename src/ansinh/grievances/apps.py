from django.apps import AppConfig


class GrievancesConfig(AppConfig):
    name = "ansinh.grievances"
    label = "grievances"
