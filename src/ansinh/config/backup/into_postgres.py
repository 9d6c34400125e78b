"""An opened backup into an empty PostgreSQL database: tables by our migrations, rows by COPY, in one transaction."""

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import django
import psycopg
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from ansinh.config.backup import postgres_copy
from ansinh.config.backup.errors import DamagedBackup
from ansinh.config.backup.kept_files import DATABASE
from ansinh.config.backup.opening import Opened
from ansinh.config.owner import MIGRATING, OWNER_URL, grant_to
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress, silent


def fill_database(
    opened: Opened, keys: Path, move_in: Callable[[], None], progress: Progress = silent
) -> None:
    """Make and fill the database that the environment names, under the owner's role where one is set; ``move_in`` is called
    when everything was compared, right before the end of the transaction.

    Raises ``TargetNotEmpty``, ``DamagedBackup``, ``UnusableInput``; the database is as it was then.
    """
    _start_django(opened, keys)
    try:
        with transaction.atomic():
            connection.ensure_connection()
            db = connection.connection
            postgres_copy.check_nothing_there(db)
            up_to_date = _make_tables(opened.told["migrations"])
            _fill(db, opened, progress)
            if up_to_date:
                # Nothing is left to migrate: this makes the triggers and walls, which the rows had to come before.
                call_command("migrate", verbosity=0)
            if os.environ.get(OWNER_URL):
                grant_to(unquote(urlsplit(os.environ["ANSINH_DATABASE_URL"]).username or ""))
            db.execute("ANALYZE")
            move_in()
    except (DatabaseError, psycopg.Error) as error:
        said = _("Cơ sở dữ liệu đích không nhận được dữ liệu phục hồi ({kind}); không giữ gì trong đó.")
        raise UnusableInput(said.format(kind=type(error).__name__), code="database_refused") from error


def _start_django(opened: Opened, keys: Path) -> None:
    """Settings look at the opened folders, not at the target, which stays as it is until the end."""
    os.environ["ANSINH_DATA"], os.environ["ANSINH_KEYS"] = str(opened.files), str(keys)
    if os.environ.get(OWNER_URL):
        os.environ[MIGRATING] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ansinh.config.settings")
    django.setup()


def _make_tables(recorded: list[list[str]]) -> bool:
    """Migrate to exactly what the copied system had; whether that is all there is today."""
    executor = MigrationExecutor(connection)
    wanted = [(app, name) for app, name in recorded]
    unknown = [one for one in wanted if one not in executor.loader.graph.nodes]
    if unknown:
        said = _(
            "Bản sao lưu này do phiên bản mới hơn của chương trình tạo ({count} bước nâng cấp chưa biết). Hãy cập nhật chương "
            "trình rồi phục hồi."
        )
        raise UnusableInput(said.format(count=len(unknown)), code="newer_backup")
    executor.migrate(wanted)
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _fill(db: psycopg.Connection, opened: Opened, progress: Progress) -> None:
    told = opened.told["tables"]
    from_sqlite = opened.told["database"] == "sqlite"
    done = 0

    def load(db: psycopg.Connection, table: str, columns: list[str]) -> None:
        nonlocal done
        progress("restore_rows", done, len(told))
        done += 1
        if table not in told:
            raise DamagedBackup(_("Bản sao lưu thiếu bảng {table}; không giữ gì.").format(table=table))
        if from_sqlite:
            _rows_of_sqlite(db, opened.database / DATABASE, table, columns)
        else:
            _rows_of_parts(db, opened.database / table, table, told[table]["columns"])

    postgres_copy.fill(db, load)
    if from_sqlite:
        postgres_copy.sequences_after_rows(db)
    else:
        postgres_copy.set_sequences(db, opened.told["sequences"])
    progress("check")
    postgres_copy.check_rows(db, told, only_counts=from_sqlite)


def _copy_statement(table: str, columns: list[str]) -> sql.Composed:
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), listed)


def _rows_of_parts(db: psycopg.Connection, folder: Path, table: str, columns: list[str]) -> None:
    parts = sorted(folder.iterdir()) if folder.is_dir() else []
    with db.cursor() as cursor, cursor.copy(_copy_statement(table, columns)) as rows:
        for part in parts:
            rows.write(part.read_bytes())


def _rows_of_sqlite(db: psycopg.Connection, path: Path, table: str, columns: list[str]) -> None:
    """Values go over as SQLite keeps them: 0 and 1, hexadecimal ids, moments in UTC and JSON as text are what PostgreSQL
    reads as well."""
    listed = ", ".join(f'"{name}"' for name in columns)
    with (
        closing(sqlite3.connect(path)) as source,
        db.cursor() as cursor,
        cursor.copy(_copy_statement(table, columns)) as rows,
    ):
        for row in source.execute(f'SELECT {listed} FROM "{table}"'):
            rows.write_row(row)


def counts_of(told: Mapping[str, Any]) -> int:
    """Rows of all tables together."""
    return sum(one["rows"] for one in told["tables"].values())
