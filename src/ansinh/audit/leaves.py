"""What is hashed, and how: leaves of events, the Merkle root over them, heads of seals.

Leaf = SHA-256(0x00 ‖ canonical JSON of every column); node = SHA-256(0x01 ‖ left ‖ right); head = SHA-256(every column of
the seal but its signature), the head before it among them.
"""

import json
import struct
from collections.abc import Iterable, Iterator
from hashlib import sha256

from ansinh.audit.models import Event, Seal

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
_ENTRY = struct.Struct(">q32s")


def leaf_of(event: Event) -> bytes:
    """The leaf of one event."""
    values = {name: getattr(event, name) for name in _COLUMNS}
    values["at"] = event.at.isoformat()
    if event.key is not None:
        values["key"] = str(event.key)
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


def packed(entries: Iterable[tuple[int, bytes]]) -> bytes:
    """Ids and leaves as they are kept in a seal."""
    return b"".join(_ENTRY.pack(number, leaf) for number, leaf in entries)


def unpacked(leaves: bytes) -> Iterator[tuple[int, bytes]]:
    """The ids and leaves of a seal. Raises ``ValueError`` for what is no whole number of them."""
    if len(leaves) % _ENTRY.size:
        raise ValueError("leaves cut off")
    return (_ENTRY.unpack_from(leaves, place) for place in range(0, len(leaves), _ENTRY.size))


def _bytes(value: bytes | memoryview | str) -> bytes:
    """What the column holds; somebody's hand may have put a text there."""
    return value.encode() if isinstance(value, str) else bytes(value)


def head_of(seal: Seal) -> bytes:
    """The head of a seal; of form 1 without its number and its leaves."""
    parts = [
        seal.previous,
        seal.root,
        str(seal.first_id),
        str(seal.last_id),
        str(seal.count),
        seal.sealed_at.isoformat(),
    ]
    if seal.form != 1:
        parts = [f"form {seal.form}", str(seal.pk), *parts, sha256(_bytes(seal.leaves)).hexdigest()]
    return sha256("|".join(parts).encode()).digest()
