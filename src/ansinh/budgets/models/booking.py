"""What the database itself does with money: an act that is approved books its rows, and the sums of a line are those of its rows.

No program adds to a sum. A line's sums are written by these triggers from the approved rows, under the lock of the line, and an
update that says anything else is refused; so they hold whoever writes, however many at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ansinh.budgets.enums import State

APPROVED, WAITING = f"'{State.APPROVED.value}'", f"'{State.WAITING.value}'"


def changed(*columns: str) -> str:
    """SQL: whether one of these columns of a row is another than before (none counts as a value)."""
    return " OR ".join(
        f"COALESCE(CAST(NEW.{one} AS TEXT), '') <> COALESCE(CAST(OLD.{one} AS TEXT), '')" for one in columns
    )


@dataclass(frozen=True)
class FollowedBy:
    """Once a row is decided, its rows in ``tables`` (by column ``key``) take over its state."""

    tables: tuple[str, ...]
    key: str
    name: str = "followed"

    def statements(self, table: str, vendor: str) -> list[str]:
        """SQL that installs the trigger on ``table`` for ``sqlite`` or ``postgresql``."""
        does = [f"UPDATE {one} SET state = NEW.state WHERE {self.key} = NEW.id" for one in self.tables]
        return _after_update(table, self.name, "NEW.state <> OLD.state", does, vendor)


@dataclass(frozen=True)
class Booked:
    """Once a row is approved, each ``(key, column)``: that column of the line which ``key`` names becomes the sum of its
    approved rows."""

    sums: tuple[tuple[str, str], ...]
    lines: str = "budgets_budgetline"
    name: str = "booked"

    def statements(self, table: str, vendor: str) -> list[str]:
        """SQL that installs the trigger on ``table`` for ``sqlite`` or ``postgresql``."""
        # Each line is locked before it is summed, so that the sum sees what was approved beside it.
        keys = ", ".join(f"NEW.{key}" for key, _column in self.sums)
        lock = f"PERFORM 1 FROM {self.lines} WHERE id IN ({keys}) ORDER BY id FOR UPDATE"
        does = [] if vendor == "sqlite" else [lock]
        does += [
            f"UPDATE {self.lines} SET {column} = {approved_sum(table, key, f'NEW.{key}')} WHERE id = NEW.{key}"
            for key, column in self.sums
        ]
        when = f"NEW.state = {APPROVED} AND OLD.state <> {APPROVED}"
        return _after_update(table, self.name, when, does, vendor)


def approved_sum(table: str, key: str, line: str) -> str:
    """SQL: the sum of the approved rows of ``table`` whose ``key`` is the line."""
    return (
        f"(SELECT COALESCE(SUM(r.amount), 0) FROM {table} r WHERE r.{key} = {line} AND r.state = {APPROVED})"
    )


def _after_update(table: str, name: str, when: str, does: Sequence[str], vendor: str) -> list[str]:
    trigger, body = f"{table}_{name}", "; ".join(does)
    if vendor == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {trigger}",
            f"CREATE TRIGGER {trigger} AFTER UPDATE ON {table} WHEN {when} BEGIN {body}; END",
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {when} THEN {body}; END IF; RETURN NULL; END $$",
        f"DROP TRIGGER IF EXISTS {trigger} ON {table}",
        f"CREATE TRIGGER {trigger} AFTER UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {trigger}()",
    ]
