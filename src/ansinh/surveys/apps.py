from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "ansinh.surveys"
    label = "surveys"
