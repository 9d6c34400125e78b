"""Running long work with progress that can be left. The row says who asked and how it ended; how far it is stands in a
file (``job_files``). The command line and the worker run jobs by the same steps."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import transaction

from ansinh.accounts.actor import SYSTEM, Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, within_job
from ansinh.kernel.dates import now
from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.faults import reach
from ansinh.kernel.language import _, current_language
from ansinh.kernel.progress import Progress
from ansinh.work.job_files import Interrupted, Stopped, forget, held, progress_of, stop_asked_by, telling
from ansinh.work.models import Job

__all__ = ["finish", "note_stopped", "progress_of", "run_job", "stopped_words"]


def run_job(
    kind: str, work: Callable[[Progress], dict[str, Any]], *, by: Actor, progress: Progress | None = None
) -> Job:
    """Run ``work`` as a job here and now and keep its result or the reason it failed. The failure is raised again.

    ``work`` gets a progress reporter and returns facts without personal data.
    """
    with ExitStack() as holding:
        # Nobody sees the row before this process holds it: whoever looks for waiting or lost jobs finds neither.
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                state=Job.State.RUNNING,
                asked_by=by.label,
                actor_kind=by.kind.value,
                user_id=by.user_id,
                language=current_language(),
                asked_at=now(),
                started_at=now(),
                attempts=1,
            )
            holding.enter_context(held(job.pk))
        finish(job, work, progress)
    return job


def finish(job: Job, work: Callable[[Progress], dict[str, Any]], progress: Progress | None = None) -> None:
    """Do the work of a running job that this process holds; keep how it ended. A failure is raised again."""
    try:
        with within_job(job.pk):
            job.result = work(telling(job.pk, progress))
        reach(f"{job.kind}.worked")
        job.state = Job.State.DONE
        job.error = ""
    except Interrupted:
        job.state = Job.State.WAITING
        raise
    except Stopped:
        job.state = Job.State.STOPPED
        who = stop_asked_by(job.pk) or SYSTEM
        job.error = stopped_words(who)
        note_stopped(job_id=job.pk, by=who)
        raise
    except BaseException as failure:
        job.state = Job.State.FAILED
        # Only anticipated failures have words that are safe to keep; of others the kind.
        job.error = failure.message if isinstance(failure, AnSinhError) else type(failure).__name__
        raise
    finally:
        job.ended_at = None if job.state == Job.State.WAITING else now()
        job.save(update_fields=["state", "result", "error", "ended_at"])
        forget(job.pk)


@action(EventName.JOB_STOPPED)
def note_stopped(*, job_id: int, by: Actor) -> None:
    """Note that a job ended because somebody asked it to."""
    note(subject=f"job:{job_id}")


def stopped_words(by: Actor) -> str:
    """Why the job ended, for its row."""
    return _("Dừng theo yêu cầu của {name}.").format(name=by.label)
