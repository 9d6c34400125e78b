"""Many rows at once: the one place where the two databases are spoken to differently.

SQLite takes prepared inserts, PostgreSQL takes COPY; a test proves that both leave the same rows. Values arrive as a
Polars frame whose columns are the table's columns; ids and dates are text or dates, binary stays binary.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import polars as pl
from django.db import connection, models, transaction

from ansinh.kernel.faults import reach
from ansinh.kernel.statistics import have_grown
from ansinh.kernel.walls import walls_of

_CHUNK = 50_000
# So few rows are found one by one, by index.
_FEW = 500


@contextmanager
def joining_many(cursor: Any) -> Iterator[None]:
    """Statements within join many rows, perhaps written a moment ago in the same transaction: PostgreSQL knows nothing of
    those yet, takes them for a handful and would compare each with each. Without nested loops it hashes."""
    if connection.vendor != "postgresql" or not connection.in_atomic_block:
        yield
        return
    cursor.execute("SET LOCAL enable_nestloop = off")
    yield
    cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")


def insert_frame(model: type[models.Model], frame: pl.DataFrame) -> int:
    """Insert every row of ``frame`` (columns = database columns of ``model``) in the current transaction, or in one of their own.

    Returns the number of rows. Constraint violations raise ``django.db.IntegrityError`` and nothing stays.
    """
    if frame.is_empty():
        return 0
    table = model._meta.db_table
    columns = ", ".join(f'"{name}"' for name in frame.columns)
    if connection.vendor == "postgresql":
        if walls_of(model):
            _copy_past_wall(table, columns, frame)
        else:
            _copy(table, columns, frame)
        have_grown(table, frame.height)
    else:
        _executemany(table, columns, frame)
    reach(f"{model._meta.db_table}.inserted")
    return frame.height


def _in_sqlite_types(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.col(pl.Date).dt.to_string("%Y-%m-%d"),
        pl.col(pl.Datetime).dt.to_string("%Y-%m-%d %H:%M:%S%.6f"),
        pl.col(pl.Boolean).cast(pl.Int8),
        pl.col(pl.Categorical).cast(pl.String),
    )


def _executemany(table: str, columns: str, frame: pl.DataFrame) -> None:
    plain = _in_sqlite_types(frame)
    with _together(), connection.cursor() as cursor, connection.wrap_database_errors:
        if not _within_savepoint(frame):
            _row_by_row(cursor, f'INSERT INTO "{table}" ({columns}) VALUES ({_marks(frame)})', plain)
            return
        with _arrived(cursor, table, columns, plain) as arriving:
            cursor.execute(
                f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM "{arriving}" ORDER BY rowid'
            )


def _marks(frame: pl.DataFrame) -> str:
    return ", ".join("?" * frame.width)


def _row_by_row(cursor: Any, statement: str, plain: pl.DataFrame) -> None:
    """Django's cursor rewrites %s marks row by row; the driver's own takes the rows as they are."""
    for chunk in plain.iter_slices(_CHUNK):
        cursor.cursor.connection.executemany(statement, chunk.iter_rows())


def _within_savepoint(frame: pl.DataFrame) -> bool:
    """Whether the rows are to be written by one statement on SQLite: within a savepoint a table with triggers takes each statement
    back to a place that it seeks from the savepoint's beginning, so row by row takes the square of the rows."""
    return frame.height > _FEW and any(connection.savepoint_ids)


@contextmanager
def _arrived(cursor: Any, table: str, columns: str, plain: pl.DataFrame) -> Iterator[str]:
    """The rows in a table of this connection's own (SQLite); its name."""
    arriving = f"arriving_{table}"
    cursor.execute(f'CREATE TEMPORARY TABLE "{arriving}" ({columns})')
    try:
        _row_by_row(cursor, f'INSERT INTO "{arriving}" VALUES ({_marks(plain)})', plain)
        yield arriving
    finally:
        cursor.execute(f'DROP TABLE "{arriving}"')


def _together() -> AbstractContextManager[object]:
    """The transaction that is open, or one of the rows' own: outside of any, each row would be written through to the disk before
    the next, and half of them might stay."""
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


def _copy_past_wall(table: str, columns: str, frame: pl.DataFrame) -> None:
    """PostgreSQL takes no COPY into a table with a wall: the rows arrive in a table of this transaction's own, and the wall
    looks at each as it goes over."""
    arriving = f"arriving_{table}"
    with _together(), connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.execute(
            f'CREATE TEMPORARY TABLE "{arriving}" ON COMMIT DROP AS SELECT {columns} FROM "{table}" WITH NO DATA'
        )
        _copy(arriving, columns, frame)
        cursor.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM "{arriving}"')
        cursor.execute(f'DROP TABLE "{arriving}"')


def _copy(table: str, columns: str, frame: pl.DataFrame) -> None:
    binary = [name for name, dtype in frame.schema.items() if dtype == pl.Binary]
    plain = frame.with_columns(
        ("\\x" + pl.col(name).bin.encode("hex")).alias(name) for name in binary
    ).with_columns(pl.col(pl.Boolean).cast(pl.Int8).cast(pl.String), pl.col(pl.Categorical).cast(pl.String))
    statement = f"COPY \"{table}\" ({columns}) FROM STDIN (FORMAT csv, NULL '\\N')"
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.cursor.copy(statement) as copy,
    ):
        for chunk in plain.iter_slices(_CHUNK):
            buffer = io.BytesIO()
            # Every text is quoted: an unquoted one that reads \N would be taken for a null.
            chunk.write_csv(buffer, include_header=False, null_value="\\N", quote_style="non_numeric")
            copy.write(buffer.getvalue())


def update_frame(model: type[models.Model], frame: pl.DataFrame, *, key: str = "id") -> int:
    """Give the rows named by the column ``id`` (which holds ``key`` of the table) the values of the other columns, in the
    current transaction, or in one of their own.

    Scopes are not asked: for what an action does to rows it reached before. Returns the number of rows of ``frame``.
    """
    if frame.is_empty():
        return 0
    names = [name for name in frame.columns if name != "id"]
    ordered = frame.select(*names, "id")
    table = model._meta.db_table
    mark = "%s" if connection.vendor == "postgresql" else "?"
    values = ", ".join(f'"{name}" = {mark}' for name in names)
    statement = f'UPDATE "{table}" SET {values} WHERE "{key}" = {mark}'
    with _together(), connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            cursor.cursor.executemany(statement, ordered.rows())
        elif _within_savepoint(ordered):
            _update_at_once(cursor, table, key, names, _in_sqlite_types(ordered))
        else:
            _row_by_row(cursor, statement, _in_sqlite_types(ordered))
    return frame.height


def _update_at_once(cursor: Any, table: str, key: str, names: Sequence[str], plain: pl.DataFrame) -> None:
    columns = ", ".join(f'"{name}"' for name in plain.columns)
    values = ", ".join(f'"{name}" = arrived."{name}"' for name in names)
    with _arrived(cursor, table, columns, plain) as arriving:
        cursor.execute(
            f'UPDATE "{table}" SET {values} FROM "{arriving}" AS arrived WHERE "{table}"."{key}" = arrived."id"'
        )


def insert_missing(model: type[models.Model], frame: pl.DataFrame) -> None:
    """Insert the rows of a frame of texts that no unique constraint of ``model`` knows yet, in the current transaction.
    Two writers take rows in the order of the frame, so sorted frames never wait for each other in a ring."""
    if frame.is_empty():
        return
    columns = ", ".join(f'"{name}"' for name in frame.columns)
    into = f'INTO "{model._meta.db_table}" ({columns})'
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            lists = ", ".join(["%s::text[]"] * frame.width)
            statement = f"INSERT {into} SELECT * FROM unnest({lists}) ON CONFLICT DO NOTHING"
            cursor.execute(statement, [frame[name].to_list() for name in frame.columns])
        else:
            marks = ", ".join("?" * frame.width)
            cursor.cursor.connection.executemany(
                f"INSERT OR IGNORE {into} VALUES ({marks})", frame.iter_rows()
            )


def allocate_ids(model: type[models.Model], count: int) -> range:
    """``count`` fresh integer keys of ``model``, nobody else's; call inside the transaction that uses them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE')
            cursor.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"')
            cursor_last = int(cursor.fetchone()[0])
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            sequence = cursor.fetchone()[0]
            cursor.execute(
                f"SELECT setval('{sequence}', GREATEST(%s, (SELECT last_value FROM {sequence})))",
                [cursor_last + count],
            )
            first = int(cursor.fetchone()[0]) - count + 1
        else:
            cursor.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"')
            first = int(cursor.fetchone()[0]) + 1
    return range(first, first + count)


def fresh_ids(model: type[models.Model], count: int) -> list[int]:
    """``count`` new integer keys of ``model``, nobody else's, without holding anybody else up."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        # One writer at a time, and this transaction is it.
        cursor.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"')
        first = int(cursor.fetchone()[0]) + 1
    return list(range(first, first + count))


def delete_rows(model: type[models.Model], keys: Sequence[Any], column: str = "id") -> int:
    """Delete the rows whose ``column`` is one of ``keys``, in the current transaction; how many. Nothing is asked of what
    refers to them: that is found by whoever takes rows back, or by the constraints at the end."""
    done = 0
    with connection.cursor() as cursor:
        for start in range(0, len(keys), 5_000):
            run = list(keys[start : start + 5_000])
            marks = ", ".join(["%s"] * len(run))
            cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE "{column}" IN ({marks})', run)
            done += cursor.rowcount
    return done


def read_frame(
    statement: str,
    parameters: Sequence[Any],
    schema: Mapping[str, type[pl.DataType]],
    *,
    many: bool = False,
) -> pl.DataFrame:
    """The rows of one SELECT as a typed frame: ``schema`` gives names and types in the order of the columns. ``many``: it joins
    tables as good as whole (``joining_many``).

    Dates must be plain columns: Django has SQLite's driver turn those into dates, but not expressions over them.
    """
    chunks = []
    with connection.cursor() as cursor, joining_many(cursor) if many else nullcontext():
        cursor.execute(statement, list(parameters))
        while rows := cursor.fetchmany(_CHUNK):
            chunks.append(pl.DataFrame(rows, schema=dict(schema), orient="row"))
    return pl.concat(chunks, rechunk=True) if chunks else pl.DataFrame(schema=dict(schema))


def among(column: str, values: Sequence[Any] | None) -> tuple[str, list[Any]]:
    """``AND column IN (…)`` with its parameters, nothing where every value is meant. For few values."""
    if values is None:
        return "", []
    return f"AND {column} IN ({', '.join(['%s'] * len(values)) or 'NULL'})", list(values)


def as_hex(*columns: str) -> pl.Expr:
    """Ids read as text, as 32 hex digits: SQLite keeps them so, PostgreSQL writes them with hyphens."""
    return pl.col(*columns).str.replace_all("-", "")


def read_frame_of(
    statement: str,
    keys: Sequence[Any],
    schema: Mapping[str, type[pl.DataType]],
    *,
    before: Sequence[Any] = (),
    run: int = 5_000,
) -> pl.DataFrame:
    """``read_frame`` for many keys: ``{keys}`` in ``statement`` becomes the marks of one run of them after another.

    A statement takes only so many parameters, so the keys go in runs; ``before`` are the parameters ahead of them. Rows
    come in the order of the runs.
    """
    frames = [pl.DataFrame(schema=dict(schema))]
    for start in range(0, len(keys), run):
        part = keys[start : start + run]
        marks = ", ".join(["%s"] * len(part))
        found = read_frame(
            statement.replace("{keys}", marks), [*before, *part], schema, many=len(part) > _FEW
        )
        frames.append(found)
    return pl.concat(frames)
