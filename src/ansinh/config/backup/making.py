"""Making a backup: one moment of the database, the files that moment names, sealed into one file, and the keys into another."""

import fcntl
import gzip
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.audit.sealing import seal_events
from ansinh.config.backup import postgres_copy, sqlite_copy
from ansinh.config.backup.cut_off import clear_unfinished, clear_workshops, held
from ansinh.config.backup.kept_files import DATABASE, WORKSHOP, hold, kept_entries, key_files
from ansinh.config.backup.key_file import BackupKey, fresh_secret, write_key_file
from ansinh.config.backup.opening import MANIFEST
from ansinh.config.backup.sealed_stream import SealingWriter, fresh_header
from ansinh.config.environment import database
from ansinh.config.owner import OWNER_URL
from ansinh.kernel.dates import now
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.keys import keyring
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress, silent


@dataclass(frozen=True)
class Made:
    """A finished backup: its two files, what is in it, and the folders of versions that were missing when it was made."""

    file: Path
    key: Path
    rows: int
    files: int
    size: int
    missing_versions: tuple[str, ...]


def key_path(file: Path) -> Path:
    """Where the key of a backup lies by default: ``FILE.key``."""
    return file.with_name(f"{file.name}.key")


def make_backup(*, file: Path, by: Actor, progress: Progress = silent) -> Made:
    """Back the whole system up into ``file`` and its key into ``FILE.key``; neither may exist. Others work on meanwhile.

    The log has the event and its seal before the database is copied, so they are in the copy too. Raises ``UnusableInput``
    where the file cannot be made there; nothing of it is left then.
    """
    part = file.with_name(f"{file.name}.part")
    clear_unfinished(part, file, key_path(file))
    clear_workshops(Path(settings.DATA_FOLDER))
    _check_place(file)
    header, secret = fresh_header(), fresh_secret()
    _note_backup(backup=header.backup.hex(), by=by)
    seal_events(Path(settings.KEYS_FOLDER))
    with _workshop() as workshop, _new_files(part, key_path(file)):
        progress("backup_copy")
        # The keys first: the head of the log that lies among them is then surely in the copied database.
        keys = key_files(Path(settings.KEYS_FOLDER))
        archive = _Archive(part, header, secret)
        with archive:
            told, missing = _put_all(archive, workshop, progress)
            archive.put_bytes(MANIFEST, _manifest(told, archive.listed, header.backup.hex()))
        write_key_file(key_path(file), header, BackupKey(secret, keys))
        os.replace(part, file)
        _sync_folder(file.parent)
    rows = sum(one["rows"] for one in told["tables"].values())
    return Made(file, key_path(file), rows, len(archive.listed), file.stat().st_size, missing)


@action(EventName.BACKUP_MADE)
def _note_backup(*, backup: str, by: Actor) -> None:
    note(subject=f"backup:{backup}", database=connection.vendor)


def _check_place(file: Path) -> None:
    if file.resolve().is_relative_to(Path(settings.DATA_FOLDER).resolve()):
        said = _("Không sao lưu vào chính thư mục dữ liệu. Hãy chọn nơi khác, tốt nhất là ổ đĩa khác.")
        raise UnusableInput(said, code="backup_in_data")
    for path in (file, key_path(file)):
        if path.exists():
            said = _("Đã có {path}; bản sao lưu không ghi đè. Hãy chọn tên khác.")
            raise UnusableInput(said.format(path=path), code="backup_exists")
    if not file.parent.is_dir():
        said = _("Không có thư mục {path}. Hãy tạo thư mục trước, hoặc chọn nơi khác.")
        raise UnusableInput(said.format(path=file.parent), code="no_folder")


@contextmanager
def _workshop() -> Iterator[Path]:
    """A folder within the data folder (links need the same disk), gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=WORKSHOP, dir=settings.DATA_FOLDER))
    try:
        with held(folder):
            yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def _new_files(*paths: Path) -> Iterator[None]:
    """Whatever goes wrong leaves neither half a backup nor a key of none."""
    try:
        yield
    except BaseException as failure:
        for path in paths:
            path.unlink(missing_ok=True)
        if isinstance(failure, OSError):
            said = _(
                "Không ghi được bản sao lưu ({reason}); không để lại tệp dở dang. Hãy kiểm tra chỗ trống của ổ đĩa."
            )
            raise UnusableInput(said.format(reason=failure.strerror), code="cannot_write") from failure
        raise


class _Archive:
    """A tar in gzip in seals. ``listed`` gets the size and SHA-256 of every file put in."""

    def __init__(self, path: Path, header: Any, secret: bytes) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        self._file = os.fdopen(descriptor, "wb")
        self._sealing = SealingWriter(self._file, header, secret)
        # Level 1: the disk, not the processor, should be what a backup waits for.
        self._zip = gzip.GzipFile(fileobj=self._sealing, mode="wb", compresslevel=1, mtime=0)
        self._tar = tarfile.open(fileobj=self._zip, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed at exit
        self.listed: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> "_Archive":
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is None:
            self._tar.close()
            self._zip.close()
            self._sealing.finish()
        self._file.close()

    def put_bytes(self, name: str, body: bytes) -> None:
        """One member out of memory."""
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(body), 0o600
        self._tar.addfile(entry, BytesIO(body))
        self.listed[name] = {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()}

    def put_folder(self, name: str, mode: int) -> None:
        """A folder, also an empty one."""
        entry = tarfile.TarInfo(name)
        entry.type, entry.mode = tarfile.DIRTYPE, mode
        self._tar.addfile(entry)

    def put_file(self, name: str, path: Path) -> None:
        """One member from disk, read once."""
        state = path.stat()
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = state.st_size, state.st_mode & 0o777, int(state.st_mtime)
        with path.open("rb") as file:
            reader = _Digesting(file)
            self._tar.addfile(entry, reader)
        self.listed[name] = {"size": state.st_size, "sha256": reader.digest.hexdigest()}


class _Digesting:
    """A reader that digests what is read through it."""

    def __init__(self, file: Any) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block


def _put_all(archive: _Archive, workshop: Path, progress: Progress) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Files held, the database copied, the files it names held as well; then everything into the archive."""
    data, keys = Path(settings.DATA_FOLDER), Path(settings.KEYS_FOLDER)
    linked = workshop / "files"
    linked.mkdir()
    hold(data, keys, linked)
    if connection.vendor == "sqlite":
        copy = workshop / DATABASE
        told = sqlite_copy.copy_database(data / DATABASE, copy)
        archive.put_file(f"database/{DATABASE}", copy)
        copy.unlink()
    else:
        owner = os.environ.get(OWNER_URL)
        with postgres_copy.session(database(owner) if owner else connection.settings_dict) as db:
            told = postgres_copy.copy_database(db, archive.put_bytes)
    hold(data, keys, linked)
    entries = list(kept_entries(linked, workshop / "keys"))
    for number, (name, is_folder) in enumerate(entries):
        progress("backup_files", number, len(entries))
        if is_folder:
            archive.put_folder(f"files/{name}", (linked / name).stat().st_mode & 0o777)
        else:
            archive.put_file(f"files/{name}", linked / name)
    missing = tuple(one for one in told["versions"] if not (linked / "versions" / one).is_dir())
    return told | {"database": connection.vendor, "missing_versions": list(missing)}, missing


def _manifest(told: Mapping[str, Any], listed: Mapping[str, Any], backup: str) -> bytes:
    """What the archive holds, signed with the key that seals the log: a backup of another system is told from ours."""
    facts = {"backup": backup, "made_at": now().isoformat(), **told, "members": dict(listed)}
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    signature = keyring(Path(settings.KEYS_FOLDER)).signer.sign(text.encode())
    return json.dumps({"facts": text, "signature": signature.hex()}).encode()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
