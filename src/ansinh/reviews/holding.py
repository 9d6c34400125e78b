"""Who writes answers or decisions of dossiers, and the run that replaces their outcomes, keep out of each other's way.

Many write at once; the end of a run is alone with its dossiers for as long as its one transaction takes. Both databases
let who waits in turn, so a run comes to its end however many go on writing. On SQLite one transaction writes at a time
anyway.
"""

from collections.abc import Iterable

from django.db import connection

from ansinh.reviews.models import Dossier

# A transaction takes one lock for each of these at most, however many dossiers it is about.
_BUCKETS = 256


def hold_dossiers(dossiers: Iterable[int], *, alone: bool = False) -> None:
    """Hold dossiers until the current transaction ends: together with others who write in them, or ``alone``. Call it before
    anything of them is read that the transaction goes by."""
    keys = sorted({pk % _BUCKETS for pk in dossiers})
    if connection.vendor != "postgresql" or not keys:
        return
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        # One after the other in the same order everywhere, so that nobody waits in a ring.
        cursor.executemany(f"SELECT {lock}(hashtext('ansinh.reviews.dossier'), %s)", [(key,) for key in keys])


def hold_to_write(dossier: Dossier) -> None:
    """Hold one dossier together with others who write in it; its ``state`` is the one that holds now."""
    hold_dossiers([dossier.pk])
    dossier.state = Dossier.objects.everywhere().values_list("state", flat=True).get(pk=dossier.pk)
