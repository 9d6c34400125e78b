"""Answers from a closed list, as columns of small integers: the place in the list, or one past its end for
blank."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ansinh.standards.engine.truth import NO, UNKNOWN, YES, Truth


class UnknownCode(Exception):
    """A rule named a code that its question does not have: the rule is refused, it never matches
    everybody."""


@dataclass(frozen=True)
class Codes:
    """A column of codes: ``places`` into ``codes``; ``len(codes)`` means not answered."""

    places: NDArray[np.uint8]
    codes: tuple[str, ...]

    def look_up(self, truths: dict[str, bool]) -> Truth:
        """The truth of each answer, unknown where blank."""
        table = [YES if truths[code] else NO for code in self.codes]
        return np.array([*table, UNKNOWN], np.uint8)[self.places]


def one_of(answer: Codes, *wanted: str) -> Truth:
    """Whether the answer is one of ``wanted``; raises ``UnknownCode`` for a code the question lacks."""
    strange = set(wanted) - set(answer.codes)
    if strange:
        raise UnknownCode(f"{sorted(strange)} not in {list(answer.codes)}")
    return answer.look_up({code: code in wanted for code in answer.codes})


# Vocational training and upper secondary stand on the same step.
SCHOOL_STEPS = {
    "none": 0,
    "preschool": 1,
    "primary": 2,
    "lower_secondary": 3,
    "upper_secondary": 4,
    "vocational": 4,
    "higher": 5,
}


def schooling_from(answer: Codes, level: str) -> Truth:
    """Whether a level of schooling, attended or completed, is ``level`` or a higher one."""
    return one_of(answer, *(code for code in answer.codes if SCHOOL_STEPS[code] >= SCHOOL_STEPS[level]))
