"""From the side of the income line and the count of deprivations to a class, for one household's few facts.

The facts that matter are few: the area, the bands of score and income between the lines, and whether
deprivations are enough. So the decision is written plainly, for one household, and is asked once for every
combination (``decisions.py``); a million households are a look-up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Where a household stands to the income line (vn-2016: to its two lines)."""

    BELOW = "below"
    BETWEEN = "between"
    ABOVE = "above"
    UNKNOWN = "unknown"


class Class(StrEnum):
    """The classes of the standards."""

    POOR = "poor"
    POOR_INCOME = "poor_income"
    POOR_DEPRIVATION = "poor_deprivation"
    NEAR_POOR = "near_poor"
    AVERAGE = "average"
    NOT_POOR = "not_poor"
    UNDETERMINED = "undetermined"


class Warning(StrEnum):
    """What a reader of a result must know beside its class; joined in this order."""

    AVERAGE_NOT_ASSESSED = "average_not_assessed"
    BIRTH_IN_FUTURE = "birth_in_future"
    INCOME_CONFLICT = "income_conflict"


AREAS = ("rural", "urban")


@dataclass(frozen=True)
class Lines:
    """The lines of one area, rising: one income line (vn-2022, vn-2027) or two (vn-2016), the score anchors
    of each (none where no anchor is known), and the upper bound of the average living standard, if known.

    ``lowest`` is the class of everybody at or below the first of two lines, ``None`` where there is one line;
    ``enough`` the class of those at or below the last line with enough deprivations.
    """

    income: tuple[float, ...]
    score: tuple[float, ...]
    average: float | None
    lowest: Class | None
    enough: Class

    def side_of(self, value: float | None, lines: tuple[float, ...]) -> Side:
        """The side of a value; at a line is below it."""
        if value is None or not lines:
            return Side.UNKNOWN
        if value > lines[-1]:
            return Side.ABOVE
        return Side.BELOW if value <= lines[0] else Side.BETWEEN

    def cuts(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The values of score and of income at which a decision may change."""
        average = () if self.average is None else (self.average,)
        return self.score, (*self.income, *average)


@dataclass(frozen=True)
class Decision:
    """Side, class and warnings of a household (``birth_in_future`` comes from its members and is added
    later)."""

    side: Side
    klass: Class
    warnings: frozenset[Warning]


def decide(
    lines: Mapping[str, Lines],
    area: str | None,
    score: float | None,
    income: float | None,
    enough: bool | None,
) -> Decision:
    """The decision; a blank area is tried as rural and as urban and gives what both readings agree on.

    ``enough`` says whether the deprivations reach the number of the law, ``None`` where the two counts
    differ on it.
    """
    if area is not None:
        return _decide(lines[area], score, income, enough)
    rural, urban = (_decide(lines[name], score, income, enough) for name in AREAS)
    return Decision(
        side=rural.side if rural.side == urban.side else Side.UNKNOWN,
        klass=rural.klass if rural.klass == urban.klass else Class.UNDETERMINED,
        warnings=rural.warnings & urban.warnings,
    )


def _decide(lines: Lines, score: float | None, income: float | None, enough: bool | None) -> Decision:
    """One area's reading: the score decides the side when there is one, else the measured income."""
    by_score = lines.side_of(score, lines.score)
    by_income = lines.side_of(income, lines.income)
    side = by_income if by_score is Side.UNKNOWN else by_score
    warnings = set()
    if Side.UNKNOWN not in (by_score, by_income) and by_score is not by_income:
        warnings.add(Warning.INCOME_CONFLICT)
    if side is Side.ABOVE:
        klass = _class_above(lines, by_income, income)
        if klass is None:
            klass = Class.NOT_POOR
            warnings.add(Warning.AVERAGE_NOT_ASSESSED)
    elif side is Side.UNKNOWN:
        klass = Class.UNDETERMINED
    elif side is Side.BELOW and lines.lowest is not None:
        klass = lines.lowest
    elif enough is None:
        klass = Class.UNDETERMINED
    else:
        klass = lines.enough if enough else Class.NEAR_POOR
    return Decision(side, klass, frozenset(warnings))


def _class_above(lines: Lines, by_income: Side, income: float | None) -> Class | None:
    """Average or not poor; ``None`` where the average living standard cannot be assessed: no measured
    income, one that does not itself lie above the line, or a standard whose average line is not known."""
    if income is None or by_income is not Side.ABOVE or lines.average is None:
        return None
    return Class.AVERAGE if income <= lines.average else Class.NOT_POOR
