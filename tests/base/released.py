"""Run in a process of its own on an empty data folder: a database of a released schema with rows in every table; and what is in it.

``fill NAME`` migrates to that release and writes the rows, ``tell`` prints every row of every table, as JSON.
"""

import json
import re
import sqlite3
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import django

# The newest migration of each domain at each release.
RELEASES = {
    "core": {
        "access": "0001_initial",
        "accounts": "0001_initial",
        "audit": "0001_initial",
        "datasets": "0001_initial",
        "households": "0002_placements_in_force",
        "places": "0001_initial",
        "reviews": "0003_list_entries_of_versions",
        "standards": "0001_initial",
        "surveys": "0001_initial",
        "work": "0001_initial",
    },
    "pages": {
        "access": "0001_initial",
        "accounts": "0002_sign_in_links",
        "audit": "0001_initial",
        "datasets": "0001_initial",
        "households": "0006_lines_by_number",
        "places": "0002_sort_keys",
        "reports": "0001_checked_tables",
        "reviews": "0006_outcome_counts",
        "standards": "0001_initial",
        "surveys": "0001_initial",
        "work": "0003_saved_views",
    },
}
RELEASES["law"] = RELEASES["pages"] | {
    "access": "0003_villages",
    "accounts": "0005_who_reset_factors",
    "audit": "0002_keys_of_waiting_events_and_leaves",
    "grievances": "0001_requests_and_appeals",
    "papers": "0001_papers",
    "reviews": "0012_class_of_a_side",
    "surveys": "0002_submissions",
    "work": "0004_messages_and_reminders",
}
ROWS = 3
# What the checks of a table ask for beyond its columns' types.
REFERS = object()
ASKED: dict[str, dict[str, Any]] = {
    "places_unit": {"level": "province", "type": "tỉnh"},
    "places_change": {"kind": "abolish", "share_basis": "", "old": REFERS},
    "households_person": {"sex": "m"},
    "papers_registeradvance": {"after": 1, "until": 2},
    "reviews_dossiermove": {"from_state": "open", "to_state": "surveying"},
}


def fill(release: str) -> dict[str, int]:
    """Migrate to a release; write rows into every table of ours; how many by table."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    targets = list(RELEASES[release].items())
    # Django's own tables come with what ours refer to.
    state = executor.migrate([*targets, *_of_django(executor)])
    tables = [
        model
        for model in state.apps.get_models()
        if model._meta.app_label in RELEASES[release] and not model._meta.proxy
    ]
    made: dict[str, list[Any]] = {}
    for model in tables:
        _rows_of(model, made)
    return {table: len(rows) for table, rows in made.items()}


def _of_django(executor: Any) -> list[tuple[str, str]]:
    return [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] in {"sessions", "contenttypes"}]


def _rows_of(model: Any, made: dict[str, list[Any]]) -> list[Any]:
    """``ROWS`` rows of a table, those that it refers to first."""
    # By table: a model of an old state may stand there in two renderings.
    table = model._meta.db_table
    if table in made:
        return made[table]
    made[table] = []
    for turn in range(ROWS):
        values = {
            one.attname: value
            for one in model._meta.concrete_fields
            if (value := _value(one, turn, made)) is not None
        }
        made[table].append(model._base_manager.create(**values))
    return made[table]


def _value(one: Any, turn: int, made: dict[str, list[Any]]) -> Any:
    from django.db import models

    asked = ASKED.get(one.model._meta.db_table, {})
    if one.name in asked and asked[one.name] is not REFERS:
        return asked[one.name]
    if isinstance(one, models.ForeignKey):
        if one.null and one.name not in asked:
            return None
        # Two columns that refer to one table name two rows of it.
        rows, place = _rows_of(one.related_model, made), one.name in {"right", "other"}
        return rows[(turn + place) % ROWS].pk
    if isinstance(one, models.AutoField) or one.generated:
        return None
    if one.null and not isinstance(one, models.TextField):
        return None
    return _plain(one, turn)


def _plain(one: Any, turn: int) -> Any:
    from django.db import models
    from django.utils import timezone

    if one.choices:
        return one.choices[0][0]
    if isinstance(one, models.UUIDField):
        return UUID(int=turn + 1)
    if isinstance(one, models.DateTimeField):
        return timezone.now()
    if isinstance(one, models.DateField):
        return date(2022, 10, 1 + turn)
    if isinstance(one, models.BooleanField):
        return False
    if isinstance(one, models.IntegerField):
        return 2022 + turn if "year" in one.name else turn + 1
    if isinstance(one, models.DecimalField | models.FloatField):
        return 1
    if isinstance(one, models.BinaryField):
        return bytes([turn])
    if isinstance(one, models.JSONField):
        return {"turn": turn}
    return f"{one.name[:12]} {turn}"[: one.max_length or 60]


def tell(data: Path) -> dict[str, list[dict[str, str]]]:
    """Every row of every table, each column as text."""
    with closing(sqlite3.connect(data / "ansinh.sqlite3")) as db:
        db.row_factory = sqlite3.Row
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: [
                {key: repr(value) for key, value in dict(row).items()}
                for row in db.execute(f'SELECT * FROM "{name}"')
            ]
            for name in names
        }


def structure(data: Path) -> set[tuple[str, ...]]:
    """Columns, foreign keys, checks, indexes and triggers of a database; not in which order a table was given its columns."""
    with closing(sqlite3.connect(data / "ansinh.sqlite3")) as db:
        tables = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        told: set[tuple[str, ...]] = set(
            db.execute("SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')")
        )
        for name, sql in tables.items():
            columns = db.execute(f'PRAGMA table_info("{name}")').fetchall()
            told |= {("column", name, *map(repr, (*one[1:5], bool(one[5])))) for one in columns}
            keys = db.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()
            told |= {("key", name, *map(repr, one[2:])) for one in keys}
            told |= {("check", name, one) for one in re.findall(r'CONSTRAINT "(\w+)" CHECK', sql)}
    return told


if __name__ == "__main__":
    django.setup()
    print(json.dumps(fill(sys.argv[1])))
