"""Seals: batches of events under a Merkle root, chained and signed, so that an edit, a gap, another order,
a cut tail or a whole recomputation without the key is seen.

Leaf = SHA-256(0x00 ‖ canonical JSON of every column); node = SHA-256(0x01 ‖ left ‖ right); head =
SHA-256(previous head ‖ root ‖ first ‖ last ‖ count ‖ time), signed with Ed25519. On PostgreSQL only
events of finished transactions are sealed: ids are given out before commits, so a seal stops below the
oldest running transaction.

A tail cut off together with its seals leaves a shorter log that is whole in itself. So the last head is
also kept outside the database, beside the keys: a log that no longer holds that head has lost its end
(also by restoring an older copy of the database, which is the same loss).
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from django.db import connection, transaction

from ansinh.audit.models import Event, Seal
from ansinh.kernel.dates import now
from ansinh.kernel.keys import keyring

_WITNESS = "last-seal.json"
_COLUMNS = (
    "id",
    "at",
    "name",
    "actor_kind",
    "actor_ref",
    "actor_label",
    "subject",
    "place",
    "reason",
    "facts",
)


def _leaf(event: Event) -> bytes:
    values = {name: getattr(event, name) for name in _COLUMNS}
    values["at"] = event.at.isoformat()
    return sha256(b"\x00" + json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).digest()


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The root over ``leaves`` in order; a lone node goes up as it is. No leaves: 32 zero bytes."""
    level = list(leaves)
    if not level:
        return bytes(32)
    while len(level) > 1:
        paired = [sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = paired + ([level[-1]] if len(level) % 2 else [])
    return level[0]


def _head(seal: Seal) -> bytes:
    text = "|".join(
        [
            seal.previous,
            seal.root,
            str(seal.first_id),
            str(seal.last_id),
            str(seal.count),
            seal.sealed_at.isoformat(),
        ]
    )
    return sha256(text.encode()).digest()


def _sealable(after: int) -> list[Event]:
    events = Event.objects.filter(pk__gt=after).order_by("pk")
    if connection.vendor == "postgresql":
        # A row whose transaction is still running cannot be seen; wait for writers by the table's lock.
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{Event._meta.db_table}" IN SHARE MODE')
    return list(events)


def seal_events(keys: Path) -> Seal | None:
    """Seal every event not yet sealed; the new seal, or nothing where there was nothing to seal.

    Looked at before any lock is taken: whoever only reads must not wait for whoever writes.
    """
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    sealed = Seal.objects.order_by("-last_id").values_list("last_id", flat=True).first()
    if newest is None or newest == sealed:
        return None
    with transaction.atomic():
        _one_sealer()
        last = Seal.objects.order_by("-last_id").first()
        events = _sealable(last.last_id if last else 0)
        if not events:
            return None
        seal = Seal(
            first_id=events[0].pk,
            last_id=events[-1].pk,
            count=len(events),
            root=merkle_root(map(_leaf, events)).hex(),
            previous=last.head if last else "",
            sealed_at=now(),
        )
        head = _head(seal)
        seal.head = head.hex()
        seal.signature = keyring(keys).signer.sign(head).hex()
        seal.save()
        transaction.on_commit(lambda: _bear_witness(keys, seal))
        return seal


def _one_sealer() -> None:
    """Two that seal at once would both continue the same seal; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ansinh.audit.seal'))")


def _bear_witness(keys: Path, seal: Seal) -> None:
    """Keep the last head where the database's owner does not write."""
    part = keys / f"{_WITNESS}.part"
    with part.open("w", encoding="ascii") as file:
        json.dump({"last_id": seal.last_id, "head": seal.head}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, keys / _WITNESS)


def _lost_head(keys: Path) -> int:
    """The last event of a seal that was witnessed and is gone; 0 where nothing is lost."""
    path = keys / _WITNESS
    if not path.exists():
        return 0
    witnessed = json.loads(path.read_text(encoding="ascii"))
    kept = Seal.objects.filter(last_id=witnessed["last_id"], head=witnessed["head"]).exists()
    return 0 if kept else int(witnessed["last_id"])


@dataclass(frozen=True)
class Verification:
    """What a check of the whole log found: how much is sealed, and the first event at fault (0: none)."""

    sealed: int
    unsealed: int
    first_bad: int
    why: str


def verify_log(keys: Path) -> Verification:
    """Recompute every seal from the events.

    ``why`` is blank, ``root``, ``count``, ``chain``, ``head``, ``signature`` or ``tail`` (the end that
    was witnessed beside the keys is gone: ``first_bad`` is then its last event).
    """
    public = keyring(keys).signer.public_key()
    previous, sealed, last_id = "", 0, 0
    for seal in Seal.objects.order_by("last_id").iterator():
        events = list(Event.objects.filter(pk__gt=last_id, pk__lte=seal.last_id).order_by("pk"))
        why = _fault(seal, events, previous)
        if not why:
            try:
                public.verify(bytes.fromhex(seal.signature), bytes.fromhex(seal.head))
            except InvalidSignature:
                why = "signature"
        if why:
            return Verification(sealed, 0, seal.first_id, why)
        previous, sealed, last_id = seal.head, sealed + seal.count, seal.last_id
    lost = _lost_head(keys)
    if lost:
        return Verification(sealed, 0, lost, "tail")
    return Verification(sealed, Event.objects.filter(pk__gt=last_id).count(), 0, "")


def _fault(seal: Seal, events: list[Event], previous: str) -> str:
    if seal.previous != previous:
        return "chain"
    if len(events) != seal.count:
        return "count"
    if merkle_root(map(_leaf, events)).hex() != seal.root:
        return "root"
    return "" if _head(seal).hex() == seal.head else "head"
