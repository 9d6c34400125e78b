"""Regimes: the law a round runs under, as data: its days, clocks, places, addressees, each with its article and how well it
is known. Pure reading of the files beside; no database."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _, current_language
from ansinh.kernel.working_days import add_working_days, calendar_unverified
from ansinh.standards.words import Words, words_of

RECORDED = "recorded"


@dataclass(frozen=True)
class Source:
    """Where a fact of law stands, and how well it is known: T its text was read, S an article states it, M memory."""

    article: str
    known: str

    @property
    def unverified(self) -> bool:
        return self.known == "M"


@dataclass(frozen=True)
class Number(Source):
    """A number of law."""

    value: int


@dataclass(frozen=True)
class Clock(Source):
    """A time limit in working or calendar days."""

    code: str
    days: int
    working: bool

    def last_day(self, start: date) -> date:
        """The last day of the limit that an event of ``start`` begins; the day of the event is not counted."""
        return add_working_days(start, self.days) if self.working else start + timedelta(days=self.days)

    def unverified_from(self, start: date) -> bool:
        """Whether the number or the calendar that it is counted on was not read."""
        return self.unverified or (self.working and calendar_unverified(start, self.last_day(start)))


@dataclass(frozen=True)
class Calendar(Source):
    """The days of the yearly round: first and last, as month and day."""

    first: tuple[int, int]
    last: tuple[int, int]

    def first_day(self, year: int) -> date:
        return date(year, *self.first)

    def last_day(self, year: int) -> date:
        return date(year, *self.last)


@dataclass(frozen=True)
class InYear(Source):
    """A review within the year: from which day of the month, and the limit of its decision."""

    first_day: int
    decision: Clock


@dataclass(frozen=True)
class Place:
    """Where lists are posted."""

    code: str
    words: Words
    known: str

    @property
    def unverified(self) -> bool:
        return self.known == "M"

    @property
    def said(self) -> str:
        return self.words.in_language(current_language())


@dataclass(frozen=True)
class ReportDue(Source):
    """A report: the day and the months it is due, and to whom."""

    code: str
    day: int
    months: tuple[int, ...]
    to: Words


@dataclass(frozen=True)
class Addressee:
    words: Words
    known: str


@dataclass(frozen=True)
class Regime:
    """One law of the review over its days. ``recorded`` has no steps: results reached elsewhere."""

    code: str
    title: Words
    law: Words
    note: Words
    district: bool
    known: str
    valid_from: date | None = None
    valid_until: date | None = None
    minutes_copies: Number | None = None
    meeting_share: Number | None = None
    calendar: Calendar | None = None
    in_year: InYear | None = None
    steps: Mapping[str, Source] = ()  # type: ignore[assignment]
    clocks: Mapping[str, Clock] = ()  # type: ignore[assignment]
    places: tuple[Place, ...] = ()
    reports: Mapping[str, ReportDue] = ()  # type: ignore[assignment]
    addressees: Mapping[str, Addressee] = ()  # type: ignore[assignment]

    @property
    def is_law(self) -> bool:
        """Whether the steps of a law are followed here."""
        return self.code != RECORDED

    @property
    def said(self) -> str:
        """The title in the reader's language."""
        return self.title.in_language(current_language())

    def holds_on(self, day: date) -> bool:
        """Whether the law is in force on that day; ``recorded`` always may."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_until is None or day <= self.valid_until)

    def asks_district(self, *, in_year: bool) -> bool:
        """Whether the district gives an opinion: not in a review within the year (Decision 24/2021, article 5)."""
        return self.district and not in_year

    def clock(self, code: str) -> Clock:
        """The clock of that code. Raises ``NotFound`` where this law has none."""
        found = dict(self.clocks).get(code)
        if found is None:
            said = _("Quy trình «{regime}» không có thời hạn «{clock}».")
            raise NotFound(said.format(regime=self.said, clock=code))
        return found

    def begins(self, period: str) -> date | None:
        """The first day of a round of ``period``; none for recorded results."""
        year, _dash, month = period.partition("-")
        if month:
            return date(int(year), int(month), self.in_year.first_day) if self.in_year else None
        return self.calendar.first_day(int(year)) if self.calendar else None

    def ends(self, period: str) -> date | None:
        """The last day by which a round of ``period`` is to be decided; none for recorded results."""
        year, _dash, month = period.partition("-")
        if month:
            begins = self.begins(period)
            return self.in_year.decision.last_day(begins) if self.in_year and begins else None
        return self.calendar.last_day(int(year)) if self.calendar else None


_FOLDER = Path(__file__).parent / "regimes"


@cache
def regimes() -> Mapping[str, Regime]:
    """Every regime by its code, ``recorded`` first, then by the days of the law."""
    found = [
        _read(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in _FOLDER.glob("*.toml")
    ]
    found.sort(key=lambda one: (one.valid_from or date.min, one.code))
    return {one.code: one for one in found}


def regime(code: str) -> Regime:
    """The regime of that code. Raises ``NotFound``."""
    if code not in regimes():
        raise NotFound(
            _("Không có quy trình «{code}». Các quy trình: {known}.").format(
                code=code, known=", ".join(regimes())
            ),
            code="no_such_regime",
        )
    return regimes()[code]


def regime_on(day: date) -> Regime | None:
    """The law in force on a day; none before the first."""
    return next((one for one in regimes().values() if one.is_law and one.holds_on(day)), None)


def regime_for(period: str) -> Regime | None:
    """The law under which a round of ``period`` begins; none before the first."""
    for one in regimes().values():
        begins = one.begins(period)
        if begins is not None and one.holds_on(begins):
            return one
    return None


def _source(row: Mapping[str, Any]) -> dict[str, str]:
    return {"article": row["article"], "known": row["known"]}


def _clock(code: str, row: Mapping[str, Any]) -> Clock:
    return Clock(code=code, days=row["days"], working=row["working"], **_source(row))


def _month_and_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _read(code: str, raw: Mapping[str, Any]) -> Regime:
    calendar, in_year = raw.get("calendar"), raw.get("in_year")
    return Regime(
        code=code,
        title=Words(**raw["title"]),
        law=words_of(raw["law"]),
        note=Words(**raw["note"]),
        district=raw["district"],
        known=raw["known"],
        valid_from=raw.get("valid_from"),
        valid_until=raw.get("valid_until"),
        minutes_copies=_number(raw.get("minutes_copies")),
        meeting_share=_number(raw.get("meeting_share")),
        calendar=Calendar(
            first=_month_and_day(calendar["first"]),
            last=_month_and_day(calendar["last"]),
            **_source(calendar),
        )
        if calendar
        else None,
        in_year=InYear(
            first_day=in_year["first_day"],
            decision=_clock("in_year_decision", in_year["decision"]),
            **_source(in_year),
        )
        if in_year
        else None,
        steps={name: Source(**_source(row)) for name, row in raw.get("steps", {}).items()},
        clocks={name: _clock(name, row) for name, row in raw.get("clocks", {}).items()},
        places=tuple(
            Place(row["code"], Words(**row["words"]), row["known"]) for row in raw.get("places", ())
        ),
        reports={
            name: ReportDue(
                code=name, day=row["day"], months=tuple(row["months"]), to=Words(**row["to"]), **_source(row)
            )
            for name, row in raw.get("reports", {}).items()
        },
        addressees={
            name: Addressee(Words(row["vi"], row["en"]), row["known"])
            for name, row in raw.get("addressees", {}).items()
        },
    )


def _number(row: Mapping[str, Any] | None) -> Number | None:
    return None if row is None else Number(value=row["value"], **_source(row))
