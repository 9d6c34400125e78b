"""Citizen ids: encrypted for reading back on purpose, with a keyed blind index for finding equals.

Two keys, kept outside the database: AES-256-GCM for the value, HMAC-SHA-256 for the index. A plain or salted hash
of a twelve-digit id falls to a search in under a second, so the index needs a key of its own. The value is bound to
its row (associated data), so a ciphertext cannot be moved to another person.
"""

import hmac
import os
import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings

_NONCE = 12
_VERSION = b"\x01"


def _kept(folder: Path, name: str, make: bytes) -> bytes:
    """The key file ``name``; written with ``make`` when absent, readable by its owner only."""
    path = folder / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(make)
        file.flush()
        os.fsync(file.fileno())
    return make


class Keyring:
    """The keys of one system, read from its keys folder."""

    def __init__(self, folder: Path) -> None:
        self._cipher = AESGCM(_kept(folder, "citizen-cipher.key", secrets.token_bytes(32)))
        self._index = _kept(folder, "citizen-index.key", secrets.token_bytes(32))
        raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        self.signer = Ed25519PrivateKey.from_private_bytes(_kept(folder, "seal-ed25519.key", raw))

    def seal_id(self, value: str, row: str) -> bytes:
        """Ciphertext of a citizen id, bound to ``row`` (the person's id)."""
        nonce = secrets.token_bytes(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, value.encode(), row.encode())

    def open_id(self, sealed: bytes, row: str) -> str:
        """The citizen id again; raises ``cryptography.exceptions.InvalidTag`` when the row is another's."""
        body = bytes(sealed)
        return self._cipher.decrypt(body[1 : 1 + _NONCE], body[1 + _NONCE :], row.encode()).decode()

    def blind_index(self, value: str) -> bytes:
        """Equal ids give equal 16 bytes; without the key nothing can be tried."""
        return hmac.digest(self._index, value.encode(), sha256)[:16]


def keys_folder() -> Path:
    """The folder of this system's keys, as the settings name it."""
    return Path(settings.KEYS_FOLDER)


@cache
def keyring(folder: Path) -> Keyring:
    """The keyring of ``folder``, read once a process."""
    return Keyring(folder)
