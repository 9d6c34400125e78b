"""Django's ``migrate``, and then every declared trigger anew: altering a table on SQLite drops them."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from ansinh.kernel.triggers import install_triggers


class Command(DjangoMigrate):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not args and options.get("app_label") is None:
            install_triggers()
