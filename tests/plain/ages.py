"""Ages in law: birthdays, working age, and birth dates of which only the year is known."""

import calendar
from collections.abc import Callable
from datetime import date
from typing import Any

from tests.plain.answers import Answer, Birth


def months_later(day: date, months: int) -> date:
    """``day`` and so many months; a day that the month lacks is its last day."""
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def birthday_reached(birth: date, years: int, as_of: date) -> bool:
    """The n-th birthday is 12n months after the birth. A birth after the reference date is read as age 0."""
    return years == 0 or months_later(birth, 12 * years) <= as_of


def aged(birth: Birth, first: int, under: int | None, as_of: date) -> Answer:
    """``first`` years old or more, and under ``under`` (no upper end when None)."""
    if birth is None:
        return None
    if not birthday_reached(birth, first, as_of):
        return False
    return under is None or not birthday_reached(birth, under, as_of)


def retirement_months(sex: str, year: int) -> int:
    """Decree 135/2020: men 60 years 3 months in 2021 and 3 more each year to 62; women 55 years 4 months and
    4 more each year to 60."""
    if sex == "m":
        return min(60 * 12 + 3 + 3 * (year - 2021), 62 * 12)
    return min(55 * 12 + 4 + 4 * (year - 2021), 60 * 12)


def of_working_age(birth: Birth, sex: str | None, as_of: date) -> Answer:
    """From the 15th birthday to the day before the retirement age set by the reference date's year."""
    if birth is None:
        return None
    if not birthday_reached(birth, 15, as_of):
        return False
    sexes = [sex] if sex is not None else ["m", "f"]
    readings = {as_of < months_later(birth, retirement_months(each, as_of.year)) for each in sexes}
    return readings.pop() if len(readings) == 1 else None


def births_to_read(member: dict[str, Any], as_of: date) -> list[Birth]:
    """The dates at which a rule is read: the birth date; for a year alone its first and last day, never
    later than the reference date; nothing known for a blank."""
    value = member.get("birth_date")
    if value is None:
        return [None]
    if len(value) == 4:
        year = int(value)
        return [min(date(year, 1, 1), as_of), min(date(year, 12, 31), as_of)]
    return [date.fromisoformat(value)]


def read_at_each(rule: Callable[[Birth], Answer], member: dict[str, Any], as_of: date) -> Answer:
    """The rule, known when all readings of the birth date agree."""
    readings = {rule(birth) for birth in births_to_read(member, as_of)}
    return readings.pop() if len(readings) == 1 else None


def born_in_future(member: dict[str, Any], as_of: date) -> bool:
    """The birth is after the reference date; a year alone is, when its first day is."""
    value = member.get("birth_date")
    if value is None:
        return False
    first_day = date(int(value), 1, 1) if len(value) == 4 else date.fromisoformat(value)
    return first_day > as_of
