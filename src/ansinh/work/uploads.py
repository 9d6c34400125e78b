"""Files of a batch under the data folder: ``uploads/<random name>/<role>/<name of the file>``, with what was found in them
beside them; sealed, since they hold people as they came."""

import io
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from django.conf import settings

from ansinh.kernel.errors import NotFound
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.keys import Keyring, keyring, keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.sealed_files import open_bytes, open_file, seal_bytes, seal_file
from ansinh.work.models import Batch

FINDINGS = "findings.parquet"
_SCHEMA = {
    "id": pl.Int64,
    "level": pl.String,
    "rule": pl.String,
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "message": pl.String,
}
_UNFIT = re.compile(r"[^\w .()\-]", re.UNICODE)


def folder_of(batch: Batch) -> Path:
    """Where the batch's files lie. Raises ``NotFound`` for a batch that has none (any more)."""
    if not batch.folder:
        raise NotFound(_("Các tệp của lần nhập này không còn được giữ."), code="files_gone")
    return Path(settings.DATA_FOLDER) / "uploads" / batch.folder


def store(files: Mapping[str, tuple[str, Path]]) -> str:
    """Seal uploaded files, ``role: (name, path)``, into a new folder and remove them where they came; its name."""
    name = secrets.token_hex(16)
    whole = Path(settings.DATA_FOLDER) / "uploads" / name
    taken: set[str] = set()
    for role, (told, path) in files.items():
        place = whole / role
        place.mkdir(parents=True, mode=0o700)
        # Findings name files: two of one name would be told apart by nobody.
        named = safe_name(told) if safe_name(told) not in taken else f"{role} {safe_name(told)}"
        taken.add(named)
        seal_file(path, place / named, _keys())
        path.unlink()
    return name


def _keys() -> Keyring:
    return keyring(keys_folder())


def safe_name(told: str) -> str:
    """A name fit for a file, near to what the person called it."""
    name = _UNFIT.sub("_", Path(told.replace("\\", "/")).name).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    return f"{(stem or 'file')[:80]}{dot}{suffix[:10]}" if dot else (name[:80] or "file")


@contextmanager
def stored(batch: Batch) -> Iterator[dict[str, Path]]:
    """The batch's files by role, open to be read as long as the block lasts."""
    folder = folder_of(batch)
    found = {path.name: next(path.iterdir()) for path in sorted(folder.iterdir()) if path.is_dir()}
    if not found:
        raise NotFound(_("Các tệp của lần nhập này không còn được giữ."), code="files_gone")
    with TemporaryDirectory(prefix="open-", dir=settings.FILE_UPLOAD_TEMP_DIR) as opened:
        paths = {}
        for role, sealed in found.items():
            (Path(opened) / role).mkdir(mode=0o700)
            paths[role] = Path(opened) / role / sealed.name
            open_file(sealed, paths[role], _keys())
        yield paths


def keep_book(content: bytes, path: Path) -> None:
    """Keep a workbook with findings beside the files."""
    seal_bytes(content, path, _keys())


def book_content(path: Path) -> bytes:
    """A workbook of ``keep_book`` again."""
    return open_bytes(path, _keys())


def discard(name: str) -> None:
    """Remove a batch's folder with all that lies in it."""
    if name:
        shutil.rmtree(Path(settings.DATA_FOLDER) / "uploads" / name, ignore_errors=True)


def discard_unnamed(older_than: timedelta) -> int:
    """Remove files that lie there for nobody, because a process ended between keeping them and writing their batch, or while they
    came; how many. ``older_than``: who is just about to write a batch is not disturbed."""
    folder, before = Path(settings.DATA_FOLDER) / "uploads", time.time() - older_than.total_seconds()
    if not folder.is_dir():
        return 0
    old = [one for one in folder.iterdir() if one.name != "arriving" and one.stat().st_mtime < before]
    named = set(Batch.objects.filter(folder__in=[one.name for one in old]).values_list("folder", flat=True))
    gone = [one for one in old if one.name not in named]
    for one in gone:
        shutil.rmtree(one, ignore_errors=True)
    arriving = folder / "arriving"
    cut = [one for one in arriving.iterdir() if one.stat().st_mtime < before] if arriving.is_dir() else []
    for one in cut:
        shutil.rmtree(one, ignore_errors=True) if one.is_dir() else one.unlink(missing_ok=True)
    return len(gone) + len(cut)


def keep_findings(batch: Batch, findings: Sequence[Finding]) -> pl.DataFrame:
    """Write what was found beside the files, errors first, then in the order of the rows; the frame."""
    frame = pl.DataFrame(
        [(f.level.value, f.rule, f.file, f.sheet, f.row, f.column, f.message) for f in findings],
        schema={name: kind for name, kind in _SCHEMA.items() if name != "id"},
        orient="row",
    )
    weight = pl.col("level").replace_strict(
        {level.value: i for i, level in enumerate(Level)}, return_dtype=pl.Int8
    )
    ordered = frame.sort(weight, "file", "row", maintain_order=True).with_row_index("id", 1)
    ordered = ordered.with_columns(pl.col("id").cast(pl.Int64))
    written = io.BytesIO()
    ordered.write_parquet(written)
    seal_bytes(written.getvalue(), folder_of(batch) / FINDINGS, _keys())
    return ordered


def findings_of(batch: Batch) -> pl.DataFrame:
    """``id, level, rule, file, sheet, row, column, message`` of every finding; none for a batch without a folder."""
    if not batch.folder or not (folder_of(batch) / FINDINGS).exists():
        return pl.DataFrame(schema=_SCHEMA)
    return pl.read_parquet(io.BytesIO(open_bytes(folder_of(batch) / FINDINGS, _keys())))


def as_findings(frame: pl.DataFrame) -> list[Finding]:
    """The findings of a frame as such."""
    return [
        Finding(
            row["rule"],
            Level(row["level"]),
            row["message"],
            row["file"],
            row["sheet"],
            row["row"],
            row["column"],
        )
        for row in frame.iter_rows(named=True)
    ]
