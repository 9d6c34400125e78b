from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "ansinh.budgets"
    label = "budgets"
