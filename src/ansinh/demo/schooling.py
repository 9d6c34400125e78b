"""Schooling by age, and the one member of a household who lacks it where the household is meant to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ansinh.demo.people import People

ATTENDED = ("none", "preschool", "primary", "lower_secondary", "upper_secondary", "vocational", "higher")
COMPLETED = ("none", "primary", "lower_secondary", "upper_secondary", "vocational", "higher")


@dataclass(frozen=True, slots=True)
class SchoolRules:
    """Whom a standard asks about: children of ``child_ages`` (first, before), adults by their age or birth
    year."""

    child_ages: tuple[int, int]
    behind_counts: bool
    adult_ages: tuple[int, int]
    adult_born_from: int
    lacking: tuple[int, ...]  # indexes of COMPLETED that a grown member without schooling may have

    def children(self, people: People) -> NDArray[np.bool_]:
        """Members whose attendance counts."""
        return people.aged(*self.child_ages)

    def adults(self, people: People) -> NDArray[np.bool_]:
        """Members whose own schooling counts."""
        year = people.born.astype("datetime64[Y]").astype(np.int64) + 1970
        return people.aged(*self.adult_ages) & (year >= self.adult_born_from)


# Decree 07/2021: right level from 3 to under 16; adults of 16 to 30. Decision 59/2015: any school from 5 to
# under 15; adults of 15 or more born in 1986 or later who have not completed lower secondary.
RULES_2022 = SchoolRules((3, 16), True, (16, 31), 0, (1, 2))
RULES_2016 = SchoolRules((5, 15), False, (15, 200), 1986, (0, 1))


@dataclass(slots=True)
class Schooling:
    """Indexes into ``ATTENDED`` and ``COMPLETED``, and 0/1; shape (members,)."""

    attended: NDArray[np.int64]
    completed: NDArray[np.int64]
    trained: NDArray[np.int64]


def _usual(rng: np.random.Generator, age: NDArray[np.int64]) -> Schooling:
    draw = rng.random(age.size)
    grown = np.select([draw < 0.62, draw < 0.8], [0, 5], 6) * (age <= 22)
    attended = np.select([age < 3, age < 6, age < 12, age < 16, age < 18], [0, 1, 2, 3, 4], grown)
    young = np.select([draw < 0.66, draw < 0.85], [3, 4], 5)
    middle = np.select([draw < 0.12, draw < 0.66, draw < 0.9, draw < 0.97], [1, 2, 3, 4], 5)
    old = np.select([draw < 0.2, draw < 0.75, draw < 0.95], [0, 1, 2], 3)
    # One who still studies at college has completed upper secondary and nothing above it yet.
    young = np.where(attended >= 5, 3, young)
    completed = np.select([age < 12, age < 16, age < 18, age < 35, age < 62], [0, 1, 2, young, middle], old)
    return Schooling(attended, completed, (rng.random(age.size) < 0.04).astype(np.int64) * (age >= 18))


def draw_schooling(
    rng: np.random.Generator,
    people: People,
    rules: SchoolRules,
    *,
    child_lacks: NDArray[np.bool_],
    adult_lacks: NDArray[np.bool_],
) -> Schooling:
    """Answers under which exactly the households of ``child_lacks`` and ``adult_lacks`` (shape
    (households,)) have a member without the schooling of that age."""
    parts, age = people.segments, people.age
    school = _usual(rng, age)
    child = parts.choose_one(rng, rules.children(people) & child_lacks[parts.owner])
    behind = child & rules.behind_counts & (age >= 6) & (rng.random(age.size) < 0.35)
    school.attended = np.where(child, np.where(behind, school.attended - 1, 0), school.attended)
    adult = parts.choose_one(rng, rules.adults(people) & adult_lacks[parts.owner])
    lacking = np.where(age < 18, 1, rng.choice(rules.lacking, size=age.size))
    school.attended[adult] = 0
    school.completed = np.where(adult, lacking, school.completed)
    school.trained[adult] = 0
    return school
