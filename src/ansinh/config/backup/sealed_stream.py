"""A stream sealed in chunks: nobody reads it without its key, and a changed bit, another order or a cut tail is seen.

The file: ``MAGIC``, the backup's id, a share, then chunks of a mebibyte, each AES-256-GCM with its number and whether it
is the last one as nonce. The key of the chunks is made (HKDF) from the secret of the key file and the share that stands in
the backup itself: neither of the two files opens anything alone, and no two backups have the same key.
"""

import io
import os
import secrets
from dataclasses import dataclass
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ansinh.config.backup.errors import DamagedBackup
from ansinh.kernel.language import _

MAGIC = b"ANSINH-BACKUP-1\n"
_ID, _SHARE = 16, 32
_CHUNK, _TAG = 1 << 20, 16


@dataclass(frozen=True)
class Header:
    """What stands unsealed at the beginning: which backup it is, and its share of the key."""

    backup: bytes
    share: bytes

    def key(self, secret: bytes, purpose: bytes) -> AESGCM:
        """The cipher of this backup for ``purpose``, from the secret of its key file."""
        info = MAGIC + self.backup + purpose
        return AESGCM(HKDF(SHA256(), 32, salt=self.share, info=info).derive(secret))


def fresh_header() -> Header:
    """The header of a new backup."""
    return Header(secrets.token_bytes(_ID), secrets.token_bytes(_SHARE))


def read_header(file: IO[bytes]) -> Header:
    """The header of an opened backup. Raises ``DamagedBackup`` where there is none."""
    head = file.read(len(MAGIC) + _ID + _SHARE)
    if len(head) < len(MAGIC) + _ID + _SHARE or not head.startswith(MAGIC):
        raise DamagedBackup(
            _(
                "Tệp này không phải bản sao lưu của An Sinh, hoặc phần đầu của tệp đã hỏng. Hãy lấy bản sao khác."
            )
        )
    body = head[len(MAGIC) :]
    return Header(body[:_ID], body[_ID:])


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class SealingWriter(io.RawIOBase):
    """Seals what is written into ``file``, after the header. ``close`` writes the last chunk; without it nothing opens."""

    def __init__(self, file: IO[bytes], header: Header, secret: bytes) -> None:
        self._file, self._cipher = file, header.key(secret, b"chunks")
        self._waiting, self._number = bytearray(), 0
        file.write(MAGIC + header.backup + header.share)

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def,override]
        self._waiting += data
        # One chunk is kept back: only the end tells which is the last.
        while len(self._waiting) > _CHUNK:
            self._put(bytes(self._waiting[:_CHUNK]), last=False)
            del self._waiting[:_CHUNK]
        return len(data)

    def _put(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, None))
        self._number += 1

    def finish(self) -> None:
        """Write the last chunk and have the disk keep it all."""
        self._put(bytes(self._waiting), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())


class OpeningReader(io.RawIOBase):
    """Opens what ``SealingWriter`` sealed, from a file read up to the end of its header. Raises ``DamagedBackup``."""

    def __init__(self, file: IO[bytes], header: Header, secret: bytes) -> None:
        self._file, self._cipher = file, header.key(secret, b"chunks")
        self._next, self._number = file.read(_CHUNK + _TAG), 0
        self._open, self._done = b"", False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def,override]
        if not self._open and not self._done:
            self._open = self._chunk()
        taken = self._open[: len(buffer)]
        buffer[: len(taken)] = taken
        self._open = self._open[len(taken) :]
        return len(taken)

    def _chunk(self) -> bytes:
        sealed, self._next = self._next, self._file.read(_CHUNK + _TAG)
        self._done = not self._next
        try:
            chunk = self._cipher.decrypt(_nonce(self._number, last=self._done), sealed, None)
        except InvalidTag as error:
            raise DamagedBackup(
                _(
                    "Bản sao lưu đã hỏng hoặc bị cắt ở khối số {number}; chưa phục hồi gì. Hãy lấy bản sao khác của tệp này."
                ).format(number=self._number + 1)
            ) from error
        self._number += 1
        return chunk
