"""What a test module or a test wrote, taken back at its end.

On PostgreSQL a transaction that is rolled back; a state that modules share is a database of its own, made once a process. SQLite
reads all its tables anew each time something is rolled back within a transaction that made a table, a temporary one too, which
takes longer than most questions: there the pages of the database in memory are kept and put back.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
# By name: states of the database that this process made before.
_states: dict[str, tuple[sqlite3.Connection, Any]] = {}
# The same on PostgreSQL: by the name of their database, what making them gave.
_databases: dict[str, Any] = {}


def _copied() -> sqlite3.Connection:
    connection.ensure_connection()
    copy = sqlite3.connect(":memory:")
    connection.connection.backup(copy)
    return copy


def _put_back(copy: sqlite3.Connection) -> None:
    assert not connection.in_atomic_block, "what is in a transaction cannot be put back"
    connection.ensure_connection()
    copy.backup(connection.connection)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written within is gone afterwards."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        return
    before = _copied()
    try:
        yield
    finally:
        _put_back(before)
        before.close()


@contextmanager
def state(name: str, make: Callable[[], T]) -> Iterator[T]:
    """The database as ``make`` leaves it, and what it gives; made once a process, but on PostgreSQL within another state each time.
    Gone afterwards."""
    if connection.vendor != "sqlite":
        with (
            _within_another(make) if connection.in_atomic_block else _in_its_own_database(name, make) as made
        ):
            yield made
        return
    with taken_back():
        if name not in _states:
            made = make()
            _states[name] = _copied(), made
        copy, made = _states[name]
        _put_back(copy)
        yield made


@contextmanager
def _within_another(make: Callable[[], T]) -> Iterator[T]:
    with taken_back():
        made = make()
        # Looked at here once, or at the end of each test: a savepoint given back makes them wait again.
        connection.check_constraints()
        yield made


@contextmanager
def _in_its_own_database(name: str, make: Callable[[], T]) -> Iterator[T]:
    usual = connection.settings_dict["NAME"]
    database = f"{usual}_{name}"
    with _working_in(database, copied_from="" if database in _databases else usual):
        if database not in _databases:
            _databases[database] = make()
        with taken_back():
            yield _databases[database]


@contextmanager
def _working_in(database: str, copied_from: str = "") -> Iterator[None]:
    """Connections of this process go to another database of the cluster; ``copied_from`` makes it anew."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    if copied_from:
        drop_database(database)
        with _as_owner_of_all() as cursor:
            cursor.execute(f'CREATE DATABASE "{database}" TEMPLATE "{copied_from}"')
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


@contextmanager
def _as_owner_of_all() -> Iterator[Any]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        yield cursor


def drop_database(database: str) -> None:
    """Take a database of PostgreSQL away, where it is there."""
    with _as_owner_of_all() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def drop_states() -> None:
    """Take away the databases of this process's states (PostgreSQL)."""
    while _databases:
        drop_database(_databases.popitem()[0])
