"""A system made ready: tables up to date, units and standards loaded, and no households."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from ansinh.accounts.actor import SYSTEM
from ansinh.audit.sealing import seal_events
from ansinh.config.environment import data_folder, refuse_unsafe
from ansinh.config.owner import has_owner, migrate_as_owner, rights_are_missing
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.triggers import missing_triggers
from ansinh.places.actions import load_units
from ansinh.places.loading import all_is_loaded

_ready = False


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two first uses at once must not both migrate."""
    path = data_folder() / ".setup.lock"
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_ready() -> None:
    """Migrate where something is to migrate, and load the units of the country where none are loaded.

    Raises ``UnusableInput`` where the database cannot be reached, or the settings are unsafe.
    """
    global _ready  # noqa: PLW0603 - once a process
    if _ready:
        return
    refuse_unsafe(settings)
    with _one_at_a_time():
        _reach_database()
        if _is_unfinished():
            if has_owner():
                migrate_as_owner()
            else:
                call_command("migrate", verbosity=0)
        # Asked first: an action takes the write lock, and a command that only looks must not wait for a long import.
        if not all_is_loaded():
            load_units(by=SYSTEM)
    _ready = True


def _is_unfinished() -> bool:
    """Whether something is to migrate, or a migration was cut off: without the application's rights, which are asked first as the
    rest cannot be read without them, or after its last step, with tables that have no triggers. It is run to its end."""
    if has_owner() and rights_are_missing():
        return True
    return bool(_on_disk() - MigrationRecorder(connection).applied_migrations().keys()) or bool(
        missing_triggers()
    )


def _on_disk() -> set[tuple[str, str]]:
    """The migrations there are, by app and name. Every command asks, and Django's own answer loads each of them first."""
    return {
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in iter_modules([str(Path(app.path, "migrations"))])
    }


def _reach_database() -> None:
    """The driver's own words stay inside the error: they name the role and the host."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        said = _("Không mở được cơ sở dữ liệu. Hãy kiểm tra ANSINH_DATABASE_URL, hoặc tệp trong ANSINH_DATA.")
        raise UnusableInput(said, code="no_database") from error


def seal_if_ready() -> None:
    """Seal the log's new events, where this process made the system ready."""
    if _ready:
        seal_events(keys_folder())
