"""Files that are kept with people in them, sealed: a copied disk tells nothing without the folder of keys.

A file is ``MAGIC``, a salt, then chunks of a mebibyte, each AES-256-GCM with its number and whether it is the last one as
nonce, under a key of its own (HKDF of the system's key for kept files and the salt): a changed bit, another order or a cut
tail is seen.
"""

import io
import os
import secrets
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.keys import Keyring
from ansinh.kernel.language import _

MAGIC = b"ANSINH-KEPT-1\n"
_SALT, _CHUNK, _TAG = 32, 1 << 20, 16


def seal_file(plain: Path, sealed: Path, keys: Keyring) -> None:
    """Write ``sealed`` from ``plain``, readable by this system only; it is whole on the disk when this returns."""
    with plain.open("rb") as source:
        _seal(source, sealed, keys)


def seal_bytes(content: bytes, sealed: Path, keys: Keyring) -> None:
    """``seal_file`` for what lies in memory; an older ``sealed`` is replaced in one step."""
    draft = sealed.with_name(f"{sealed.name}.part")
    _seal(io.BytesIO(content), draft, keys)
    os.replace(draft, sealed)


def _seal(source: IO[bytes], sealed: Path, keys: Keyring) -> None:
    salt = secrets.token_bytes(_SALT)
    cipher, number = _cipher(keys, salt), 0
    descriptor = os.open(sealed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(MAGIC + salt)
        chunk = source.read(_CHUNK)
        while True:
            following = source.read(_CHUNK)
            target.write(cipher.encrypt(_nonce(number, last=not following), chunk, None))
            if not following:
                break
            chunk, number = following, number + 1
        target.flush()
        os.fsync(target.fileno())


def open_file(sealed: Path, plain: Path, keys: Keyring) -> None:
    """Write ``plain`` as it was before it was sealed. Raises ``UnusableInput`` for a damaged file or another system's."""
    descriptor = os.open(plain, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with sealed.open("rb") as source, os.fdopen(descriptor, "wb") as target:
        _open(source, target, keys)


def open_bytes(sealed: Path, keys: Keyring) -> bytes:
    """``open_file`` into memory."""
    out = io.BytesIO()
    with sealed.open("rb") as source:
        _open(source, out, keys)
    return out.getvalue()


def _open(source: IO[bytes], target: IO[bytes], keys: Keyring) -> None:
    head = source.read(len(MAGIC) + _SALT)
    if not head.startswith(MAGIC):
        # Kept before files were sealed.
        target.write(head)
        while block := source.read(_CHUNK):
            target.write(block)
        return
    cipher, number = _cipher(keys, head[len(MAGIC) :]), 0
    chunk = source.read(_CHUNK + _TAG)
    while chunk:
        following = source.read(_CHUNK + _TAG)
        try:
            target.write(cipher.decrypt(_nonce(number, last=not following), chunk, None))
        except InvalidTag as error:
            raise UnusableInput(
                _("Tệp lưu trong hệ thống đã hỏng, hoặc thuộc hệ thống khác. Hãy nạp lại tệp gốc."),
                code="kept_file_damaged",
            ) from error
        chunk, number = following, number + 1


def _cipher(keys: Keyring, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=salt, info=MAGIC).derive(keys.files))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
