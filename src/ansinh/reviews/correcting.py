"""Opening approved dossiers again: a recorded correction each, which the database asks for (``locks``)."""

from collections.abc import Sequence

from ansinh.accounts.actor import Actor
from ansinh.households.queries import chunked
from ansinh.kernel.dates import now
from ansinh.reviews.enums import FROZEN_STATES
from ansinh.reviews.models import Correction, Dossier
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import move_dossiers


def open_again(dossiers: Sequence[int], reason: str, by: Actor) -> int:
    """Write a correction for each frozen one of these dossiers and open it; how many. Call inside the action's transaction."""
    opened = 0
    for run in chunked(dossiers):
        frozen = Dossier.objects.everywhere().filter(
            pk__in=run, state__in=[state.value for state in FROZEN_STATES]
        )
        found = list(frozen.select_related("round", "unit"))
        Correction.objects.everywhere().bulk_create(
            Correction(
                dossier=one, number=one.openings + 1, reason=reason, recorded_at=now(), recorded_by=by.label
            )
            for one in found
        )
        move_dossiers(found, Verb.CORRECT, by=by, reason=reason)
        opened += len(found)
    return opened
