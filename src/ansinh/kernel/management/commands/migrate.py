"""Django's ``migrate``, and then what it does not know of: triggers (altering a table on SQLite drops them), walls, and the
function that tells the planner of new rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.commands import migrate as of_django
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

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


class Executor(MigrationExecutor):
    """Django notes a migration whose indexes come last after it committed: killed between the two, its tables are there, the next
    run makes them again and fails for ever. Here the indexes are made and the note is taken in the migration's own transaction."""

    def apply_migration(
        self, state: ProjectState, migration: Migration, *args: Any, **more: Any
    ) -> ProjectState:
        apply = migration.apply

        def with_what_comes_last(
            before: ProjectState, editor: BaseDatabaseSchemaEditor, *rest: Any, **named: Any
        ) -> ProjectState:
            after = apply(before, editor, *rest, **named)
            for statement in editor.deferred_sql:
                editor.execute(statement, None)
            editor.deferred_sql.clear()
            return after

        migration.apply = with_what_comes_last  # type: ignore[method-assign, assignment]
        try:
            return super().apply_migration(state, migration, *args, **more)
        finally:
            del migration.apply


@contextmanager
def _noted_with_its_tables() -> Iterator[None]:
    plain = of_django.MigrationExecutor  # type: ignore[attr-defined]
    of_django.MigrationExecutor = Executor  # type: ignore[attr-defined]
    try:
        yield
    finally:
        of_django.MigrationExecutor = plain  # type: ignore[attr-defined]


def _make_at_once() -> None:
    """Make every table of an empty database as the models of today have it and note every migration, in one transaction.

    Going through the migrations comes to the same tables (``tests/base/test_released_schemas.py`` compares), but Django draws every
    model that hangs on another anew at each of their steps: most of the time of a first use. Those that write rows write them from
    rows, and there are none.
    """
    executor = Executor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    noted = executor.recorder.Migration
    with connection.schema_editor() as editor:
        editor.create_model(noted)
        for model in apps.get_models():
            if model._meta.app_label in executor.loader.migrated_apps and model._meta.can_migrate(connection):
                editor.create_model(model)
        for statement in editor.deferred_sql:
            editor.execute(statement, None)
        editor.deferred_sql.clear()
        noted.objects.bulk_create(noted(app=one.app_label, name=one.name) for one, _back in plan)


# Who asks one of these wants to look, or something else than every table.
_ELSE = ("app_label", "plan", "check_unapplied", "fake", "fake_initial", "prune")


class Command(of_django.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        take_triggers_off()
        if (
            not args
            and not any(options.get(one) for one in _ELSE)
            and not connection.introspection.table_names()
        ):
            _make_at_once()
        with _keys_checked_once(), _noted_with_its_tables():
            super().handle(*args, **options)
        reach("migrate.altered")
        if not args and options.get("app_label") is None:
            install_statistics()
            install_triggers()
            install_walls()
