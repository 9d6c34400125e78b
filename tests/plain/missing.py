"""Which blank columns could change the class, found by trying answers (docs/decisions/0003)."""

import itertools
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from tests.plain.ages import retirement_months
from tests.plain.answers import SCHOOLING, Answer
from tests.plain.indicators import HouseholdIndicator, Indicator, MemberIndicator
from tests.plain.lines import AREAS, Standard, verdict

HOUSEHOLD_COLUMNS = (
    "area_type", "income_month_per_capita", "income_score", "wall_durable", "column_durable", "roof_durable",
    "floor_area_m2", "water_source", "toilet", "has_tv", "has_radio", "has_desktop", "has_phone",
    "has_laptop", "has_tablet", "has_smartphone", "hears_loudspeaker",
)  # fmt: skip
MEMBER_COLUMNS = (
    "sex", "birth_date", "able_to_work", "employment", "monthly_allowance", "malnourished",
    "health_insurance", "ill_untreated", "school_level", "highest_level", "trained_on_job",
    "uses_internet", "uses_phone",
)  # fmt: skip
MONEY_COLUMNS = ("area_type", "income_month_per_capita", "income_score")

Pair = tuple[Answer, Answer]
Count = tuple[int, int]
"""(surely deprived, possibly deprived)"""


def _before(as_of: date, months: int) -> str:
    months_of_as_of = as_of.year * 12 + as_of.month - 1 - months
    return date(months_of_as_of // 12, months_of_as_of % 12 + 1, 1).isoformat()


def _births(as_of: date) -> list[str]:
    """One birth date inside every span between two ages that some rule tells apart."""
    half_years = [12 * age + 6 for age in (0, 4, 5, 8, 13, 15, 17, 20, 45, 80)]
    between_retirements = retirement_months("f", as_of.year) + 6
    births = [_before(as_of, months) for months in [*half_years, between_retirements]]
    return [*births, "1985-06-01", "1986-06-01"] if as_of.year >= 2002 else births


def answers_to_try(column: str, standard: Standard, members: int, as_of: date) -> list[Any]:
    """Answers on both sides of everything a rule asks about the column; only a blank where no rule asks."""
    lines = standard.lines.values()
    choices: dict[str, list[Any]] = {
        "area_type": list(AREAS),
        "income_month_per_capita": [
            value + more
            for each in lines
            for value in (*each.income, each.average)
            if value
            for more in (0, 1)
        ],
        "income_score": [value + more for each in lines for value in each.score or () for more in (0, 1)],
        "floor_area_m2": [8 * members, 8 * members - 0.5],
        "water_source": ["piped", "surface"],
        "toilet": ["septic", "none"],
        "sex": ["m", "f"],
        "birth_date": _births(as_of),
        "employment": ["contract", "seeking"],
        "school_level": list(SCHOOLING),
        "highest_level": [level for level in SCHOOLING if level != "preschool"],
    }
    return choices.get(column, [0, 1]) or [None]


class Trial:
    """One household under one standard on one day, with its blanks."""

    def __init__(
        self, standard: Standard, household: dict[str, Any], members: list[dict[str, Any]], as_of: date
    ) -> None:
        self.standard, self.household, self.members, self.as_of = standard, household, members, as_of
        self.classes_seen: dict[Count, list[str]] = {}

    def candidates(self, column: str) -> list[Any]:
        """Answers to try for a blank of this column."""
        return answers_to_try(column, self.standard, len(self.members), self.as_of)

    def completions(self, row: dict[str, Any], blanks: Iterable[str]) -> Iterator[dict[str, Any]]:
        """``row`` with the blanks answered in every way."""
        names = list(blanks)
        for answers in itertools.product(*(self.candidates(name) for name in names)):
            yield {**row, **dict(zip(names, answers, strict=True))}

    # Step 1: what answers do to one indicator.

    def household_pairs(self, indicator: HouseholdIndicator, column: str) -> set[Pair]:
        """The readings that two answers of ``column`` give, all else being equal."""
        others = [name for name in _blanks(self.household, indicator.columns) if name != column]
        pairs: set[Pair] = set()
        for row in self.completions(self.household, others):
            pairs |= _pairs(
                {indicator.rule(each, len(self.members)) for each in self.completions(row, [column])}
            )
        return pairs

    def member_pairs(self, indicator: MemberIndicator, member: dict[str, Any], column: str) -> set[Pair]:
        others = [name for name in _blanks(member, indicator.columns) if name != column]
        pairs: set[Pair] = set()
        for row in self.completions(member, others):
            pairs |= _pairs(
                {indicator.of_member(each, self.as_of) for each in self.completions(row, [column])}
            )
        return pairs

    def pairs_through_members(self, indicator: MemberIndicator, index: int, column: str) -> set[Pair]:
        """What ``column`` of one member does to the indicator, the unknown others turning out either way."""
        own = self.member_pairs(indicator, self.members[index], column)
        if not own:
            return set()
        rest = _totals(
            _outlook(indicator.of_member(member, self.as_of))
            for position, member in enumerate(self.members)
            if position != index
        )
        n = len(self.members)
        return {
            (indicator.settle(*_plus(count, one), n), indicator.settle(*_plus(count, other), n))
            for count in rest
            for one, other in own
        }

    def outlooks(self, indicator: Indicator) -> set[Answer]:
        """What the indicator is, or both ways where it is unknown."""
        return _outlook(indicator.deprived(self.household, self.members, self.as_of))

    # Step 2: what an indicator does to the class.

    def classes(self, count: Count) -> list[str]:
        """The class under this count, for each completion of area, score and income."""
        if count not in self.classes_seen:
            blanks = _blanks(self.household, MONEY_COLUMNS)
            rows = self.completions(self.household, blanks)
            self.classes_seen[count] = [verdict(self.standard, row, *count).klass for row in rows]
        return self.classes_seen[count]

    def could_change_class(
        self, indicator: Indicator, pairs: set[Pair], outlooks: dict[str, set[Answer]]
    ) -> bool:
        """Two of its readings give two classes for some counts of the others and some completed line."""
        pairs = {(one, other) for one, other in pairs if one != other}
        rest = _totals(values for code, values in outlooks.items() if code != indicator.code)
        return any(
            self.classes(_plus(count, one)) != self.classes(_plus(count, other))
            for count in rest
            for one, other in pairs
        )

    def money_could_change_class(self, column: str, outlooks: dict[str, set[Answer]]) -> bool:
        """Two answers of the area, the score or the income give two classes."""
        others = [name for name in _blanks(self.household, MONEY_COLUMNS) if name != column]
        return any(
            len({verdict(self.standard, row, *count).klass for row in self.completions(base, [column])}) > 1
            for count in _totals(outlooks.values())
            for base in self.completions(self.household, others)
        )


def missing(
    standard: Standard, household: dict[str, Any], members: list[dict[str, Any]], as_of: date
) -> list[str]:
    """Every blank column whose answer could change the class, in the order of the tables."""
    trial = Trial(standard, household, members, as_of)
    outlooks = {indicator.code: trial.outlooks(indicator) for indicator in standard.indicators}
    listed = [column for column in _blanks(household, HOUSEHOLD_COLUMNS) if _matters(trial, column, outlooks)]
    for index, member in enumerate(members):
        listed += [
            f"{member['member_id']}.{column}"
            for column in _blanks(member, MEMBER_COLUMNS)
            if _member_matters(trial, index, column, outlooks)
        ]
    return listed


def _matters(trial: Trial, column: str, outlooks: dict[str, set[Answer]]) -> bool:
    if column in MONEY_COLUMNS:
        return trial.money_could_change_class(column, outlooks)
    return any(
        trial.could_change_class(indicator, trial.household_pairs(indicator, column), outlooks)
        for indicator in trial.standard.indicators
        if isinstance(indicator, HouseholdIndicator) and column in indicator.columns
    )


def _member_matters(trial: Trial, index: int, column: str, outlooks: dict[str, set[Answer]]) -> bool:
    return any(
        trial.could_change_class(indicator, trial.pairs_through_members(indicator, index, column), outlooks)
        for indicator in trial.standard.indicators
        if isinstance(indicator, MemberIndicator) and column in indicator.columns
    )


def _blanks(row: dict[str, Any], columns: Iterable[str]) -> list[str]:
    return [column for column in columns if row.get(column) is None]


def _outlook(reading: Answer) -> set[Answer]:
    """What it is, or both ways where it is unknown, whatever leaves it unknown."""
    return {True, False} if reading is None else {reading}


def _pairs(readings: set[Answer]) -> set[Pair]:
    return {(one, other) for one in readings for other in readings if one != other}


def _plus(count: Count, reading: Answer) -> Count:
    return count[0] + (reading is True), count[1] + (reading is not False)


def _totals(readings: Iterable[set[Answer]]) -> set[Count]:
    """Every (surely, possibly) that independent readings can add up to."""
    totals: set[Count] = {(0, 0)}
    for values in readings:
        totals = {_plus(count, value) for count in totals for value in values}
    return totals
