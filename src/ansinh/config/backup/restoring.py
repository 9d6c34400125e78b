"""Restoring a backup into an empty system: opened and compared beside the target, then renamed into place."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ansinh.config.backup import sqlite_copy
from ansinh.config.backup.into_postgres import counts_of, fill_database
from ansinh.config.backup.kept_files import DATABASE
from ansinh.config.backup.opening import Opened, open_backup
from ansinh.config.backup.placing import Placement, Target, write_keys
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress, silent


@dataclass(frozen=True)
class Restored:
    """What came back: rows of all tables, files, and when the backup was made (ISO, UTC)."""

    rows: int
    files: int
    made_at: str


def restore(*, file: Path, key: Path, target: Target, progress: Progress = silent) -> Restored:
    """Restore ``file`` with ``key`` into an empty ``target`` (and the database that ``ANSINH_DATABASE_URL`` names).

    Raises ``TargetNotEmpty``, ``WrongKey``, ``DamagedBackup`` or ``UnusableInput``; nothing of the target was touched then.
    """
    target.check_empty()
    with _room(target) as room:
        progress("restore_open")
        opened = open_backup(file, key, _made(room / "opened"))
        opened.files.mkdir(exist_ok=True)
        keys = room / "keys"
        write_keys(keys, opened.key.keys)
        if os.environ.get("ANSINH_DATABASE_URL"):
            _into_postgres(opened, target, keys, room, progress)
        else:
            _into_folder(opened, target, keys, room)
        return Restored(counts_of(opened.told), len(opened.told["members"]), str(opened.told["made_at"]))


@contextmanager
def _room(target: Target) -> Iterator[Path]:
    """A folder beside the target, on the same disk, gone afterwards."""
    room = Path(tempfile.mkdtemp(prefix=f".{target.data.name}.restoring-", dir=target.beside()))
    try:
        yield room
    except OSError as error:
        said = _(
            "Không ghi được dữ liệu phục hồi ({reason}); hệ thống đích vẫn như cũ. Hãy kiểm tra chỗ trống của ổ đĩa."
        )
        raise UnusableInput(said.format(reason=error.strerror), code="cannot_write") from error
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _into_folder(opened: Opened, target: Target, keys: Path, room: Path) -> None:
    if opened.told["database"] != "sqlite":
        raise UnusableInput(
            _(
                "Bản sao lưu này là của PostgreSQL. Hãy đặt ANSINH_DATABASE_URL là một cơ sở dữ liệu PostgreSQL trống rồi phục hồi."
            ),
            code="other_database",
        )
    sqlite_copy.check_copy(opened.database / DATABASE, dict(opened.told))
    os.replace(opened.database / DATABASE, opened.files / DATABASE)
    Placement(target, opened.files, keys, room / "aside").move_in()


def _into_postgres(opened: Opened, target: Target, keys: Path, room: Path, progress: Progress) -> None:
    moved: list[Placement] = []

    def move_in() -> None:
        moved.append(Placement(target, opened.files, keys, room / "aside"))
        moved[0].move_in()

    try:
        fill_database(opened, keys, move_in, progress)
    except BaseException:
        # The transaction did not end well after the folder was in place.
        for placement in moved:
            placement.undo()
        raise
