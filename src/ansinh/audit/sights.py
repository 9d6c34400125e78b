"""Who saw what: every answered page, part or file with protected data is one event, or it is not answered.

The event is written after the page was made and before it is sent. On PostgreSQL that is the transaction the page was read
in; on SQLite a statement of its own, because a page reads without a transaction there. What the page says of itself (how
many rows, under which filters) comes through ``Sight.saw``; words somebody searched for never do.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, connection

from ansinh.audit import spool
from ansinh.audit.events import SIGHTS, EventName
from ansinh.audit.models import Event
from ansinh.audit.recording import ActorLike, remembering
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Unavailable
from ansinh.kernel.language import _
from ansinh.kernel.patience import written_shortly


@dataclass
class Sight:
    """What one request showed, as far as its view says so."""

    count: int | None = None
    place: str = ""
    filters: dict[str, str | None] = field(default_factory=dict)

    def saw(
        self, *, count: int | None = None, filters: Mapping[str, str | None] | None = None, place: str = ""
    ) -> None:
        """Say what is shown: how many records, of which place, under which filters (a value of ``None``: searched, the words
        are not kept)."""
        self.count = self.count if count is None else count
        self.place = place or self.place
        self.filters.update(filters or {})


@contextmanager
def watching() -> Iterator[list[str]]:
    """The names of the events written within: a file or a revealed id that has its own event is not noted twice."""
    with remembering() as written:
        yield written


def noted_already(written: list[str]) -> bool:
    """Whether one of these events is itself the sight."""
    return any(name in SIGHTS for name in written)


def record_sight(
    *, by: ActorLike, sight: Sight, route: str, named: Mapping[str, Any], method: str, part: bool = False
) -> None:
    """Write the event of one answered request. ``named`` are the parameters of its address.

    Raises ``Unavailable`` where the log takes nothing: then nothing may be shown.
    """
    ids = {name: str(value) for name, value in named.items() if isinstance(value, int | UUID)}
    facts: dict[str, Any] = {"route": route, "method": method}
    if sight.count is not None:
        facts["count"] = sight.count
    if sight.filters:
        facts["filters"] = dict(sorted(sight.filters.items()))
    if part:
        facts["part"] = True
    if len(ids) > 1:
        facts["ids"] = ids
    _keep(
        Event(
            at=now(),
            name=EventName.PAGE_SEEN if sight.count is None else EventName.LIST_SEEN,
            actor_kind=by.kind,
            actor_ref=by.ref,
            actor_label=by.label,
            subject=_subject(ids),
            place=sight.place or str(named.get("code", ""))[:40],
            facts=facts,
        )
    )


def record_console_sight(
    *, by: ActorLike, command: str, household: UUID | None = None, count: int | None = None, place: str = ""
) -> None:
    """Write the event of what a command of the console is about to print: one household, or how many people or households.

    Raises ``Unavailable`` where the log takes nothing: then nothing may be printed.
    """
    named = {"household_id": household} if household else {}
    record_sight(by=by, sight=Sight(count, place), route=command, named=named, method="console")


def _subject(ids: Mapping[str, str]) -> str:
    """The record a page is about: its household where it has one, else what the address names last."""
    if not ids:
        return ""
    name = "household_id" if "household_id" in ids else list(ids)[-1]
    value = UUID(ids[name]).hex if name == "household_id" else ids[name]
    return f"{name.removesuffix('_id')}:{value}"


def _keep(event: Event) -> None:
    try:
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            _insert_or_spool(event)
        else:
            event.save(force_insert=True)
    except (DatabaseError, OSError) as failure:
        raise Unavailable(
            _(
                "Nhật ký đang không ghi được nên không thể hiển thị dữ liệu được bảo vệ. Hãy thử lại sau ít phút; nếu vẫn vậy, "
                "hãy báo người quản trị kiểm tra ổ đĩa và cơ sở dữ liệu."
            ),
            code="log_unavailable",
        ) from failure


def _insert_or_spool(event: Event) -> None:
    # A page does not wait for who writes: its sight goes to disk beside the database.
    if not written_shortly(lambda: event.save(force_insert=True)):
        event.key = uuid4()
        spool.keep_for_later(event)
