"""Citizen ids sealed anew by the newest key: row by row, a thousand at a time, so that a run that was cut off goes on."""

from pathlib import Path

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.households.models import Person
from ansinh.kernel.keys import keyring, number_of
from ansinh.kernel.progress import Progress

_ROWS = 1_000


def rotate_keys(*, keys: Path, by: Actor, progress: Progress) -> dict[str, int]:
    """Make a new key and seal every citizen id by it, or go on where an earlier run was cut off: ``key`` and ``resealed``.

    Each thousand is a transaction with its event; the older keys open what they sealed all the while and afterwards.
    """
    ring = keyring(keys)
    if not _is_under_way(ring.newest):
        ring.add_cipher_key()
    total = _sealed().count()
    done, resealed, last = 0, 0, None
    while True:
        passed, last, changed = reseal_some(keys=keys, after=last, by=by)
        if not passed:
            return {"key": ring.newest, "resealed": resealed}
        done, resealed = done + passed, resealed + changed
        progress("reseal", done, total)


def _sealed():
    return Person.objects.filter(citizen_id_sealed__isnull=False)


def _is_under_way(newest: int) -> bool:
    """Whether the newest key is not everybody's yet."""
    if newest == 0:
        return False
    values = _sealed().values_list("citizen_id_sealed", flat=True).iterator(chunk_size=_ROWS)
    return any(number_of(value) != newest for value in values)


@action(EventName.CITIZEN_IDS_RESEALED)
def reseal_some(*, keys: Path, after: object, by: Actor) -> tuple[int, object, int]:
    """Seal the next thousand people after that key anew: how many were looked at, the last of them, how many were sealed."""
    ring, rows = keyring(keys), _sealed().order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    people = list(rows.select_for_update().only("pk", "citizen_id_sealed")[:_ROWS])
    older = [one for one in people if number_of(one.citizen_id_sealed) != ring.newest]
    for person in older:
        person.citizen_id_sealed = ring.seal_id(
            ring.open_id(person.citizen_id_sealed, person.pk.hex), person.pk.hex
        )
    if not older:
        nothing_changed()
    else:
        Person.objects.bulk_update(older, ["citizen_id_sealed"], batch_size=200)
        note(key=ring.newest, count=len(older))
    return len(people), people[-1].pk if people else None, len(older)
