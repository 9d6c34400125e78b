"""A few rows of one model by a statement that is made once: most of what a single row costs is the making of its statement.

On PostgreSQL that is the planning too: what a wall asks of a new row is a tree of queries, and takes longer to plan than to answer.
So the rows of one call go as one statement whose plan the connection keeps, and whose only parameter is a text: the plan does not
depend on which values are blank.
"""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

_Fields = tuple["models.Field[Any, Any]", ...]


@cache
def _insert_into(model: type[models.Model], vendor: str) -> tuple[str, _Fields]:
    fields = tuple(
        field
        for field in model._meta.local_concrete_fields
        if field is not model._meta.auto_field and not field.generated
    )
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    if vendor == "postgresql":
        rows = f"SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s::json)"
    else:
        rows = f"VALUES ({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {table} ({columns}) {rows}", fields


def _values(row: models.Model, fields: _Fields) -> list[Any]:
    values = []
    for field in fields:
        value = field.pre_save(row, add=True)
        # The plain value that stands as the column's own default.
        values.append(field.db_default if isinstance(value, DatabaseDefault) else value)
    return values


def _for_sqlite(row: models.Model, fields: _Fields) -> list[Any]:
    told = zip(fields, _values(row, fields), strict=True)
    return [field.get_db_prep_save(value, connection) for field, value in told]


def _as_text(rows: Sequence[models.Model], fields: _Fields) -> str:
    """The rows as PostgreSQL reads them into a table's own types."""
    told = [
        {
            field.column: field.get_prep_value(value)
            for field, value in zip(fields, _values(row, fields), strict=True)
        }
        for row in rows
    ]
    return json.dumps(told, ensure_ascii=False, allow_nan=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):  # a moment is a day too
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return "\\x" + value.hex()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


@cache
def _keeping() -> type[Any]:
    from psycopg import Cursor  # noqa: PLC0415 - only where there is PostgreSQL

    class Keeping(Cursor[Any]):
        """Binds on the server, unlike Django's own, and has what it executes prepared."""

        def execute(self, query: Any, params: Any = None, **_more: Any) -> "Keeping":
            super().execute(query, params, prepare=True)
            return self

    return Keeping


def _keeping_plans() -> Any:
    """A cursor of PostgreSQL that keeps its plans, with all that Django puts around one."""
    connection.ensure_connection()
    bare = _keeping()(connection.connection)
    return connection.make_debug_cursor(bare) if connection.queries_logged else connection.make_cursor(bare)


def add_rows(rows: Sequence[models.Model]) -> None:
    """Insert these rows of one model in the current transaction, as ``bulk_create`` does; keys that the database gives are not
    put on them. Constraint violations raise ``django.db.IntegrityError``."""
    if not rows:
        return
    statement, fields = _insert_into(type(rows[0]), connection.vendor)
    if connection.vendor == "postgresql":
        with _keeping_plans() as cursor:
            cursor.execute(statement, [_as_text(rows, fields)])
        return
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_for_sqlite(row, fields) for row in rows])


def add_row(row: models.Model) -> None:
    """Insert one row in the current transaction, as ``save(force_insert=True)`` does, with the key that the database gives it."""
    statement, fields = _insert_into(type(row), connection.vendor)
    given = row._meta.auto_field
    if given is not None:
        statement += f' RETURNING "{given.column}"'
    if connection.vendor == "postgresql":
        opened, values = _keeping_plans(), [_as_text([row], fields)]
    else:
        opened, values = connection.cursor(), _for_sqlite(row, fields)
    with opened as cursor:
        cursor.execute(statement, values)
        if given is not None:
            row.pk = cursor.fetchone()[0]
    row._state.adding = False
    row._state.db = connection.alias
