"""Working days of Vietnam's offices: weekdays that are not days off, and the weekends that were made up for.

Which days are off stands in ``data/holidays.toml``, each year with its source and how well it is known.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _

_SATURDAY = 5


@dataclass(frozen=True)
class OfficeYear:
    """A year's days off and exchanged working days. ``known``: T, S or M (nobody read it); ``announced``: whether the
    announcement of that year is in it; ``open``: what is not settled."""

    year: int
    off: frozenset[date]
    worked: frozenset[date]
    known: str
    announced: bool
    source: str
    open: str = ""

    @property
    def unverified(self) -> bool:
        return self.known == "M" or not self.announced


@cache
def office_years() -> Mapping[int, OfficeYear]:
    """Every year that the calendar knows."""
    raw = tomllib.loads((Path(__file__).parent / "data" / "holidays.toml").read_text(encoding="utf-8"))
    return {
        int(year): OfficeYear(
            int(year),
            frozenset(row["off"]),
            frozenset(row["worked"]),
            row["known"],
            row["announced"],
            row["source"],
            row.get("open", ""),
        )
        for year, row in raw.items()
    }


def office_year(year: int) -> OfficeYear:
    """The calendar of a year. Raises ``UnusableInput`` for a year it does not know: no clock is guessed."""
    found = office_years().get(year)
    if found is None:
        known = sorted(office_years())
        raise UnusableInput(
            _(
                "Chưa có lịch nghỉ lễ, Tết của năm {year} (lịch có từ {first} đến {last}); không tính được ngày làm việc. "
                "Hãy cập nhật lịch nghỉ lễ của hệ thống."
            ).format(year=year, first=known[0], last=known[-1]),
            code="no_office_calendar",
        )
    return found


def is_working_day(day: date) -> bool:
    """Whether offices work on that day."""
    calendar = office_year(day.year)
    return day in calendar.worked or (day.weekday() < _SATURDAY and day not in calendar.off)


def add_working_days(day: date, count: int) -> date:
    """The last day of a time limit of ``count`` working days that an event of ``day`` starts.

    The day of the event is not counted, the limit ends at the end of its last day (Civil Code 2015, articles 147 and 148;
    not read as text). Zero gives the day itself, or the next working day where it is a day off.
    """
    if count <= 0:
        return next_working_day(day)
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def next_working_day(day: date) -> date:
    """``day`` itself where offices work on it, else the first day after it on which they do."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after ``start`` up to and with ``end``; negative where ``end`` is before ``start``."""
    if end < start:
        return -working_days_between(end, start)
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(map(is_working_day, days))


def calendar_unverified(*days: date) -> bool:
    """Whether a count over these days rests on a calendar that nobody read as text."""
    return any(office_year(year).unverified for year in {day.year for day in days})
