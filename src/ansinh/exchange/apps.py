from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "ansinh.exchange"
    label = "exchange"
