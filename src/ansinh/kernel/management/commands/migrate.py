"""Django's ``migrate``, and then what it does not know of: triggers (altering a table on SQLite drops them), walls, and the
function that tells the planner of new rows."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from ansinh.kernel.faults import reach
from ansinh.kernel.statistics import install_statistics
from ansinh.kernel.triggers import install_triggers, take_triggers_off
from ansinh.kernel.walls import install_walls


class Command(DjangoMigrate):
    def handle(self, *args: Any, **options: Any) -> None:
        take_triggers_off()
        super().handle(*args, **options)
        reach("migrate.altered")
        if not args and options.get("app_label") is None:
            install_statistics()
            install_triggers()
            install_walls()
