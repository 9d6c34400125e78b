"""Triggers: declared beside their model as ``triggers = [...]``, made anew after every migration.

Altering a table on SQLite drops its triggers, so ``migrate`` ends by installing all of them again. The database
itself then refuses what only a verb may do.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models


@dataclass(frozen=True)
class AppendOnly:
    """Rows may be added; an update or a delete is refused by the database."""

    name: str = "append_only"

    def statements(self, table: str, vendor: str) -> list[str]:
        """SQL that installs the trigger on ``table`` for ``sqlite`` or ``postgresql``."""
        return _refusal(table, self.name, "", vendor)


@dataclass(frozen=True)
class Frozen:
    """A row is frozen once ``condition`` (SQL over ``OLD``) holds: no update, no delete from then on."""

    condition: str
    name: str = "frozen"

    def statements(self, table: str, vendor: str) -> list[str]:
        """SQL that installs the trigger on ``table`` for ``sqlite`` or ``postgresql``."""
        return _refusal(table, self.name, self.condition, vendor)


def _refusal(table: str, name: str, condition: str, vendor: str) -> list[str]:
    words = f"{table}: {name}"
    when = f"WHEN ({condition}) " if condition else ""
    statements = []
    for verb in ("UPDATE", "DELETE"):
        trigger = f"{table}_{name}_{verb.lower()}"
        if vendor == "sqlite":
            statements += [
                f"DROP TRIGGER IF EXISTS {trigger}",
                f"CREATE TRIGGER {trigger} BEFORE {verb} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{words}'); END",
            ]
        else:
            statements += [
                "CREATE OR REPLACE FUNCTION ansinh_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$",
                f"DROP TRIGGER IF EXISTS {trigger} ON {table}",
                f"CREATE TRIGGER {trigger} BEFORE {verb} ON {table} FOR EACH ROW {when}"
                f"EXECUTE FUNCTION ansinh_refuse('{words}')",
            ]
    return statements


def guarded_models() -> list[type[models.Model]]:
    """Every model that declares triggers."""
    return [model for model in apps.get_models() if getattr(model, "triggers", ())]


def install_triggers() -> int:
    """Make every declared trigger anew; the number of guarded tables."""
    guarded = guarded_models()
    with connection.cursor() as cursor:
        for model in guarded:
            for trigger in model.triggers:  # type: ignore[attr-defined]
                for statement in trigger.statements(model._meta.db_table, connection.vendor):
                    cursor.execute(statement)
    return len(guarded)
