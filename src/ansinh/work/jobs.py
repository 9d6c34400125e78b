"""Long work with progress that can be left. The row says who asked and how it ended; how far it is stands in a small
file beside the database, because a job that writes holds the lock a progress row would wait for."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from ansinh.accounts.actor import Actor
from ansinh.kernel.dates import now
from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.progress import Progress
from ansinh.work.models import Job


def progress_file(job_id: int) -> Path:
    """Where the progress of a job stands."""
    return Path(settings.DATA_FOLDER) / "jobs" / f"{job_id}.json"


def progress_of(job_id: int) -> dict[str, Any]:
    """``stage, done, total`` of a job; empty before its first word."""
    path = progress_file(job_id)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _telling(job_id: int, also: Progress | None) -> Progress:
    path = progress_file(job_id)
    path.parent.mkdir(parents=True, exist_ok=True)

    def tell(stage: str, done: int = 0, total: int = 0) -> None:
        part = path.with_suffix(".part")
        part.write_text(json.dumps({"stage": stage, "done": done, "total": total}), encoding="utf-8")
        os.replace(part, path)
        if also is not None:
            also(stage, done, total)

    return tell


def run_job(
    kind: str, work: Callable[[Progress], dict[str, Any]], *, by: Actor, progress: Progress | None = None
) -> Job:
    """Run ``work`` as a job and keep its result or the reason it failed. The failure is raised again.

    ``work`` gets a progress reporter and returns facts without personal data.
    """
    job = Job.objects.create(kind=kind, state=Job.State.RUNNING, asked_by=by.label, started_at=now())
    try:
        job.result = work(_telling(job.pk, progress))
        job.state = Job.State.DONE
    except BaseException as failure:
        job.state = Job.State.FAILED
        # Only anticipated failures have words that are safe to keep; of others the kind.
        job.error = failure.message if isinstance(failure, AnSinhError) else type(failure).__name__
        raise
    finally:
        job.ended_at = now()
        job.save()
    return job
