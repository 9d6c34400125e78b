from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from ansinh.kernel.searching import teach


def _teach(connection: Any, **_told: object) -> None:
    teach(connection)


class KernelConfig(AppConfig):
    name = "ansinh.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Whatever connects to SQLite from now on can search without accents."""
        connection_created.connect(_teach, dispatch_uid="ansinh.kernel.searching")
