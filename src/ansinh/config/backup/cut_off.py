"""What a backup leaves that was killed while it was made: taken away by the next one, so that it neither fills the disk nor stands
in anybody's way.

Whoever makes a backup holds its unfinished file and its folder by a lock that the kernel gives free when the process is gone,
however it went.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ansinh.config.backup.errors import DamagedBackup
from ansinh.config.backup.kept_files import WORKSHOP
from ansinh.config.backup.sealed_stream import read_header
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold a file or folder until the end of the block; false where another process holds it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def clear_workshops(data: Path) -> None:
    """Remove the folders of backups that were killed: each holds a whole copy of the database."""
    for folder in data.glob(f"{WORKSHOP}*"):
        with held(folder) as ours:
            if ours:
                shutil.rmtree(folder)


def clear_unfinished(part: Path, file: Path, key: Path) -> None:
    """Remove what a killed backup into ``file`` left there. Raises ``UnusableInput`` where another process makes one now."""
    if not part.exists():
        return
    with held(part) as ours:
        if not ours:
            said = _("Một lần sao lưu khác đang ghi vào {path}. Hãy chờ xong, hoặc chọn tên khác.")
            raise UnusableInput(said.format(path=file), code="backup_runs")
        if key.exists() and not file.exists() and _belongs(key, part):
            key.unlink()
        part.unlink()


def _belongs(key: Path, part: Path) -> bool:
    """Whether a key opens nothing but this unfinished file: it names it, or was cut off itself. The key of a backup that was
    moved away names another, and stays."""
    try:
        named = json.loads(key.read_text(encoding="ascii"))["backup"]
    except ValueError:
        return True
    with part.open("rb") as source:
        try:
            return named == read_header(source).backup.hex()
        except DamagedBackup:
            return False
