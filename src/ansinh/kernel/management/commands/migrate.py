"""Django's ``migrate``, and then what it does not know of: triggers (altering a table on SQLite drops them), walls, and the
function that tells the planner of new rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connection

from ansinh.kernel.faults import reach
from ansinh.kernel.statistics import install_statistics
from ansinh.kernel.triggers import install_triggers, take_triggers_off
from ansinh.kernel.walls import install_walls


@contextmanager
def _keys_checked_once() -> Iterator[None]:
    """On SQLite Django looks at every foreign key of every row after each migration, a minute of each for a province: here
    once, when all are through. Raises ``IntegrityError`` with the row."""
    if connection.vendor != "sqlite":
        yield
        return
    check, asked = connection.check_constraints, []
    connection.check_constraints = lambda table_names=None: asked.append(table_names)  # type: ignore[method-assign]
    try:
        yield
    finally:
        connection.check_constraints = check  # type: ignore[method-assign]
    if asked:
        check()


class Command(DjangoMigrate):
    def handle(self, *args: Any, **options: Any) -> None:
        take_triggers_off()
        with _keys_checked_once():
            super().handle(*args, **options)
        reach("migrate.altered")
        if not args and options.get("app_label") is None:
            install_statistics()
            install_triggers()
            install_walls()
