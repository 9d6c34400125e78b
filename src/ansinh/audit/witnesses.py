"""The last head, kept outside the database: beside the keys, and in the folders that ``ANSINH_SEAL_COPIES`` names.

A tail cut off together with its seals leaves a shorter log that is whole in itself; so does an older copy of the database.
A log that no longer holds a head that was witnessed has lost its end. Each folder keeps the last head, and the heads of all
seals in the order they were made, for whoever compares by hand.
"""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings

from ansinh.audit.models import Seal

LAST, ALL = "last-seal.json", "seals.lines"


def witness_folders(keys: Path) -> Sequence[Path]:
    """Where heads are kept, beside the keys first."""
    return (keys, *(Path(folder) for folder in settings.SEAL_COPIES))


def bear_witness(keys: Path, seal: Seal) -> None:
    """Keep the head of a seal in every folder. Raises ``OSError`` where one cannot be written: after the others were."""
    failures = []
    for folder in witness_folders(keys):
        try:
            _write(folder, seal)
        except OSError as failure:
            failures.append(failure)
    if failures:
        raise failures[0]


def _write(folder: Path, seal: Seal) -> None:
    said = {"last_id": seal.last_id, "head": seal.head, "sealed_at": seal.sealed_at.isoformat()}
    with (folder / ALL).open("a", encoding="ascii") as file:
        file.write(json.dumps(said) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part = folder / f"{LAST}.part"
    with part.open("w", encoding="ascii") as file:
        json.dump(said, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, folder / LAST)


def lost_head(keys: Path) -> int:
    """The last event of a seal that was witnessed and is gone; 0 where nothing is lost."""
    for witnessed in _last_witnessed(keys):
        if not Seal.objects.filter(last_id=witnessed["last_id"], head=witnessed["head"]).exists():
            return int(witnessed["last_id"])
    return 0


def _last_witnessed(keys: Path) -> Iterator[dict]:
    for folder in witness_folders(keys):
        path = folder / LAST
        if path.exists():
            yield json.loads(path.read_text(encoding="ascii"))
