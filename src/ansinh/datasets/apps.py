from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    name = "ansinh.datasets"
    label = "datasets"
