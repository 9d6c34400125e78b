"""Opening a backup: every chunk, file and count is checked in a folder of its own before anything of the target is touched.

Needs no Django: where the keys or a bit are wrong, nothing of a system has been made anywhere.
"""

import gzip
import hashlib
import json
import os
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ansinh.config.backup.errors import DamagedBackup
from ansinh.config.backup.key_file import BackupKey, read_key_file
from ansinh.config.backup.sealed_stream import OpeningReader, read_header
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _

MANIFEST, SIGNER = "manifest.json", "seal-ed25519.key"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Opened:
    """A backup whose every part was found whole: where it lies opened, what its manifest tells, the keys of its system."""

    folder: Path
    told: Mapping[str, Any]
    key: BackupKey

    @property
    def files(self) -> Path:
        """What becomes the data folder."""
        return self.folder / "files"

    @property
    def database(self) -> Path:
        """The copied database, or the parts of its tables."""
        return self.folder / "database"


def open_backup(file: Path, key: Path, folder: Path) -> Opened:
    """Open a backup into the empty ``folder``. Raises ``WrongKey``, ``DamagedBackup`` or ``UnusableInput``; what lies in the
    folder then is of no use."""
    try:
        source = file.open("rb")
    except OSError as error:
        said = _("Không đọc được {path}. Hãy kiểm tra tên tệp và quyền đọc.")
        raise UnusableInput(said.format(path=file), code="no_file") from error
    with source:
        header = read_header(source)
        opened = read_key_file(key, header)
        found = _unpack(OpeningReader(source, header, opened.secret), folder)
    told = _manifest(folder / MANIFEST, opened)
    if {name: one for name, one in found.items() if name != MANIFEST} != told["members"]:
        raise _damaged()
    return Opened(folder, told, opened)


def _damaged() -> DamagedBackup:
    return DamagedBackup(
        _("Nội dung bản sao lưu khác với bảng kê của nó; chưa phục hồi gì. Hãy lấy bản sao khác của tệp này.")
    )


def _unpack(reader: OpeningReader, folder: Path) -> dict[str, dict[str, Any]]:
    """Every member written below ``folder`` and synced; sizes and digests by name. The stream is read to its very end."""
    found: dict[str, dict[str, Any]] = {}
    try:
        with gzip.GzipFile(fileobj=reader, mode="rb") as plain:
            with tarfile.open(fileobj=plain, mode="r|") as archive:
                for entry in archive:
                    path = _path_of(folder, entry)
                    if entry.isdir():
                        path.mkdir(parents=True, exist_ok=True)
                        path.chmod(entry.mode | 0o700)
                    else:
                        inside = archive.extractfile(entry)
                        found[entry.name] = _write(path, inside, entry)  # type: ignore[arg-type]
            while plain.read(_BLOCK):
                pass
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _damaged() from error
    while reader.read(_BLOCK):
        raise _damaged()
    return found


def _path_of(folder: Path, entry: tarfile.TarInfo) -> Path:
    parts = PurePosixPath(entry.name)
    ours = entry.name == MANIFEST or parts.parts[:1] in {("files",), ("database",)}
    if not ours or ".." in parts.parts or parts.is_absolute() or not (entry.isdir() or entry.isreg()):
        raise _damaged()
    return folder / entry.name


def _write(path: Path, inside: IO[bytes], entry: tarfile.TarInfo) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        while block := inside.read(_BLOCK):
            file.write(block)
            digest.update(block)
            size += len(block)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(entry.mode)
    os.utime(path, (entry.mtime, entry.mtime))
    return {"size": size, "sha256": digest.hexdigest()}


def _manifest(path: Path, key: BackupKey) -> dict[str, Any]:
    try:
        kept = json.loads(path.read_bytes())
        signer = Ed25519PrivateKey.from_private_bytes(key.keys[SIGNER])
        signer.public_key().verify(bytes.fromhex(kept["signature"]), kept["facts"].encode())
        return json.loads(kept["facts"])
    except (OSError, ValueError, KeyError, InvalidSignature) as error:
        raise _damaged() from error
