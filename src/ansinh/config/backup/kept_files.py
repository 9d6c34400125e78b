"""The files a data folder keeps, held still while they are copied.

Files of sealed versions never change; uploads come and go. Each is linked (not copied) into a folder of the backup before
the database is looked at and once more after, so that every file that the copied rows name is there, whatever is deleted
meanwhile. The database itself, the keys and what is made anew at every start are not among them.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _

DATABASE = "ansinh.sqlite3"
WORKSHOP = ".backup-"
_ELSEWHERE = {DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal"}
_MADE_ANEW = {"static", ".setup.lock", "uploads/arriving"}
# Written on while they lie there: copied, since a link would grow with them.
_WRITTEN_ON = "log/"


def kept_entries(data: Path, keys: Path) -> Iterator[tuple[str, bool]]:
    """``(path below data, is a folder)`` of everything kept, folders before what lies in them, in a fixed order.

    Raises ``UnusableInput`` for a link: what it names may lie outside and would be missing.
    """
    yield from _walk(data, data, keys.resolve())


def _walk(data: Path, folder: Path, keys: Path) -> Iterator[tuple[str, bool]]:
    for entry in sorted(_listed(folder), key=lambda one: one.name):
        path = Path(entry.path)
        name = path.relative_to(data).as_posix()
        if name in _ELSEWHERE or name in _MADE_ANEW or name.startswith(WORKSHOP) or path.resolve() == keys:
            continue
        if entry.is_symlink():
            said = _("{path} là liên kết, không sao lưu được. Hãy thay bằng chính tệp hoặc thư mục ấy.")
            raise UnusableInput(said.format(path=path), code="link_in_data")
        if entry.is_dir():
            yield name, True
            yield from _walk(data, path, keys)
        elif entry.is_file():
            yield name, False


def _listed(folder: Path) -> list[os.DirEntry]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        # Given up between being seen and being looked into.
        return []


def hold(data: Path, keys: Path, workshop: Path) -> None:
    """Link everything kept into ``workshop``, what is there already left alone."""
    for name, is_folder in kept_entries(data, keys):
        held = workshop / name
        if is_folder:
            held.mkdir(parents=True, exist_ok=True)
        elif not held.exists():
            _keep(data / name, held, linked=not name.startswith(_WRITTEN_ON))


def _keep(path: Path, held: Path, *, linked: bool) -> None:
    try:
        if linked:
            os.link(path, held)
        else:
            shutil.copy2(path, held)
    except FileNotFoundError:
        # Deleted since it was listed: no row that is copied after this names it.
        return
    except OSError as error:
        if error.errno not in {errno.EXDEV, errno.EPERM, errno.EMLINK}:
            raise
        shutil.copy2(path, held)


def key_files(keys: Path) -> dict[str, bytes]:
    """The keys of the system by file name. Unfinished drafts are left out."""
    return {
        path.name: path.read_bytes()
        for path in sorted(keys.iterdir())
        if path.is_file() and path.suffix not in {".part", ".draft"}
    }


def is_empty(data: Path, keys: Path) -> bool:
    """Whether nothing of a system is in a data folder: what a program makes at its start alone does not count."""
    if data.exists() and any(not folder for _name, folder in kept_entries(data, keys)):
        return False
    if any((data / name).exists() for name in _ELSEWHERE):
        return False
    return not keys.exists() or {path.name for path in keys.iterdir()} <= {"session.key"}
