"""Printing all forms of a version into one file: lists of people of a whole province take minutes."""

import time
import uuid
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.urls import reverse

from ansinh.access.queries import scope_of
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.reports.policies import forms_for
from ansinh.reports.printing import print_forms
from ansinh.reports.versions import version_within
from ansinh.work.models import Job
from ansinh.work.queue import job

PACKET = "reports.packet"
# They hold lists of people: whoever asked has a week to fetch them.
_KEPT_SECONDS = 7 * 24 * 3600


def packet_file(name: str) -> Path:
    """Where a printed packet lies."""
    return Path(settings.DATA_FOLDER) / "prints" / name


def _leads_to(done: Job) -> str | None:
    return reverse("reports:packet-download", kwargs={"job_id": done.pk})


@job(PACKET, words=lambda: _("In cả bộ biểu"), leads_to=_leads_to)
def print_packet(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Print every form of a version that ``by`` may have as ``shape`` and keep them as one zip file."""
    version = version_within(scope_of(by, Permission.PRINT_FORMS), arguments["version"])
    numbers = forms_for(by, version)
    target = packet_file(f"{uuid.uuid4().hex}.zip")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _clear(target.parent)
    with TemporaryDirectory(dir=target.parent) as folder:
        files = print_forms(
            version=version,
            numbers=numbers,
            shape=arguments["shape"],
            out=Path(folder),
            by=by,
            progress=progress,
        )
        part = Path(folder) / "part.zip"
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
            for file in files:
                packed.write(file, file.name)
        part.chmod(0o600)
        part.rename(target)
    return {"file": target.name, "forms": len(files), "numbers": numbers}


def _clear(folder: Path) -> None:
    """Take away what nobody fetched in time."""
    for old in folder.glob("*.zip"):
        if old.stat().st_mtime < time.time() - _KEPT_SECONDS:
            old.unlink(missing_ok=True)
