"""The worker: takes the next waiting job, runs it as the person who asked, and finds jobs whose worker is gone."""

import logging
import time
import traceback
from collections.abc import Callable
from datetime import timedelta

from django.db import InterfaceError, OperationalError, close_old_connections

from ansinh.audit.recording import was_done_by
from ansinh.kernel.dates import now
from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import LANGUAGES, _, speaking
from ansinh.work.job_files import Interrupted, forget, held
from ansinh.work.jobs import finish
from ansinh.work.models import Job
from ansinh.work.queue import actor_behind, ask_for_daily, kind_of
from ansinh.work.uploads import discard_unnamed

_log = logging.getLogger("ansinh.worker")
_PAUSE = 0.3
_LOOK = 60
_KEPT_FOR_NOBODY = timedelta(days=1)
_ATTEMPTS = 3
"""How often a job is begun before it is given up: one that kills its worker must not do so for ever."""


def run_next(leaving: Callable[[], bool] = lambda: False) -> Job | None:
    """Claim and run the oldest waiting job; the job as it ended, or nothing where none waits. Its failure is kept, not raised.

    ``leaving`` is asked at each step: once it is true the job stops and waits for the next worker.
    """
    for pk in Job.objects.filter(state=Job.State.WAITING).order_by("pk").values_list("pk", flat=True)[:20]:
        with held(pk) as ours:
            if not ours or not _claim(pk):
                continue
            job = Job.objects.select_related("user").get(pk=pk)
            with speaking(job.language if job.language in LANGUAGES else "vi"):
                _run(job, leaving)
            return job
    return None


def _claim(pk: int) -> bool:
    """One statement, so of two workers one gets the job, on either database."""
    waiting = Job.objects.filter(pk=pk, state=Job.State.WAITING)
    claimed = waiting.update(state=Job.State.RUNNING, started_at=now())
    if claimed:
        job = Job.objects.get(pk=pk)
        Job.objects.filter(pk=pk).update(attempts=job.attempts + 1)
    return bool(claimed)


def _run(job: Job, leaving: Callable[[], bool]) -> None:
    kind = kind_of(job.kind)

    def work(tell) -> dict:
        if kind is None:
            raise AnSinhError(_("Phiên bản này của chương trình không biết loại công việc này."))

        def step(stage: str, done: int = 0, total: int = 0) -> None:
            if leaving():
                raise Interrupted(_("Máy chủ đang dừng; công việc sẽ chạy lại khi máy chủ hoạt động."))
            tell(stage, done, total)

        return kind.handler(job.arguments, actor_behind(job), step)

    try:
        finish(job, work)
    except AnSinhError:
        return
    except Exception as failure:  # noqa: BLE001 - the worker outlives any job
        # The message of an unforeseen failure may hold somebody's data: the log gets its kind and where it was.
        steps = traceback.extract_tb(failure.__traceback__)
        where = "\n".join(f"  {step.filename}:{step.lineno} {step.name}" for step in steps)
        _log.error("job %s (%s): %s\n%s", job.pk, job.kind, type(failure).__name__, where)


def find_lost() -> int:
    """Running jobs that nobody holds: back into the queue where they may run again, else failed with the reason. How many."""
    lost = 0
    for job in Job.objects.filter(state=Job.State.RUNNING).order_by("pk"):
        with held(job.pk) as ours:
            if ours and Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).exists():
                _put_back(job)
                lost += 1
    return lost


def _put_back(job: Job) -> None:
    kind = kind_of(job.kind)
    with speaking(job.language if job.language in LANGUAGES else "vi"):
        if kind is not None and kind.once and job.started_at and was_done_by(job.pk, job.started_at):
            job.state, job.ended_at, job.error = Job.State.DONE, now(), ""
        elif kind is not None and kind.again and job.attempts < _ATTEMPTS:
            job.state, job.started_at = Job.State.WAITING, None
        else:
            job.state, job.ended_at = Job.State.FAILED, now()
            job.error = _("Chương trình đã ngừng giữa chừng; chưa ghi gì. Hãy yêu cầu lại.")
    job.save(update_fields=["state", "started_at", "ended_at", "error"])
    forget(job.pk)


def work_until(leaving: Callable[[], bool]) -> None:
    """Run jobs as they come until ``leaving`` says so; lost ones are looked for, daily ones asked for, files that lie there for
    nobody removed, at the start and each minute."""
    looked = 0.0
    while not leaving():
        try:
            if time.monotonic() - looked > _LOOK or not looked:
                find_lost()
                ask_for_daily()
                discard_unnamed(_KEPT_FOR_NOBODY)
                looked = time.monotonic()
            worked = run_next(leaving) is not None
        except (OperationalError, InterfaceError) as failure:
            # The database is away, or held for too long: it comes back, and the server must not have ended meanwhile. The job
            # it was lost in is found again at the next look.
            _log.warning("the worker waits for the database: %s", type(failure).__name__)
            worked, looked = False, 0.0
        if not worked:
            close_old_connections()
            time.sleep(_PAUSE)
