"""Dates of law: birthdays, months, partial birth dates. Time is Asia/Ho_Chi_Minh."""

import calendar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This instant, aware, in UTC (shown in Vietnam's time)."""
    return datetime.now(UTC)


def today() -> date:
    """Today in Vietnam."""
    return datetime.now(VIETNAM).date()


def add_months(day: date, months: int) -> date:
    """``day`` moved by whole months; a day that the month lacks becomes its last day (29/02 + 12 months = 28/02)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def shown_date(day: date | None) -> str:
    """``dd/mm/yyyy``, or an empty string."""
    return "" if day is None else f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
