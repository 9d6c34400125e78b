"""What stands beside the database about a running job: how far it is, that somebody lives who runs it, that it shall stop.

A job that writes holds the lock a row would wait for, so none of the three is a row. Who runs a job holds a lock on its
file: the kernel gives it free the moment the process is gone, however it went.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from ansinh.accounts.actor import Actor, ActorKind
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress


class Stopped(Refused):
    """Somebody asked the job to stop, and it did before it wrote anything."""

    code = "stopped"


class Interrupted(Refused):
    """The program that runs the job ends; the job is to run again when it is back."""

    code = "interrupted"


def progress_file(job_id: int) -> Path:
    """Where the progress of a job stands."""
    return _folder() / f"{job_id}.json"


def _folder() -> Path:
    return Path(settings.DATA_FOLDER) / "jobs"


def progress_of(job_id: int) -> dict[str, Any]:
    """``stage, done, total`` of a job; empty before its first word."""
    path = progress_file(job_id)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def telling(job_id: int, also: Progress | None = None) -> Progress:
    """The reporter of a job: keeps what it is told, and raises ``Stopped`` once somebody asked the job to stop."""
    path = progress_file(job_id)
    path.parent.mkdir(parents=True, exist_ok=True)

    def tell(stage: str, done: int = 0, total: int = 0) -> None:
        if _stop_file(job_id).exists():
            raise Stopped(_("Đã dừng theo yêu cầu; chưa ghi gì."))
        part = path.with_suffix(".part")
        part.write_text(json.dumps({"stage": stage, "done": done, "total": total}), encoding="utf-8")
        os.replace(part, path)
        if also is not None:
            also(stage, done, total)

    return tell


def _stop_file(job_id: int) -> Path:
    return _folder() / f"{job_id}.stop"


def ask_to_stop(job_id: int, by: Actor) -> None:
    """Leave word that the job shall stop at its next step, and who wants it."""
    _folder().mkdir(parents=True, exist_ok=True)
    part = _stop_file(job_id).with_suffix(".stopping")
    part.write_text(json.dumps([by.kind.value, by.ref, by.label, by.user_id]), encoding="utf-8")
    os.replace(part, _stop_file(job_id))


def stop_asked_by(job_id: int) -> Actor | None:
    """Who asked the job to stop; nobody while nobody has."""
    path = _stop_file(job_id)
    if not path.exists():
        return None
    kind, ref, label, user_id = json.loads(path.read_text(encoding="utf-8"))
    return Actor(ActorKind(kind), ref, label, user_id)


@contextmanager
def held(job_id: int) -> Iterator[bool]:
    """Hold the job's file while it is run. Gives false where another process holds it."""
    _folder().mkdir(parents=True, exist_ok=True)
    with (_folder() / f"{job_id}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def forget(job_id: int) -> None:
    """The job ended: nobody holds it, nobody asks it to stop. Its last progress stays."""
    for path in (_folder() / f"{job_id}.lock", _stop_file(job_id)):
        path.unlink(missing_ok=True)
