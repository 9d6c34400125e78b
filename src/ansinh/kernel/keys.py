"""Citizen ids: encrypted for reading back on purpose, with a keyed blind index for finding equals.

Two keys, kept outside the database: AES-256-GCM for the value, HMAC-SHA-256 for the index. A plain or salted hash
of a twelve-digit id falls to a search in under a second, so the index needs a key of its own. The value is bound to
its row (associated data), so a ciphertext cannot be moved to another person.

A value says which key sealed it, so keys can be changed: the newest seals, every older one still opens what it sealed
(``citizen-cipher.key`` is number 0, ``citizen-cipher.1.key`` number 1…). Older keys stay: traces of imports and of changes
hold values as they were. The key of the index is one: equals are found by it at any moment.
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

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _

_NONCE = 12
# Sealed by key 0, which has no number in it; by another key, whose number follows in one byte.
_VERSION, _NUMBERED = b"\x01", b"\x02"
_MOST_KEYS = 255


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


def _cipher_name(number: int) -> str:
    return f"citizen-cipher.{number}.key" if number else "citizen-cipher.key"


def number_of(sealed: bytes) -> int:
    """The number of the key that sealed a value."""
    head = bytes(sealed)[:2]
    return head[1] if head[:1] == _NUMBERED else 0


class Keyring:
    """The keys of one system, read from its keys folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ciphers = {0: AESGCM(_kept(folder, _cipher_name(0), secrets.token_bytes(32)))}
        self._read_ciphers()
        self._index = _kept(folder, "citizen-index.key", secrets.token_bytes(32))
        self.files = _kept(folder, "kept-files.key", secrets.token_bytes(32))
        raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        self.signer = Ed25519PrivateKey.from_private_bytes(_kept(folder, "seal-ed25519.key", raw))

    def seal_id(self, value: str, row: str) -> bytes:
        """Ciphertext of a citizen id, bound to ``row`` (the person's id)."""
        nonce, newest = secrets.token_bytes(_NONCE), self.newest
        head = _NUMBERED + bytes([newest]) if newest else _VERSION
        return head + nonce + self._ciphers[newest].encrypt(nonce, value.encode(), row.encode())

    def open_id(self, sealed: bytes, row: str) -> str:
        """The citizen id again; raises ``cryptography.exceptions.InvalidTag`` when the row is another's."""
        number, body = number_of(sealed), bytes(sealed)[2 if bytes(sealed)[:1] == _NUMBERED else 1 :]
        if number not in self._ciphers:
            # Another process changed the key meanwhile.
            self._read_ciphers()
        if number not in self._ciphers:
            raise UnusableInput(
                _(
                    "Thiếu khóa số {number} của số định danh trong thư mục khóa. Hãy phục hồi khóa ấy từ bản sao."
                ).format(number=number),
                code="key_missing",
            )
        return self._ciphers[number].decrypt(body[:_NONCE], body[_NONCE:], row.encode()).decode()

    @property
    def newest(self) -> int:
        """The number of the key that seals."""
        return max(self._ciphers)

    def add_cipher_key(self) -> int:
        """Make the next key, which seals from now on; its number. Raises ``UnusableInput`` where there is no number left."""
        self._read_ciphers()
        number = self.newest + 1
        if number > _MOST_KEYS:
            raise UnusableInput(_("Đã dùng hết 255 số của khóa."), code="no_key_number")
        self._ciphers[number] = AESGCM(_kept(self._folder, _cipher_name(number), secrets.token_bytes(32)))
        return number

    def _read_ciphers(self) -> None:
        for number in range(1, _MOST_KEYS + 1):
            path = self._folder / _cipher_name(number)
            if not path.exists():
                return
            self._ciphers[number] = AESGCM(path.read_bytes())

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
