"""The key file of a backup: its secret, and the system's own keys wrapped. To be kept elsewhere than the backup.

The keys are sealed under a key made from the secret and from the share that stands in the backup, so that whoever finds
the key file alone reads no citizen id of any other copy of the database either.
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag

from ansinh.config.backup.errors import WrongKey
from ansinh.config.backup.sealed_stream import Header
from ansinh.kernel.language import _

_FORMAT = "ansinh-backup-key-1"
_NONCE = 12


@dataclass(frozen=True)
class BackupKey:
    """The secret that opens a backup and the key files of the system it was made of, by name."""

    secret: bytes
    keys: Mapping[str, bytes]


def fresh_secret() -> bytes:
    """The secret of a new backup."""
    return secrets.token_bytes(32)


def write_key_file(path: Path, header: Header, key: BackupKey) -> None:
    """Write the key file of a backup, readable by its owner only; never over another file."""
    inside = {name: base64.b64encode(body).decode() for name, body in key.keys.items()}
    nonce = secrets.token_bytes(_NONCE)
    wrapped = header.key(key.secret, b"keys").encrypt(nonce, json.dumps(inside).encode(), _bound(header))
    text = json.dumps(
        {
            "format": _FORMAT,
            "backup": header.backup.hex(),
            "secret": base64.b64encode(key.secret).decode(),
            "keys": base64.b64encode(nonce + wrapped).decode(),
        },
        indent=1,
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_key_file(path: Path, header: Header) -> BackupKey:
    """The key of the backup with this header. Raises ``WrongKey`` for another backup's key and for a damaged one."""
    try:
        told = json.loads(path.read_text(encoding="ascii"))
        known = told["format"] == _FORMAT
        backup, secret = bytes.fromhex(told["backup"]), base64.b64decode(told["secret"], validate=True)
        wrapped = base64.b64decode(told["keys"], validate=True)
    except FileNotFoundError as error:
        said = _("Không thấy tệp khóa {path}. Hãy nêu tệp khóa của bản sao lưu này bằng --key.")
        raise WrongKey(said.format(path=path), code="no_key") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WrongKey(_unreadable(path)) from error
    if not known:
        raise WrongKey(_unreadable(path))
    if backup != header.backup:
        said = _(
            "Tệp khóa {path} là của bản sao lưu khác; chưa phục hồi gì. Hãy nêu đúng tệp khóa bằng --key."
        )
        raise WrongKey(said.format(path=path))
    try:
        inside = header.key(secret, b"keys").decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _bound(header))
    except (InvalidTag, ValueError) as error:
        said = _(
            "Tệp khóa {path} không mở được bản sao lưu này: một trong hai tệp đã hỏng. Chưa phục hồi gì; hãy lấy bản sao khác."
        )
        raise WrongKey(said.format(path=path)) from error
    return BackupKey(secret, {name: base64.b64decode(body) for name, body in json.loads(inside).items()})


def _bound(header: Header) -> bytes:
    return _FORMAT.encode() + header.backup


def _unreadable(path: Path) -> str:
    said = _(
        "Tệp {path} không phải tệp khóa của một bản sao lưu, hoặc đã hỏng. Hãy nêu đúng tệp khóa bằng --key."
    )
    return said.format(path=path)
