"""The household list as a file: at once where it is short, by the queue where it is long; one event in the log either way."""

import time
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl
from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.urls import reverse

from ansinh.accounts.actor import Actor
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.kernel.web.listing import Asked
from ansinh.kernel.web.pages import see_other
from ansinh.work.downloads import TYPES, file_answer, frame_of, let_out, name_of_file, record_export
from ansinh.work.models import Job
from ansinh.work.queue import ask
from ansinh.work.tables.writing import write_rows

NAME = "households"
# So many rows are written while a person waits.
SOON = 5_000
_RUN = 20_000
# Files of finished exports hold names: they lie no longer than a day.
_KEPT_SECONDS = 24 * 60 * 60


def exports_folder() -> Path:
    """Where long exports lie until they are fetched."""
    return Path(settings.DATA_FOLDER) / "exports"


def export_of(asked: Asked, rows: QuerySet, *, place: str, by: Actor) -> HttpResponse:
    """The file of the list, or the page of the job that makes it.

    Raises ``UnusableInput`` for another kind of file.
    """
    if asked.export not in TYPES:
        raise UnusableInput(_("Chỉ xuất được tệp xlsx hoặc csv."))
    found = list(islice(asked.everything(rows), SOON + 1))
    if len(found) <= SOON:
        kept = let_out(found)
        record_export(listing=NAME, filters=sorted(asked.values), rows=len(kept), place=place, by=by)
        name = name_of_file(NAME, len(found) - len(kept))
        return file_answer(frame_of(kept, asked.columns), f"{name}.{asked.export}")
    query = asked.request.GET.copy()
    for key in ("export", "after", "before"):
        query.pop(key, None)
    job = ask("portal.export_households", {"query": query.urlencode(), "kind": asked.export}, by=by)
    said = _("Danh sách dài, tệp đang được lập. Có thể rời trang này và quay lại tải tệp sau.")
    return see_other(asked.request, "work:job", said=said, kind="info", job_id=job.pk)


def write_export(
    asked: Asked, rows: QuerySet, kind: str, *, place: str, by: Actor, progress: Progress
) -> Mapping[str, Any]:
    """Every row of the list into a file under ``exports_folder``; ``file`` and ``rows``."""
    _sweep()
    frames, done, everything = [], 0, asked.everything(rows)
    while run := list(islice(everything, _RUN)):
        kept = let_out(run)
        frames.append(frame_of(kept, asked.columns).cast(pl.String))
        done += len(kept)
        progress("read", done)
    name = f"{uuid4().hex}.{kind}"
    folder = exports_folder()
    folder.mkdir(parents=True, exist_ok=True)
    progress("write", done, done)
    # A file appears under its name only when it is whole.
    begun = folder / f"part-{name}"
    write_rows(begun, pl.concat(frames) if frames else frame_of([], asked.columns))
    begun.rename(folder / name)
    record_export(listing=NAME, filters=sorted(asked.values), rows=done, place=place, by=by)
    return {"file": name, "rows": done}


def _sweep() -> None:
    """Remove files that lay too long, or were never finished."""
    before = time.time() - _KEPT_SECONDS
    for file in exports_folder().glob("*.*"):
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)


def to_file(job: Job) -> str:
    """Where the file of a finished export is fetched."""
    return reverse("portal:household-export", kwargs={"job_id": job.pk})


def file_of(job: Job) -> FileResponse:
    """The file of a finished export.

    Raises ``NotFound`` where it is none, or lay too long.
    """
    name = str(job.result.get("file", ""))
    file = exports_folder() / Path(name).name
    if job.kind != "portal.export_households" or not name or not file.is_file():
        raise NotFound(_("Tệp này không còn. Tệp đã xuất chỉ giữ một ngày; hãy xuất lại từ danh sách hộ."))
    kind = file.suffix.removeprefix(".")
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=f"{NAME}.{kind}", content_type=TYPES[kind]
    )
