"""What a draft came to, kept for who asked: sealed, for a day, found again by what was asked.

One file a question and person under ``drafts/`` of the data folder, named by the digest of who asked, the communes, the day, both
policies and whose data are kept out of analyses: another of these is another question. Each can be made again and is safe to delete.
"""

import io
import json
import time
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import polars as pl
from django.conf import settings

from ansinh.accounts.actor import Actor
from ansinh.grievances.restricting import Use, restricted_from
from ansinh.kernel.dates import now
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.kernel.progress import Progress, silent
from ansinh.kernel.sealed_files import open_bytes, seal_bytes
from ansinh.support.whatif.asking import Asked
from ansinh.support.whatif.comparing import COUNTED, Compared, compare

# Raised when the columns of a kept result change.
_FORMAT = 1
# They tell of people by their ids: they lie no longer than a day.
_KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Kept:
    """What a draft came to, and when that was counted."""

    at: datetime
    found: Compared


def try_draft(asked: Asked, by: Actor, progress: Progress = silent) -> Kept:
    """Compare a draft with what holds and keep what comes of it for who asked; what was kept of the same question before is
    replaced in one step."""
    at = now()
    found = compare(asked.keys, asked.on, asked.before, asked.after, progress=progress)
    out = io.BytesIO()
    found.changed.write_parquet(
        out, metadata={"at": at.isoformat(), "by_unit": json.dumps(found.by_unit.to_dicts())}
    )
    _sweep()
    _folder().mkdir(parents=True, exist_ok=True)
    seal_bytes(out.getvalue(), _file(asked, by), keyring(keys_folder()))
    return Kept(at, found)


def kept_of(asked: Asked, by: Actor) -> Kept | None:
    """What the same person was told of the same draft today, if it was counted."""
    file = _file(asked, by)
    if not file.is_file():
        return None
    plain = io.BytesIO(open_bytes(file, keyring(keys_folder())))
    told = pl.read_parquet_metadata(plain)
    by_unit = pl.DataFrame(json.loads(told["by_unit"]), schema=COUNTED)
    plain.seek(0)
    return Kept(datetime.fromisoformat(told["at"]), Compared(asked.on, by_unit, pl.read_parquet(plain)))


def _folder() -> Path:
    return Path(settings.DATA_FOLDER) / "drafts"


def _file(asked: Asked, by: Actor) -> Path:
    told = [
        _FORMAT,
        by.label,
        sorted(asked.keys),
        asked.on.isoformat(),
        repr(asked.before),
        repr(asked.after),
        sorted(restricted_from(Use.ANALYTICS)),
    ]
    return _folder() / f"{sha256(json.dumps(told).encode()).hexdigest()[:32]}.sealed"


def _sweep() -> None:
    """Delete what lay for a day, or was never finished."""
    before = time.time() - _KEPT_SECONDS
    for file in _folder().glob("*"):
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)
