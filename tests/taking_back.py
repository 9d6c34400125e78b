"""What a test module or a test wrote, taken back at its end.

On PostgreSQL a transaction that is rolled back. SQLite reads all its tables anew each time something is rolled back within a
transaction that made a table, a temporary one too, which takes longer than most questions: there the pages of the database in
memory are kept and put back.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
# By name: states of the database that this process made before.
_states: dict[str, tuple[sqlite3.Connection, Any]] = {}


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
    """The database as ``make`` leaves it, and what it gives; on SQLite made once a process. Gone afterwards."""
    with taken_back():
        if connection.vendor != "sqlite":
            made = make()
            # Looked at here once, or at the end of each test: a savepoint given back makes them wait again.
            connection.check_constraints()
            yield made
            return
        if name not in _states:
            made = make()
            _states[name] = _copied(), made
        copy, made = _states[name]
        _put_back(copy)
        yield made
