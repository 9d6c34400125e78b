"""Seals: batches of events under a Merkle root, chained and signed with a key outside the database, so that an edit, a gap,
another order, a cut tail or a whole recomputation without the key is seen, and the first event at fault is named.

What is hashed stands in ``leaves``, up to where the log can be sealed in ``horizon``, what is kept outside in ``witnesses``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction

from ansinh.audit.horizon import complete_up_to
from ansinh.audit.leaves import head_of, leaf_of, merkle_root, packed, unpacked
from ansinh.audit.models import Event, Seal
from ansinh.audit.spool import fold, waiting_lines
from ansinh.audit.witnesses import bear_witness, lost_head
from ansinh.kernel.dates import now
from ansinh.kernel.keys import keyring

__all__ = ["Verification", "merkle_root", "seal_events", "unsealed_for", "verify_log"]

FORM = 2
MOST_OF_A_SEAL = 10_000
# Below every id, also one that somebody would put before the first.
_BEFORE_ALL = -(2**63)
ALARM_AFTER = timedelta(minutes=15)
STOP_AFTER = timedelta(hours=4)


def seal_events(keys: Path) -> Seal | None:
    """Seal every event up to the horizon, a seal for each ``MOST_OF_A_SEAL``; the last seal made, or nothing where there was
    nothing to seal.

    Looked at before any lock is taken: whoever only reads must not wait for whoever writes.
    """
    fold()
    made = None
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    last = _last_sealed()
    if newest is None or newest <= last:
        return None
    horizon = complete_up_to()
    while last < horizon and (seal := _seal_next(keys, horizon)) is not None:
        made, last = seal, seal.last_id
    return made


def _last_sealed() -> int:
    return Seal.objects.order_by("-last_id").values_list("last_id", flat=True).first() or 0


def _seal_next(keys: Path, horizon: int) -> Seal | None:
    with transaction.atomic():
        _one_sealer()
        last = Seal.objects.order_by("-last_id").first()
        events = list(
            Event.objects.filter(pk__gt=last.last_id if last else _BEFORE_ALL, pk__lte=horizon).order_by(
                "pk"
            )[:MOST_OF_A_SEAL]
        )
        if not events:
            return None
        entries = [(event.pk, leaf_of(event)) for event in events]
        seal = Seal(
            # Its number is under the head too, so it is known before it is written.
            pk=last.pk + 1 if last else 1,
            first_id=events[0].pk,
            last_id=events[-1].pk,
            count=len(events),
            root=merkle_root(leaf for _pk, leaf in entries).hex(),
            previous=last.head if last else "",
            sealed_at=now(),
            form=FORM,
            leaves=packed(entries),
        )
        head = head_of(seal)
        seal.head = head.hex()
        seal.signature = keyring(keys).signer.sign(head).hex()
        seal.save(force_insert=True)
        transaction.on_commit(lambda: bear_witness(keys, seal))
        return seal


def _one_sealer() -> None:
    """Two that seal at once would both continue the same seal; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ansinh.audit.seal'))")


def unsealed_for() -> timedelta:
    """How long the oldest event without a seal has waited for it; zero where every event is sealed."""
    oldest = Event.objects.filter(pk__gt=_last_sealed()).order_by("pk").values_list("at", flat=True).first()
    return max(now() - oldest, timedelta()) if oldest else timedelta()


@dataclass(frozen=True)
class Verification:
    """What a check of the whole log found: how much is sealed, and the first event at fault (0: none)."""

    sealed: int
    unsealed: int
    first_bad: int
    why: str


def verify_log(keys: Path) -> Verification:
    """Recompute every seal from the events.

    ``why`` is blank; ``edited``, ``missing`` or ``added`` of an event; ``chain``, ``head``, ``number`` or ``signature`` of a seal,
    and ``root`` or ``count`` of one without leaves (its first event is named); or ``tail`` (the end that was witnessed outside
    the database is gone: ``first_bad`` is then its last event).
    """
    public = keyring(keys).signer.public_key()
    previous, number, sealed, last_id = "", 0, 0, _BEFORE_ALL
    for seal in Seal.objects.order_by("last_id").iterator(chunk_size=20):
        events = list(Event.objects.filter(pk__gt=last_id, pk__lte=seal.last_id).order_by("pk"))
        why, first_bad = _fault(seal, events, previous, public)
        if not why and seal.form != 1 and seal.pk != number + 1:
            why, first_bad = "number", seal.first_id
        if why:
            return Verification(sealed, 0, first_bad, why)
        previous, number, sealed, last_id = seal.head, seal.pk, sealed + seal.count, seal.last_id
    lost = lost_head(keys)
    if lost:
        return Verification(sealed, 0, lost, "tail")
    return Verification(sealed, Event.objects.filter(pk__gt=last_id).count() + waiting_lines(), 0, "")


def _fault(seal: Seal, events: Sequence[Event], previous: str, public: Ed25519PublicKey) -> tuple[str, int]:
    """What is wrong with a seal or its events, and the first event concerned; blank and 0 where all holds.

    A leaf that holds against a signed head tells which event differs; the seal's own columns are looked at first only where
    they decide what can be believed.
    """
    entries = [(event.pk, leaf_of(event)) for event in events]
    holds = _is_signed(seal, public)
    why = _of_the_seal(seal, previous, holds)
    if seal.form != 1 and holds:
        told = _first_difference(list(unpacked(bytes(seal.leaves))), entries)
        if told[0]:
            return told
    if why:
        return why, seal.first_id
    if len(entries) != seal.count:
        return "count", seal.first_id
    if merkle_root(leaf for _pk, leaf in entries).hex() != seal.root:
        return "root", seal.first_id
    return "", 0


def _of_the_seal(seal: Seal, previous: str, holds: bool) -> str:
    if seal.previous != previous:
        return "chain"
    if head_of(seal).hex() != seal.head:
        return "head"
    return "" if holds else "signature"


def _is_signed(seal: Seal, public: Ed25519PublicKey) -> bool:
    """Whether the signature is by our key over what the seal says now."""
    try:
        public.verify(bytes.fromhex(seal.signature), head_of(seal))
    except (InvalidSignature, ValueError):
        return False
    return True


def _first_difference(
    kept: Sequence[tuple[int, bytes]], found: Sequence[tuple[int, bytes]]
) -> tuple[str, int]:
    """The first event in which the log differs from the leaves its seal was made of."""
    if kept == found:
        return "", 0
    ids_kept, ids_found = {number for number, _leaf in kept}, {number for number, _leaf in found}
    leaves = dict(kept)
    faults = [(number, "missing") for number in ids_kept - ids_found]
    faults += [(number, "added") for number in ids_found - ids_kept]
    faults += [(number, "edited") for number, leaf in found if number in leaves and leaves[number] != leaf]
    number, why = min(faults)
    return why, number
