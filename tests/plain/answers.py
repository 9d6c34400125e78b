"""Yes, no, or not known: how the plain twin reads one answer and joins several."""

from datetime import date
from typing import Any, Literal

Answer = bool | None
"""True, False, or None for not known."""

SCHOOLING = {
    "none": 0,
    "preschool": 1,
    "primary": 2,
    "lower_secondary": 3,
    "upper_secondary": 4,
    "vocational": 4,
    "higher": 5,
}


def every(*answers: Answer) -> Answer:
    """All of them: one no settles it, else one unknown leaves it unknown."""
    if any(answer is False for answer in answers):
        return False
    if any(answer is None for answer in answers):
        return None
    return True


def some(*answers: Answer) -> Answer:
    """At least one of them: one yes settles it, else one unknown leaves it unknown."""
    if any(answer is True for answer in answers):
        return True
    if any(answer is None for answer in answers):
        return None
    return False


def opposite(answer: Answer) -> Answer:
    """Not that."""
    return None if answer is None else not answer


def at_least(wanted: int, answers: list[Answer]) -> Answer:
    """``wanted`` or more of them are true."""
    if sum(answer is True for answer in answers) >= wanted:
        return True
    if sum(answer is not False for answer in answers) < wanted:
        return False
    return None


def yes(row: dict[str, Any], column: str) -> Answer:
    """The 0/1 answer of a column."""
    value = row.get(column)
    return None if value is None else value == 1


def among(row: dict[str, Any], column: str, codes: tuple[str, ...]) -> Answer:
    """The code of a column is one of these."""
    value = row.get(column)
    return None if value is None else value in codes


def schooling_from(
    row: dict[str, Any], column: Literal["school_level", "highest_level"], level: str
) -> Answer:
    """The level attended or completed is this one or a higher one."""
    value = row.get(column)
    return None if value is None else SCHOOLING[value] >= SCHOOLING[level]


def shown(answer: Answer) -> int | None:
    """As the result table prints it: 1, 0 or blank."""
    return None if answer is None else int(answer)


Birth = date | None
