from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "ansinh.kernel"
    label = "kernel"
