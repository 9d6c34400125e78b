"""The spans that are paid for: a month ``2025-05``, a quarter ``2025-Q2``, a school term ``2024-2025-1``.

A school year is paid for nine months in two terms (Decree 81/2021, articles 18 and 20: at most nine months, twice a year; Decree
06/2018: four months, then five): September to December, January to May.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.support.models.delivery_enums import Rhythm

_CODES = {
    Rhythm.MONTH: re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    Rhythm.QUARTER: re.compile(r"(\d{4})-Q([1-4])"),
    Rhythm.TERM: re.compile(r"(\d{4})-(\d{4})-([12])"),
}
_SUMMER = range(6, 9)


@dataclass(frozen=True, slots=True)
class Period:
    """One span; ``first`` and ``last`` are days."""

    code: str
    rhythm: Rhythm
    first: date
    last: date

    @property
    def months(self) -> list[date]:
        """The first days of its months."""
        found, day = [], self.first
        while day <= self.last:
            found.append(day)
            day = (day + timedelta(days=31)).replace(day=1)
        return found

    @property
    def words(self) -> str:
        """The period as people say it."""
        if self.rhythm is Rhythm.MONTH:
            return _("tháng {month}/{year}").format(month=f"{self.first.month:02d}", year=self.first.year)
        if self.rhythm is Rhythm.QUARTER:
            return _("quý {quarter}/{year}").format(quarter=self.code[-1], year=self.first.year)
        return _("học kỳ {term}, năm học {years}").format(term=self.code[-1], years=self.code[:9])


def _span(code: str, rhythm: Rhythm, year: int, month: int, months: int) -> Period:
    last = month + months - 1
    return Period(code, rhythm, date(year, month, 1), date(year, last, monthrange(year, last)[1]))


def month_of(day: date) -> Period:
    """The month of a day."""
    return _span(f"{day:%Y-%m}", Rhythm.MONTH, day.year, day.month, 1)


def period_at(rhythm: Rhythm, day: date) -> Period | None:
    """The period of ``rhythm`` in which a day lies; in the summer no term."""
    if rhythm is Rhythm.MONTH:
        return month_of(day)
    if rhythm is Rhythm.QUARTER:
        quarter = (day.month - 1) // 3
        return _span(f"{day.year}-Q{quarter + 1}", rhythm, day.year, quarter * 3 + 1, 3)
    if day.month in _SUMMER:
        return None
    if day.month > _SUMMER[-1]:
        return _span(f"{day.year}-{day.year + 1}-1", rhythm, day.year, 9, 4)
    return _span(f"{day.year - 1}-{day.year}-2", rhythm, day.year, 1, 5)


def period_called(code: str) -> Period:
    """The period with this code. Raises ``UnusableInput`` for another text."""
    for rhythm, shape in _CODES.items():
        if found := shape.fullmatch(code):
            given = [int(one) for one in found.groups()]
            if rhythm is Rhythm.MONTH:
                return _span(code, rhythm, given[0], given[1], 1)
            if rhythm is Rhythm.QUARTER:
                return _span(code, rhythm, given[0], given[1] * 3 - 2, 3)
            if given[1] == given[0] + 1:
                first = given[2] == 1
                return _span(
                    code, rhythm, given[0] if first else given[1], 9 if first else 1, 4 if first else 5
                )
    said = _("«{code}» không phải là kỳ chi trả. Hãy chọn trong danh sách.")
    raise UnusableInput(said.format(code=code), code="no_such_period")


def periods_between(rhythm: Rhythm, first: date, last: date) -> Iterator[Period]:
    """The periods of ``rhythm`` that share a day with the span, oldest first."""
    seen, day = "", first.replace(day=1)
    while day <= last:
        found = period_at(rhythm, day)
        if found is not None and found.code != seen:
            seen = found.code
            yield found
        day = (day + timedelta(days=31)).replace(day=1)
