from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "ansinh.monitoring"
    label = "monitoring"
