"""Writing beside a reading. On SQLite one writes at a time and the others wait; who only reads a page must not."""

from collections.abc import Callable

from django.db import OperationalError, connection

# Shorter than anybody notices.
_SHORTLY_MS = 150


def written_shortly(write: Callable[[], object]) -> bool:
    """Run ``write``, one statement, without waiting for another writer: whether it was written. False only on SQLite outside
    of a transaction; within one the lock is held already, and on PostgreSQL writers of other rows are not waited for."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        write()
        return True
    usual = int(1000 * connection.settings_dict["OPTIONS"].get("timeout", 5))
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {_SHORTLY_MS}")
        write()
    except OperationalError as failure:
        if "locked" not in str(failure):
            raise
        return False
    finally:
        if connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA busy_timeout = {usual}")
    return True
