"""Sights that could not be written at once: kept in a file on disk, and brought into the log as soon as it takes rows.

SQLite has one writer at a time. While a long import writes, whoever only reads would wait for it to note what was seen. So
the note goes, synced to disk before the page is answered, into a file beside the database; ``fold`` brings it into the log
with a key that no second folding can add again. Nothing is answered that is not in the one or the other.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from ansinh.audit.models import Event

_WAITING, _BROKEN = "waiting.lines", "broken.lines"
# Who folds waits for the database's writer, so nobody who only notes what was seen may wait for who folds.
_LINES, _FOLDING = ".lock", ".folding.lock"


def spool_folder() -> Path:
    """Where the lines lie, readable by this system only."""
    folder = Path(settings.DATA_FOLDER) / "log"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def _alone(folder: Path, lock: str = _LINES) -> Iterator[None]:
    """One process at a time writes the lines, and one brings them into the log."""
    with (folder / lock).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _line(event: Event) -> bytes:
    values = {
        "key": str(event.key),
        "at": event.at.isoformat(),
        "name": event.name,
        "actor_kind": event.actor_kind,
        "actor_ref": event.actor_ref,
        "actor_label": event.actor_label,
        "subject": event.subject,
        "place": event.place,
        "reason": event.reason,
        "facts": event.facts,
    }
    text = json.dumps(values, ensure_ascii=False, sort_keys=True).encode()
    return sha256(text).hexdigest()[:16].encode() + b" " + text + b"\n"


def keep_for_later(event: Event) -> None:
    """Write an event (with its ``key``) to disk; it is there when this returns. Raises ``OSError`` where it cannot be."""
    folder = spool_folder()
    with _alone(folder):
        descriptor = os.open(folder / _WAITING, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            # What was cut off in the middle of its writing was never answered; the next line does not join it.
            cut = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            line = (b"\n" if cut else b"") + _line(event)
            if os.write(descriptor, line) != len(line):
                raise OSError("a line of the log could not be written whole")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if size == 0:
            _sync(folder)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def waiting_lines() -> int:
    """How many events wait on disk for the log to take them."""
    folder = spool_folder()
    with _alone(folder, _FOLDING), _alone(folder):
        return sum(file.read_bytes().count(b"\n") for file in _files(folder))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("folding-*.lines")) + [
        path for path in (folder / _WAITING,) if path.exists() and path.stat().st_size
    ]


def fold() -> int:
    """Bring every waiting event into the log; how many lines there were. A line that is there already adds nothing.

    Raises ``DatabaseError`` where the log takes no rows; then every line stays where it is.
    """
    folder = spool_folder()
    if not _files(folder):
        return 0
    with _alone(folder, _FOLDING):
        _set_aside(folder)
        taken = 0
        for path in sorted(folder.glob("folding-*.lines")):
            events, broken = _read(path)
            with transaction.atomic():
                Event.objects.bulk_create(events, ignore_conflicts=True, batch_size=90)
            if broken:
                with (folder / _BROKEN).open("ab") as file:
                    file.write(b"\n".join([*broken, b""]))
            path.unlink()
            taken += len(events)
        return taken


def _set_aside(folder: Path) -> None:
    """Give what waits a name of its own: what is noted from now on begins a new file."""
    with _alone(folder):
        waiting = folder / _WAITING
        if waiting.exists() and waiting.stat().st_size:
            number = len(list(folder.glob("folding-*.lines"))) + 1
            os.replace(waiting, folder / f"folding-{number:06d}-{os.getpid()}.lines")
            _sync(folder)


def _read(path: Path) -> tuple[list[Event], list[bytes]]:
    """The events of a file, and the lines whose writing never ended."""
    events, broken = [], []
    for line in path.read_bytes().split(b"\n"):
        digest, _space, text = line.partition(b" ")
        if not line:
            continue
        if sha256(text).hexdigest()[:16].encode() != digest:
            broken.append(line)
            continue
        values: dict[str, Any] = json.loads(text)
        values["at"] = datetime.fromisoformat(values["at"])
        values["key"] = UUID(values["key"])
        events.append(Event(**values))
    return events, broken
