"""What PostgreSQL's planner knows of a table that many rows have just come into.

Its own look (autovacuum) comes after the transaction, and what it knew before may be "an empty table": a join of what was
written a moment ago would then compare each row with each. Only a table's owner may have it looked at, and the application
owns none, so the owner leaves a function that does this and nothing else. SQLite plans by the shape of the statement.
"""

from django.db import connection

# Fewer rows change no plan that matters; and of a table that is ten times as large they change little.
_MANY = 1_000
_FUNCTION = """
CREATE OR REPLACE FUNCTION ansinh_look_at(grown regclass, added bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT relnamespace = 'public'::regnamespace AND reltuples < added * 10 FROM pg_class WHERE oid = grown) THEN
        EXECUTE format('ANALYZE (SKIP_LOCKED) %s', grown);
    END IF;
END $$
"""


def install_statistics() -> None:
    """Make the function anew; run by the owner. Nothing on SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_FUNCTION)


def have_grown(table: str, added: int) -> None:
    """``added`` rows came into ``table`` in this transaction: the planner hears of them where they are many."""
    if connection.vendor != "postgresql" or added < _MANY:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT ansinh_look_at(%s::regclass, %s)", [f'"{table}"', added])
