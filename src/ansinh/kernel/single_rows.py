"""A few rows of one model by a statement that is made once: most of what a single row costs is the making of its statement."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault


@cache
def _insert_into(model: type[models.Model], vendor: str) -> tuple[str, tuple["models.Field[Any, Any]", ...]]:
    fields = tuple(
        field
        for field in model._meta.local_concrete_fields
        if field is not model._meta.auto_field and not field.generated
    )
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})", fields


def _values(row: models.Model, fields: Sequence["models.Field[Any, Any]"]) -> list[Any]:
    values = []
    for field in fields:
        value = field.pre_save(row, add=True)
        if isinstance(value, DatabaseDefault):
            # The plain value that stands as the column's own default.
            value = field.db_default
        values.append(field.get_db_prep_save(value, connection))
    return values


def add_rows(rows: Sequence[models.Model]) -> None:
    """Insert these rows of one model in the current transaction, as ``bulk_create`` does; keys that the database gives are not
    put on them. Constraint violations raise ``django.db.IntegrityError``."""
    if not rows:
        return
    statement, fields = _insert_into(type(rows[0]), connection.vendor)
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_values(row, fields) for row in rows])


def add_row(row: models.Model) -> None:
    """Insert one row in the current transaction, as ``save(force_insert=True)`` does, with the key that the database gives it."""
    statement, fields = _insert_into(type(row), connection.vendor)
    given = row._meta.auto_field
    with connection.cursor() as cursor:
        if given is None:
            cursor.execute(statement, _values(row, fields))
        else:
            cursor.execute(f'{statement} RETURNING "{given.column}"', _values(row, fields))
            row.pk = cursor.fetchone()[0]
    row._state.adding = False
    row._state.db = connection.alias
