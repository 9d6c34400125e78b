"""Triggers: declared beside their model as ``triggers = [...]``, made anew after every migration.

Altering a table on SQLite drops its triggers, so ``migrate`` ends by installing all of them again. The database
itself then refuses what only a verb may do.
"""

import re
from dataclasses import dataclass

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.walls import ANYWHERE, REACH, reach_is


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


@dataclass(frozen=True)
class Locked:
    """While ``condition`` holds, ``verbs`` on a row are refused. It is SQL over ``OLD`` and ``NEW`` and may ask other tables;
    ``{row}`` stands for the row as it was, and as it would be (an update is refused where either holds).

    ``on`` (``app.Model``) guards another table than that of the model which declares it, for what rests on states that only a
    later domain knows.
    """

    name: str
    condition: str
    verbs: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")
    on: str = ""

    def statements(self, table: str, vendor: str) -> list[str]:
        """SQL that installs the triggers for ``sqlite`` or ``postgresql``."""
        guarded = apps.get_model(self.on)._meta.db_table if self.on else table
        return [
            line for verb in self.verbs for line in _lock(guarded, self.name, verb, self._of(verb), vendor)
        ]

    def _of(self, verb: str) -> str:
        rows = {"INSERT": ("NEW",), "DELETE": ("OLD",)}.get(verb, ("OLD", "NEW"))
        return " OR ".join(dict.fromkeys(f"({self.condition.replace('{row}', row)})" for row in rows))


def _lock(table: str, name: str, verb: str, condition: str, vendor: str) -> list[str]:
    trigger = f"{table}_{name}_{verb.lower()}"
    words = f"{table}: {name}"
    if vendor == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {trigger}",
            f"CREATE TRIGGER {trigger} BEFORE {verb} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END",
        ]
    # A condition of PostgreSQL's own may not ask other tables, so it stands in a function. That sees every row, whatever
    # walls stand before who writes. Its plan is kept from its first row, when the table may be empty: what is looked up by an
    # index stays so when the table has grown within the same connection.
    back = "OLD" if verb == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        f"SET search_path = public, pg_temp SET enable_seqscan = off AS $$ DECLARE reach_before text := current_setting('{REACH}', true); "
        f"BEGIN {reach_is(ANYWHERE)} IF {condition} THEN "
        f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"{reach_is('reach_before')} RETURN {back}; END $$",
        f"DROP TRIGGER IF EXISTS {trigger} ON {table}",
        f"CREATE TRIGGER {trigger} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {trigger}()",
    ]


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


_LOCKS = re.compile(r"\w+: (approved|left_by_correction|approved_stays|frozen)\b")


def refusal_of(failure: IntegrityError) -> Refused | None:
    """What a person is told where the database refused a change of something approved; nothing for another failure."""
    if not _LOCKS.match(str(failure)):
        return None
    return Refused(
        _(
            "Hồ sơ đã được phê duyệt và niêm phong nên không sửa được; chưa ghi gì. Để đính chính, hãy đề nghị người phê duyệt "
            "mở lại hồ sơ ở trang của kỳ rà soát (hoặc «ansinh review run --reason»), nêu rõ lý do, rồi làm lại việc này."
        ),
        code="approved",
    )


def guarded_models() -> list[type[models.Model]]:
    """Every model that declares triggers."""
    return [model for model in apps.get_models() if getattr(model, "triggers", ())]


_NAME = re.compile(r"CREATE TRIGGER (\w+)")


def _statements() -> list[str]:
    """Of every table that there is: a later migration may still have to make one."""
    there = set(connection.introspection.table_names())
    return [
        statement
        for model in guarded_models()
        if model._meta.db_table in there
        for trigger in model.triggers  # type: ignore[attr-defined]
        for statement in trigger.statements(model._meta.db_table, connection.vendor)
    ]


def missing_triggers() -> list[str]:
    """The declared triggers that the database does not have: a migration was cut off before its end."""
    declared = {found[1] for line in _statements() if (found := _NAME.match(line))}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        there = {row[0] for row in cursor.fetchall()}
    return sorted(declared - there)


def take_triggers_off() -> None:
    """Before tables are altered on SQLite: a table made anew is gone for a moment, and triggers of others may ask it."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def install_triggers() -> int:
    """Make every declared trigger anew; the number of guarded tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement)
    return len(guarded_models())
