"""When an answer is due: days by kind and day of receipt, each with its article, read from ``clocks.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ansinh.grievances.enums import GrievanceKind
from ansinh.kernel.dates import add_months
from ansinh.kernel.language import current_language
from ansinh.kernel.working_days import add_working_days, is_working_day, working_days_between

_REVIEW_BEGINS = 15
_FILE = Path(__file__).with_name("clocks.toml")


@dataclass(frozen=True)
class Clock:
    """One term of law. ``acknowledge``, ``extension`` and ``file_within`` are 0 where the law gives none."""

    code: str
    kinds: frozenset[GrievanceKind]
    since: date
    until: date | None
    counting: str
    days: int
    acknowledge: int
    acknowledge_counting: str
    extension: int
    file_within: int
    article: str
    known: str
    notes: Mapping[str, str]

    @property
    def unverified(self) -> bool:
        """Whether nobody has read the text or a summary that states the days."""
        return self.known == "M"

    @property
    def note(self) -> str:
        return self.notes.get(current_language(), "")

    def due(self, received: date) -> date:
        """The last day of the answer to what was received on a day."""
        if self.counting == "working":
            return add_working_days(received, self.days)
        begins = _next_review(received) if self.counting == "from_15th" else received
        return on_working_day(begins + timedelta(days=self.days))

    def acknowledge_due(self, received: date) -> date | None:
        """The last day to confirm receipt, or none."""
        if not self.acknowledge:
            return None
        if self.acknowledge_counting == "working":
            return add_working_days(received, self.acknowledge)
        return on_working_day(received + timedelta(days=self.acknowledge))

    def later(self, due: date, paused: date, resumed: date) -> date:
        """``due`` moved by the time the clock stood still: from the day it stopped to the day it went on."""
        if self.counting == "working":
            stood = working_days_between(paused, resumed)
            return add_working_days(due, stood) if stood else due
        return on_working_day(due + (resumed - paused))

    def extended(self, due: date) -> date:
        """``due`` after the one extension."""
        if self.counting == "working":
            return add_working_days(due, self.extension)
        return on_working_day(due + timedelta(days=self.extension))


def on_working_day(day: date) -> date:
    """``day``, or the next working day where it is a day off (Civil Code 2015, article 148.5 [M])."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _next_review(received: date) -> date:
    """The 15th on which the review begins that a request received on a day belongs to: of its month up to the 15th."""
    begins = received.replace(day=_REVIEW_BEGINS)
    return begins if received <= begins else add_months(begins, 1)


@cache
def clocks() -> Mapping[str, Clock]:
    """Every clock by its code, in the order of the file."""
    raw: Mapping[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        code: Clock(
            code=code,
            kinds=frozenset(GrievanceKind(kind) for kind in row["kinds"]),
            since=row["since"],
            until=row.get("until"),
            counting=row["counting"],
            days=row["days"],
            acknowledge=row.get("acknowledge", 0),
            acknowledge_counting=row.get("acknowledge_counting", "calendar"),
            extension=row.get("extension", 0),
            file_within=row.get("file_within", 0),
            article=row["article"],
            known=row["known"],
            notes=row.get("note", {}),
        )
        for code, row in raw.items()
    }


def clock_for(kind: GrievanceKind, received: date) -> Clock | None:
    """The clock of a kind on the day of receipt; none where no term is known."""
    for clock in clocks().values():
        if (
            kind in clock.kinds
            and clock.since <= received
            and (clock.until is None or received <= clock.until)
        ):
            return clock
    return None
