"""The queue: work asked for now and done by the worker, as the person who asked.

A handler stands in ``<domain>/jobs.py`` under ``@job("domain.verb")``. ``ask`` writes the waiting job in the transaction of
whatever asks for it, so that neither exists without the other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any

from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from ansinh.accounts.actor import CONSOLE, SYSTEM, Actor, ActorKind, actor_of
from ansinh.kernel.dates import VIETNAM, now, today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _, current_language
from ansinh.kernel.progress import Progress
from ansinh.places.models import Unit
from ansinh.work.job_files import ask_to_stop
from ansinh.work.jobs import note_stopped, stopped_words
from ansinh.work.models import Job

Handler = Callable[[Mapping[str, Any], Actor, Progress], dict[str, Any]]
Words = Callable[[], str]


@dataclass(frozen=True)
class JobKind:
    """A kind of job. ``again``: it may be run once more after its worker was lost, because it changes nothing before its
    one transaction. ``once``: that transaction writes an event, by which the log tells whether it was over before its worker was
    lost; then it is done, and nobody is told that nothing was written. ``leads_to`` gives the address of what came of a done job. ``daily``: the worker asks for it once a day, as
    the system."""

    name: str
    handler: Handler
    words: Words
    again: bool
    leads_to: Callable[[Job], str | None]
    daily: bool = False
    once: bool = False


_KINDS: dict[str, JobKind] = {}


def _nowhere(_job: Job) -> str | None:
    return None


def job(
    name: str,
    *,
    words: Words | None = None,
    again: bool = True,
    leads_to: Callable[[Job], str | None] = _nowhere,
    daily: bool = False,
    once: bool = False,
) -> Callable[[Handler], Handler]:
    """Make a function ``(arguments, by, progress) -> dict`` the handler of jobs of the kind ``name`` (``domain.verb``).

    ``words`` gives the kind's name for people: ``lambda: _("Chạy phân loại")``. Set ``again=False`` for what must not run a
    second time after a lost worker, ``once`` for what is one transaction with an event in it. What it returns is kept as the job's result: counts and ids, nothing personal.
    """

    def register(handler: Handler) -> Handler:
        _KINDS[name] = JobKind(name, handler, words or (lambda: name), again, leads_to, daily, once)
        return handler

    return register


def kind_of(name: str) -> JobKind | None:
    """The registered kind, or nothing: jobs of the command line have no handler."""
    _read_handlers()
    return _KINDS.get(name)


@cache
def _read_handlers() -> None:
    """Once a process: every domain's handlers, also of those that nobody imported yet."""
    autodiscover_modules("jobs")


def kinds() -> Mapping[str, JobKind]:
    """Every kind that has a handler."""
    _read_handlers()
    return _KINDS


def ask(kind: str, arguments: Mapping[str, Any], *, by: Actor, unit: Unit | None = None) -> Job:
    """Put a job in the queue, in the current transaction. ``unit`` is the place whose officers may see it.

    Raises ``LookupError`` for a kind that nobody handles: a fault of the program.
    """
    if kind_of(kind) is None:
        raise LookupError(f"no handler for jobs of the kind {kind}")
    return Job.objects.create(
        kind=kind,
        state=Job.State.WAITING,
        arguments=dict(arguments),
        asked_by=by.label,
        actor_kind=by.kind.value,
        user_id=by.user_id,
        unit=unit,
        language=current_language(),
        asked_at=now(),
    )


def ask_for_daily() -> int:
    """Ask for the daily jobs that were not asked for today (in Vietnam); how many."""
    midnight = datetime.combine(today(), time(), VIETNAM)
    asked = 0
    for kind in kinds().values():
        if kind.daily and not Job.objects.filter(kind=kind.name, asked_at__gte=midnight).exists():
            ask(kind.name, {}, by=SYSTEM)
            asked += 1
    return asked


def actor_behind(one: Job) -> Actor:
    """Who asked for the job, as they are now. Raises ``Refused`` where the account is no longer active."""
    if one.actor_kind == ActorKind.CONSOLE:
        return CONSOLE
    if one.actor_kind == ActorKind.SYSTEM:
        return SYSTEM
    user = one.user
    if user is None or not user.is_active:
        raise Refused(_("Tài khoản đã yêu cầu công việc này không còn hoạt động."), code="account_inactive")
    return actor_of(user)


def stop(*, one: Job, by: Actor) -> None:
    """Take a waiting job out of the queue, or ask a running one to stop at its next step.

    A running job is asked through its file, because it may hold the database's lock. Raises ``Refused`` for one that ended.
    """
    if one.state == Job.State.WAITING and _take_out(one, by):
        return
    if not Job.objects.filter(pk=one.pk, state=Job.State.RUNNING).exists():
        raise Refused(_("Công việc này đã kết thúc, không dừng được nữa."), code="job_ended")
    ask_to_stop(one.pk, by)


def _take_out(one: Job, by: Actor) -> bool:
    with transaction.atomic():
        waiting = Job.objects.filter(pk=one.pk, state=Job.State.WAITING)
        taken = waiting.update(state=Job.State.STOPPED, ended_at=now(), error=stopped_words(by))
        if taken:
            note_stopped(job_id=one.pk, by=by)
    return bool(taken)
