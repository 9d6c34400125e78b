"""The wrapper every action runs in: one transaction, one event, written together or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import IntegrityError, transaction

from ansinh.audit.events import EventName
from ansinh.audit.models import Event
from ansinh.kernel.dates import now
from ansinh.kernel.faults import reach
from ansinh.kernel.single_rows import add_row
from ansinh.kernel.triggers import refusal_of

P = ParamSpec("P")
R = TypeVar("R")


class ActorLike(Protocol):
    """Whoever acts; the log needs only words (accounts stand after audit in the house)."""

    @property
    def kind(self) -> str: ...
    @property
    def ref(self) -> str: ...
    @property
    def label(self) -> str: ...


@dataclass
class _Notes:
    subject: str = ""
    place: str = ""
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    silent: bool = False


_notes: ContextVar[_Notes | None] = ContextVar("ansinh_audit_notes", default=None)
_written: ContextVar[list[str] | None] = ContextVar("ansinh_audit_written", default=None)
_job: ContextVar[int | None] = ContextVar("ansinh_audit_job", default=None)


def note(*, subject: str = "", place: str = "", reason: str = "", **facts: Any) -> None:
    """Say what the running action's event should carry. Never personal data: counts, codes, digests."""
    notes = _notes.get()
    if notes is None:
        raise RuntimeError("audit.note() outside of an action")
    notes.subject = subject or notes.subject
    notes.place = place or notes.place
    notes.reason = reason or notes.reason
    notes.facts.update(facts)


def nothing_changed() -> None:
    """The running action found nothing to do (the same file again): no event is written."""
    notes = _notes.get()
    if notes is None:
        raise RuntimeError("audit.nothing_changed() outside of an action")
    notes.silent = True


@contextmanager
def _collecting() -> Iterator[_Notes]:
    notes = _Notes()
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


@contextmanager
def remembering() -> Iterator[list[str]]:
    """The names of the events that actions write within, as they are written."""
    names: list[str] = []
    token = _written.set(names)
    try:
        yield names
    finally:
        _written.reset(token)


@contextmanager
def within_job(job_id: int) -> Iterator[None]:
    """What is done within is done by a job: its events name it. So the log tells whether a job whose worker was lost had
    done its work before."""
    token = _job.set(job_id)
    try:
        yield
    finally:
        _job.reset(token)


def was_done_by(job_id: int, since: datetime) -> bool:
    """Whether an event since that moment says that this job did it."""
    return Event.objects.filter(at__gte=since, facts__job=job_id).exists()


def action(name: EventName) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an action: keyword-only, atomic, ``by`` an actor, audited in the same transaction.

    The decorated function takes ``by`` among its keyword arguments. Positional arguments are refused.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                raise TypeError(f"{function.__name__}() takes keyword arguments only")
            by: Any = kwargs.get("by")
            if by is None:
                raise TypeError(f"{function.__name__}() needs 'by', the actor")
            try:
                with transaction.atomic(), _collecting() as notes:
                    result = function(*args, **kwargs)
                    if not notes.silent:
                        _write(name, by, notes)
                    reach(f"{name}.written")
            except IntegrityError as failure:
                if (refusal := refusal_of(failure)) is not None:
                    raise refusal from failure
                raise
            reach(f"{name}.committed")
            return result

        run.event_name = name  # type: ignore[attr-defined]
        return run

    return decorate


def _write(name: EventName, by: ActorLike, notes: _Notes) -> None:
    job = _job.get()
    add_row(
        Event(
            at=now(),
            name=name,
            actor_kind=by.kind,
            actor_ref=by.ref,
            actor_label=by.label,
            subject=notes.subject,
            place=notes.place,
            reason=notes.reason,
            facts=notes.facts if job is None else notes.facts | {"job": job},
        )
    )
    written = _written.get()
    if written is not None:
        written.append(name)
