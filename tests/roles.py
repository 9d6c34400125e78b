"""The tests on PostgreSQL work as the program does in production: as a role that owns nothing and passes no wall.

The owner makes the test database; from then on every connection plays the role of the application, which reaches everything
outside requests, as the console does. Emptying tables after a test that commits is the owner's work again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from ansinh.config.owner import grant_to

APPLICATION = "ansinh_application"
_OPTIONS = f"-c role={APPLICATION} -c ansinh.reach=*"


@contextmanager
def working_as_application() -> Iterator[None]:
    """Every connection within plays the application's role; on SQLite nothing."""
    if connection.vendor != "postgresql":
        yield
        return
    options = connection.settings_dict["OPTIONS"]
    before = dict(options)
    with connection.cursor() as cursor:
        # Two processes of a run share the cluster: the second finds the role.
        cursor.execute(
            f"DO $$ BEGIN CREATE ROLE {APPLICATION}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    grant_to(APPLICATION)
    emptied = BaseDatabaseOperations.execute_sql_flush

    def empty_as_owner(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with as_owner():
            emptied(self, sql_list)

    connection.close()
    options["options"] = _OPTIONS
    BaseDatabaseOperations.execute_sql_flush = empty_as_owner
    yield
    BaseDatabaseOperations.execute_sql_flush = emptied
    connection.close()
    options.clear()
    options.update(before)


@contextmanager
def as_owner() -> Iterator[None]:
    """Within it this connection is the owner's, who may alter and empty tables; on SQLite nothing."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW role")
        before = cursor.fetchone()[0]
        cursor.execute("SET ROLE NONE")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {before}")
