"""The files of a version: written, synced and renamed into place before the row that names them is committed."""

import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

import polars as pl
from django.conf import settings


def versions_folder() -> Path:
    """Where sealed versions lie."""
    return Path(settings.DATA_FOLDER) / "versions"


def write_version(name: str, frames: Mapping[str, pl.DataFrame]) -> Path:
    """Write ``<frame>.parquet`` files into a fresh folder ``name`` under the versions, all or nothing.

    Returns the folder. A folder of that name left by a run that did not commit is replaced.
    """
    root = versions_folder()
    root.mkdir(parents=True, exist_ok=True)
    part = root / f".{uuid.uuid4().hex}.part"
    part.mkdir()
    for title, frame in frames.items():
        path = part / f"{title}.parquet"
        frame.write_parquet(path, compression="zstd")
        with path.open("rb") as file:
            os.fsync(file.fileno())
    final = root / name
    if final.exists():
        shutil.rmtree(final)
    os.replace(part, final)
    return final


def version_file(folder: str, title: str) -> Path:
    """Where one frame of a sealed version lies, for who reads a part of it."""
    return versions_folder() / folder / f"{title}.parquet"


def read_version(folder: str, title: str) -> pl.DataFrame:
    """One frame of a sealed version."""
    return pl.read_parquet(version_file(folder, title))
