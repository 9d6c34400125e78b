"""The side of the income line, the class and its warnings."""

from dataclasses import dataclass
from typing import Any

from tests.plain.indicators import Indicator

AREAS = ("rural", "urban")


@dataclass(frozen=True)
class Lines:
    """Income lines in dong per person and month, score anchors, and the upper end of average living."""

    income: tuple[int, ...]
    score: tuple[int, ...] | None
    average: int | None


@dataclass(frozen=True)
class Standard:
    """A standard: its indicators in official order, its lines by area, its sides from the lowest up, and the
    class of three or more and of fewer deprivations on the one side where they are counted."""

    code: str
    indicators: tuple[Indicator, ...]
    lines: dict[str, Lines]
    sides: tuple[str, ...]
    enough: str
    too_few: str
    counted_side: str


@dataclass(frozen=True)
class Verdict:
    """What one reading of a household gives."""

    side: str
    klass: str
    warnings: frozenset[str]


def _side(value: float | None, lines: tuple[int, ...] | None, sides: tuple[str, ...]) -> str | None:
    """At a line is below it."""
    if value is None or lines is None:
        return None
    for line, side in zip(lines, sides, strict=False):
        if value <= line:
            return side
    return sides[-1]


def _class_by_count(standard: Standard, surely: int, possibly: int) -> str:
    if surely >= 3:
        return standard.enough
    return standard.too_few if possibly < 3 else "undetermined"


def _class_above(lines: Lines, income: float | None, income_side: str | None, warnings: set[str]) -> str:
    """Above the line: average or not poor; only a measured income and a known upper end tell them apart."""
    if income_side != "above" or lines.average is None:
        warnings.add("average_not_assessed")
        return "not_poor"
    return "average" if income <= lines.average else "not_poor"


def _read_as(standard: Standard, area: str, household: dict[str, Any], surely: int, possibly: int) -> Verdict:
    lines = standard.lines[area]
    income = household.get("income_month_per_capita")
    by_score = _side(household.get("income_score"), lines.score, standard.sides)
    by_income = _side(income, lines.income, standard.sides)
    warnings: set[str] = set()
    if by_score is not None and by_income is not None and by_score != by_income:
        warnings.add("income_conflict")
    side = by_score or by_income
    if side is None:
        return Verdict("unknown", "undetermined", frozenset())
    if side == "above":
        klass = _class_above(lines, income, by_income, warnings)
    elif side == standard.counted_side:
        klass = _class_by_count(standard, surely, possibly)
    else:
        klass = "poor_income"
    return Verdict(side, klass, frozenset(warnings))


def verdict(standard: Standard, household: dict[str, Any], surely: int, possibly: int) -> Verdict:
    """A blank area is tried as both; side, class and each warning are given where the two agree."""
    area = household.get("area_type")
    rural, urban = (
        _read_as(standard, each, household, surely, possibly)
        for each in ((area, area) if area is not None else AREAS)
    )
    return Verdict(
        rural.side if rural.side == urban.side else "unknown",
        rural.klass if rural.klass == urban.klass else "undetermined",
        rural.warnings & urban.warnings,
    )
