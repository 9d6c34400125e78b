"""When a place owes which paper: rules as dated data, the calendar of a year, who is late and by how many days."""

import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Min

from ansinh.kernel.dates import today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.working_days import add_working_days, calendar_unverified
from ansinh.monitoring.enums import ISSUED, PaperKind
from ansinh.monitoring.models import AskedUnit, WrittenMove, WrittenReport
from ansinh.places.grounds import paths_above
from ansinh.places.models import Unit

_RULES = Path(__file__).parent / "data" / "deadlines.toml"


@dataclass(frozen=True)
class Rule:
    """A paper that places of some levels owe in some years. ``territory`` is the code of the place whose act says so, blank for the
    nation; ``day`` how the last day is found, nothing where the act names none; ``known`` T, S or M."""

    code: str
    kind: PaperKind
    part: int
    territory: str
    levels: tuple[str, ...]
    first_year: int
    last_year: int
    day: dict[str, Any] | None
    source: str
    known: str

    def due(self, year: int) -> date | None:
        """The last day that is in time; nothing where the act names none, or the calendar of working days does not reach it."""
        if self.day is None:
            return None
        named = date(year, self.day["month"], self.day["day"])
        if count := self.day.get("working_days"):
            try:
                return add_working_days(named, count)
            except UnusableInput:
                return None
        return named - timedelta(days=1) if self.day.get("before") else named

    def unverified(self, year: int) -> bool:
        """Whether nobody read it, or it counts working days of a year whose days off are not settled."""
        due = self.due(year)
        counts = self.day is not None and "working_days" in self.day
        return self.known != "T" or (counts and due is not None and calendar_unverified(due))


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of the data file."""
    raw = tomllib.loads(_RULES.read_text(encoding="utf-8"))
    return tuple(
        Rule(
            one["code"],
            PaperKind(one["kind"]),
            one.get("part", 0),
            one.get("territory", ""),
            tuple(one["levels"]),
            *one["years"],
            one.get("day"),
            one["source"],
            one["known"],
        )
        for one in raw["deadline"]
    )


def rules_of(unit: Unit, year: int, codes: Collection[str] | None = None) -> list[Rule]:
    """The rules under which a place owes papers in a year: of its own territory before those of the nation, one a paper. Who asks
    of many places gives the ``codes`` of each and of those above it."""
    codes = codes_above([unit])[unit.pk] if codes is None else codes
    found: dict[tuple[PaperKind, int], Rule] = {}
    for one in sorted(rules(), key=lambda rule: not rule.territory):
        named = not one.territory or one.territory in codes
        if named and unit.level in one.levels and one.first_year <= year <= one.last_year:
            found.setdefault((one.kind, one.part), one)
    return [one for one in found.values() if (due := one.due(year)) is None or _there(unit, due)]


def codes_above(units: Sequence[Unit]) -> dict[int, set[str]]:
    """Of each place its code and those of the places it lay in, by their paths; one read."""
    paths = {one.pk: paths_above(one.path) for one in units}
    rows = Unit.objects.filter(path__in={path for above in paths.values() for path in above})
    by_path: dict[str, set[str]] = {}
    for path, code in rows.values_list("path", "code"):
        by_path.setdefault(path, set()).add(code)
    return {key: {code for path in above for code in by_path.get(path, ())} for key, above in paths.items()}


def _there(unit: Unit, day: date) -> bool:
    return unit.valid_from <= day and (unit.valid_until is None or unit.valid_until >= day)


def due_of(unit: Unit, kind: PaperKind, year: int, part: int = 0) -> date | None:
    """The last day of a paper of a place, where a rule is known."""
    return next((one.due(year) for one in rules_of(unit, year) if (one.kind, one.part) == (kind, part)), None)


@dataclass(frozen=True)
class Owed:
    """A paper a place owes: by when, under which rule, and what was issued of it and when."""

    unit: Unit
    rule: Rule
    year: int
    due: date | None
    report: WrittenReport | None = None
    issued_on: date | None = None

    @property
    def late(self) -> int:
        """Days late: of one that was issued, when it was; of one that was not, until today. Nought where no day is named."""
        return 0 if self.due is None else max(0, ((self.issued_on or today()) - self.due).days)

    @property
    def done(self) -> bool:
        return self.issued_on is not None


def owed_by(units: Iterable[Unit], year: int) -> list[Owed]:
    """What places owe in a year, by the day it is due. Three reads, however many places."""
    held = list(units)
    codes = codes_above(held)
    found = [
        Owed(unit, rule, year, rule.due(year))
        for unit in held
        for rule in rules_of(unit, year, codes[unit.pk])
    ]
    reports: dict[tuple[int, str, int], WrittenReport] = {}
    for row in WrittenReport.objects.everywhere().filter(unit__in=held, year=year).order_by("order"):
        reports[row.unit_id, row.kind, row.part] = row
    moves = WrittenMove.objects.everywhere().filter(
        report__unit__in=held, report__year=year, to_state__in=[one.value for one in ISSUED]
    )
    first = {
        (unit, kind, part): on
        for unit, kind, part, on in moves.order_by()
        .values_list("report__unit_id", "report__kind", "report__part")
        .annotate(first=Min("on"))
    }
    told = [replace(one, report=reports.get(_key(one)), issued_on=first.get(_key(one))) for one in found]
    return sorted(told, key=lambda one: (one.due is None, one.due or date.max, one.unit.sort_key))


def _key(one: Owed) -> tuple[int, str, int]:
    return one.unit.pk, one.rule.kind.value, one.rule.part


@dataclass
class Timeliness:
    """How a place kept its days in a year: papers of the calendar and what was asked for besides."""

    unit: Unit
    owed: int = 0
    in_time: int = 0
    late: int = 0
    missing: int = 0
    days: int = 0


def timeliness(units: Sequence[Unit], year: int) -> list[Timeliness]:
    """Each place with what it owed until today, what came in time, late, and not at all; ``days`` late in all."""
    told = {one.pk: Timeliness(one) for one in units}
    for one in owed_by(units, year):
        if one.due is not None and (one.done or one.due < today()):
            _count(told[one.unit.pk], one.done, one.late)
    asked = (
        AskedUnit.objects.everywhere()
        .filter(unit__in=list(told), asked__due__year=year)
        .select_related("asked")
    )
    for row in asked:
        late = max(0, ((row.answered_on or today()) - row.asked.due).days)
        if row.answered_on or late:
            _count(told[row.unit_id], row.answered_on is not None, late)
    return list(told.values())


def _count(one: Timeliness, done: bool, late: int) -> None:
    one.owed += 1
    one.days += late
    one.in_time += done and not late
    one.late += done and late > 0
    one.missing += not done
