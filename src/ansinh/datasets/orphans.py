"""Folders of versions that never came to be: their approval was killed between the files and the row that names them."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ansinh.datasets.files import versions_folder
from ansinh.datasets.models import Version
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _

# Held by who writes versions, until their rows are committed; the system lets go of it for a process that was killed.
_LOCK = ".writing.lock"


@contextmanager
def versions_being_written() -> Iterator[None]:
    """Within it nobody takes away files that no row names yet. Around an approval from its first file to its commit."""
    root = versions_folder()
    root.mkdir(parents=True, exist_ok=True)
    with (root / _LOCK).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        yield


def folders_of_nobody() -> list[Path]:
    """Folders under the versions, half-written ones too, that no version names, in the order of their names. Those of an
    approval that runs are among them: only ``clear_orphans`` knows them apart."""
    root = versions_folder()
    if not root.exists():
        return []
    named = set(Version.objects.values_list("folder", flat=True))
    return sorted(one for one in root.iterdir() if one.is_dir() and one.name not in named)


def clear_orphans() -> list[str]:
    """Remove them; their names. Raises ``Refused`` while an approval runs, whose files wait for their row."""
    root = versions_folder()
    if not root.exists():
        return []
    with (root / _LOCK).open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                _("Đang có một lần phê duyệt ghi tệp. Hãy dọn lại khi việc ấy xong."), code="approval_running"
            ) from None
        found = folders_of_nobody()
        for folder in found:
            shutil.rmtree(folder)
    return [folder.name for folder in found]
