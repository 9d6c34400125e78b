"""A copy of a PostgreSQL database by COPY, in one snapshot, and its way back into an empty one.

No program of PostgreSQL is needed, so none of another version can come between. The tables themselves are made by our
migrations, up to those that the copied system had; the rows come back before triggers, foreign keys and indexes, which are
made again over them. Counts and checksums of every table are compared before anything is kept.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from ansinh.config.backup.errors import DamagedBackup, TargetNotEmpty
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.walls import EVERYTHING, REACH

# Part of a table in one member of the archive.
_PART = 8 << 20
Put = Callable[[str, bytes], None]
# Text of every value is the same wherever the session stands, and nothing is left out.
_PLAIN = (
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL IntervalStyle = 'postgres'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL bytea_output = 'hex'",
    # Beyond the walls (kernel.walls): a backup is of everything.
    f"SET LOCAL {REACH} = '{EVERYTHING}'",
)


@contextmanager
def session(settings: Mapping[str, Any]) -> Iterator[psycopg.Connection]:
    """A session of its own with the database that Django's ``settings`` name, in one transaction that sees one moment."""
    with psycopg.connect(
        dbname=settings["NAME"],
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
    ) as open_session:
        open_session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        open_session.read_only = True
        yield open_session


def tables(db: psycopg.Connection) -> dict[str, list[str]]:
    """Columns of every table that hold values of their own (generated ones are made again), by table."""
    found: dict[str, list[str]] = {}
    rows = db.execute(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' "
        "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname, a.attnum"
    )
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found


def copy_database(db: psycopg.Connection, put: Put) -> dict[str, Any]:
    """Hand every table to ``put`` in parts, ``database/<table>/<number>``; the facts of the copy: ``tables`` (columns,
    rows, checksum), ``sequences``, ``migrations``, ``versions``, ``server``.

    Raises ``Refused`` where the role would not see every row.
    """
    _see_everything(db)
    told: dict[str, Any] = {}
    for table, columns in tables(db).items():
        rows, checksum = checksum_of(db, table, columns)
        _copy_table(db, table, columns, put)
        told[table] = {"columns": columns, "rows": rows, "checksum": checksum}
    return {
        "tables": told,
        "sequences": _sequences(db),
        "migrations": [
            list(one) for one in db.execute("SELECT app, name FROM django_migrations ORDER BY id")
        ],
        "versions": [one for (one,) in db.execute("SELECT folder FROM datasets_version ORDER BY id")],
        "server": db.info.server_version,
    }


def _see_everything(db: psycopg.Connection) -> None:
    """Every row of every table, or a refusal: a wall that leaves rows out would do so without a word."""
    for statement in _PLAIN:
        db.execute(statement)
    unknown = db.execute(
        "SELECT DISTINCT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE row_security_active(c.oid) "
        "AND p.polcmd IN ('r', '*') AND pg_get_expr(p.polqual, p.polrelid) NOT LIKE %s ORDER BY 1",
        [f"%current_setting('{REACH}'::text, true) = '{EVERYTHING}'%"],
    ).fetchall()
    if unknown:
        said = _(
            "Vai trò cơ sở dữ liệu này có thể không thấy mọi dòng của {count} bảng (chính sách theo dòng lạ). Hãy đặt "
            "ANSINH_DATABASE_OWNER_URL bằng vai trò có BYPASSRLS rồi sao lưu lại."
        )
        raise Refused(said.format(count=len(unknown)), code="rows_hidden")


def checksum_of(db: psycopg.Connection, table: str, columns: list[str]) -> tuple[int, str]:
    """Rows of a table and the sum of their digests, whatever their order."""
    listed = sql.SQL(", ").join(map(sql.Identifier, sorted(columns)))
    found = db.execute(
        sql.SQL(
            "SELECT COUNT(*), COALESCE(SUM(('x' || SUBSTR(md5(ROW({})::text), 1, 15))::bit(60)::bigint), 0)::text FROM {}"
        ).format(listed, sql.Identifier(table))
    ).fetchone()
    return int(found[0]), str(found[1])  # type: ignore[index]


def _copy_table(db: psycopg.Connection, table: str, columns: list[str], put: Put) -> None:
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    # The whole table may be in the order it lies; a generated column cannot be named, so columns are.
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), listed)
    waiting, number = bytearray(), 0
    with db.cursor() as cursor, cursor.copy(statement) as rows:
        for block in rows:
            waiting += block
            if len(waiting) >= _PART:
                put(f"database/{table}/{number:06d}", bytes(waiting))
                waiting.clear()
                number += 1
    if waiting:
        put(f"database/{table}/{number:06d}", bytes(waiting))


def _sequences(db: psycopg.Connection) -> dict[str, list[Any]]:
    names = db.execute(
        "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
    ).fetchall()
    found = {}
    for (name,) in names:
        row = db.execute(
            sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name))
        ).fetchone()
        found[name] = list(row)  # type: ignore[arg-type]
    return found


def check_nothing_there(db: psycopg.Connection) -> None:
    """Raise ``TargetNotEmpty`` where the database has tables."""
    found = tables(db)
    if found:
        said = _(
            "Cơ sở dữ liệu đích đã có {count} bảng; chỉ phục hồi vào cơ sở dữ liệu trống. Hãy tạo cơ sở dữ liệu mới."
        )
        raise TargetNotEmpty(said.format(count=len(found)))


def fill(db: psycopg.Connection, load: Callable[[psycopg.Connection, str, list[str]], None]) -> None:
    """Empty every table of a freshly migrated database and have ``load(session, table, columns)`` put rows in, without
    triggers, foreign keys, further indexes and policies, which are made again as they were. Runs in the caller's
    transaction."""
    for statement in _PLAIN:
        db.execute(statement)
    db.execute("SET CONSTRAINTS ALL IMMEDIATE")
    there = tables(db)
    keys, indexes, walls = _foreign_keys(db), _indexes(db), _walls(db)
    for table, flag in walls:
        db.execute(f'ALTER TABLE "{table}" {"NO FORCE" if flag == "FORCE" else "DISABLE"} ROW LEVEL SECURITY')
    for table in there:
        db.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
    for table, name, _definition in keys:
        db.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        db.execute(f'DROP INDEX "{name}"')
    for table in there:
        db.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))
    for table, columns in there.items():
        load(db, table, columns)
    for _name, definition in indexes:
        db.execute(definition)
    for table, name, definition in keys:
        db.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
    for table in there:
        db.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
    for table, flag in reversed(walls):
        db.execute(f'ALTER TABLE "{table}" {flag} ROW LEVEL SECURITY')


def _foreign_keys(db: psycopg.Connection) -> list[tuple[str, str, str]]:
    return db.execute(
        "SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'f' AND n.nspname = 'public' ORDER BY 1, 2"
    ).fetchall()


def _indexes(db: psycopg.Connection) -> list[tuple[str, str]]:
    return db.execute(
        "SELECT i.relname, pg_get_indexdef(x.indexrelid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid "
        "JOIN pg_namespace n ON n.oid = i.relnamespace WHERE n.nspname = 'public' AND NOT x.indisprimary "
        # A condition that is written out and read in again is spelled differently: such indexes (small ones) stay.
        "AND x.indpred IS NULL AND x.indexprs IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid) ORDER BY 1"
    ).fetchall()


def _walls(db: psycopg.Connection) -> list[tuple[str, str]]:
    """Tables with policies of rows in force, and how: each flag is taken off for the filling and set again."""
    found = db.execute(
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c JOIN pg_namespace n "
        "ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1"
    ).fetchall()
    return [(name, "FORCE") for name, _on, forced in found if forced] + [
        (name, "ENABLE") for name, on, _forced in found if on
    ]


def set_sequences(db: psycopg.Connection, told: Mapping[str, list[Any]]) -> None:
    """Give every sequence where it stood."""
    for name, (last, called) in told.items():
        db.execute("SELECT setval(%s::regclass, %s, %s)", [f'public."{name}"', last, called])


def sequences_after_rows(db: psycopg.Connection) -> None:
    """Let every sequence go on after the largest key of its table, where the copy came from a database without them."""
    owned = db.execute(
        "SELECT s.relname, t.relname, a.attname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') "
        "JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid "
        "JOIN pg_namespace n ON n.oid = s.relnamespace WHERE s.relkind = 'S' AND n.nspname = 'public'"
    ).fetchall()
    for sequence, table, column in owned:
        db.execute(
            f'SELECT setval(\'public."{sequence}"\', COALESCE(MAX("{column}"), 1), MAX("{column}") IS NOT NULL) FROM "{table}"'
        )


def check_rows(db: psycopg.Connection, told: Mapping[str, Any], *, only_counts: bool = False) -> None:
    """Raise ``DamagedBackup`` where a table does not hold the rows that the manifest tells of it."""
    there = tables(db)
    for table, facts in told.items():
        columns = facts.get("columns") or there.get(table, [])
        found = checksum_of(db, table, columns) if table in there else (0, "0")
        expected = facts["rows"], found[1] if only_counts else facts["checksum"]
        if found != expected:
            said = _(
                "Bảng {table}: số dòng hoặc tổng kiểm sau khi phục hồi khác với bảng kê; không giữ gì. Hãy lấy bản sao khác."
            )
            raise DamagedBackup(said.format(table=table))


def safe_name(name: str) -> bool:
    """Whether a table's name from a manifest is one of ours in form."""
    return re.fullmatch(r"[a-z_][a-z0-9_]*", name) is not None
