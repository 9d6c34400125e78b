"""Django's ``migrate``, and then every declared trigger anew (altering a table on SQLite drops them) and every wall."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from ansinh.kernel.faults import reach
from ansinh.kernel.triggers import install_triggers, take_triggers_off
from ansinh.kernel.walls import install_walls


class Command(DjangoMigrate):
    def handle(self, *args: Any, **options: Any) -> None:
        take_triggers_off()
        super().handle(*args, **options)
        reach("migrate.altered")
        if not args and options.get("app_label") is None:
            install_triggers()
            install_walls()
