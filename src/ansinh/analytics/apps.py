from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "ansinh.analytics"
    label = "analytics"
