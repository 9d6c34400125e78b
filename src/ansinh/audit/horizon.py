"""Up to which event the log is complete: below it nothing can appear any more, so it can be sealed.

On PostgreSQL ids are given out before transactions end, so a lower id may appear after a higher one. Whoever inserts holds a
lock on the table (the ordinary one that excludes no other writer) from before it gets its id until its transaction ended. So:
look at the sequence first, then at who holds that lock; once all of these are gone, every id up to the sequence's is there or
never will be. Nobody waits for the sealer. An order by transaction numbers would say the same, but these start anew where a
backup is restored, and ids do not.

On SQLite there is one writer at a time: what is seen is complete.
"""

import time

from django.db import connection

from ansinh.audit.models import Event

_WAIT = 2.0
_HOLDERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'audit_event'::regclass AND mode = 'RowExclusiveLock'
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
"""

# What was seen and not yet over: (last id given out, who wrote then). The daemon's next look continues here.
_seen: list[tuple[int, frozenset[str]]] = []
_MOST_SEEN = 200


def complete_up_to(*, patience: float = _WAIT) -> int:
    """The highest id up to which the log is complete. On PostgreSQL waits up to ``patience`` seconds for who is writing now;
    what somebody holds longer is left for the next time."""
    if connection.vendor != "postgresql":
        return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    last = _last_given_out()
    holders = _holders()
    _seen.append((last, holders))
    until = time.monotonic() + patience
    while holders & _seen[-1][1] and time.monotonic() < until:
        time.sleep(0.02)
        holders = _holders()
    return _settled(holders)


def _settled(holders: frozenset[str]) -> int:
    """The highest id of a look whose writers are all gone; older looks are forgotten."""
    over = [number for number, (_last, writers) in enumerate(_seen) if not writers & holders]
    if not over:
        if len(_seen) > _MOST_SEEN:
            # Somebody writes for very long: the oldest look tells most, of the newer every other one is enough.
            del _seen[1::2]
        return 0
    found = max(_seen[number][0] for number in over)
    del _seen[: over[-1] + 1]
    return found


def _last_given_out() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM audit_event_id_seq")
        return int(cursor.fetchone()[0])


def _holders() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS)
        return frozenset(row[0] for row in cursor.fetchall())
