"""The people of the households: ages that fit each other, birth dates, names, citizen ids, ethnic groups."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.demo.ethnicities import draw_minorities
from ansinh.demo.names import draw_families, full_names
from ansinh.demo.segments import Segments
from ansinh.demo.shapes import RELATIONS, ROLE_CODES, ROLES, SHAPES, SIZES, Kind
from ansinh.standards.ethnicities import NAMES

# An age at which some rule changes its mind. Birthdays keep away from the review date there, so that a review
# dated some weeks earlier or later reads the same age.
_TURNING_AGES = (3, 5, 6, 12, 15, 16, 18, 31)
_DAYS_KEPT_AWAY = 45
# Whole years of birth alone are known for some who are nowhere near a turning age, whichever day is read.
_YEAR_ONLY_AGES = (38, 50)
_YEAR_ONLY_ELDERS_FROM = 66


@dataclass(slots=True)
class People:
    """Columns of members, all of shape (members,), lying by household as ``segments`` says."""

    segments: Segments
    relation: NDArray[np.int64]
    kind: NDArray[np.int64]
    age: NDArray[np.int64]
    female: NDArray[np.bool_]
    born: NDArray[np.datetime64]
    year_only: NDArray[np.bool_]
    name: pl.Series
    ethnicity: NDArray[np.int64]
    citizen_id: pl.Series

    def of_kind(self, *kinds: Kind) -> NDArray[np.bool_]:
        """Members of the named kinds."""
        return np.isin(self.kind, kinds)

    def aged(self, first: int, before: int) -> NDArray[np.bool_]:
        """Members of ``first`` years or more and under ``before`` on the review date."""
        return (self.age >= first) & (self.age < before)


def _by_shape(of_letters: Callable[[str], list[int]]) -> NDArray[np.int64]:
    """One number a shape and place in it; shape (shapes, most members)."""
    table = np.zeros((len(SHAPES), int(SIZES.max())), dtype=np.int64)
    for row, shape in enumerate(SHAPES.values()):
        table[row, : len(shape.roles)] = of_letters(shape.roles)
    return table


def _roles(letters: str) -> list[int]:
    return [ROLE_CODES.index(letter) for letter in letters]


def _younger_alike(letters: str) -> list[int]:
    return [letters[place + 1 :].count(letter) for place, letter in enumerate(letters)]


def _alike(letters: str) -> list[int]:
    return [letters.count(letter) for letter in letters]


def _draw_ages(
    rng: np.random.Generator, role: NDArray, head_age: NDArray, alike: NDArray, younger: NDArray
) -> NDArray[np.int64]:
    """Ages within what the role and its gap to the head allow. Several in one role (``alike``, of whom
    ``younger`` follow) come oldest first and two years apart at least: no child is born half a year after
    another."""
    column = {
        name: np.array([getattr(part, name) for part in ROLES.values()])
        for name in ("gap", "youngest", "oldest")
    }
    low, high = column["gap"][role, 0], column["gap"][role, 1]
    floor_age = np.maximum(column["youngest"][role], head_age - high)
    roof_age = np.maximum(floor_age, np.minimum(column["oldest"][role], head_age - low))
    span = (roof_age - floor_age + 1) / alike
    free = np.where(alike > 1, np.maximum(span - 2, 0), span)
    return floor_age + np.floor(younger * span + rng.random(role.size) * free).astype(np.int64)


def _draw_sexes(rng: np.random.Generator, role: NDArray, head_female: NDArray[np.bool_]) -> NDArray[np.bool_]:
    rule = np.array([part.sex for part in ROLES.values()])[role]
    either = rng.random(role.size) < 0.485
    return np.select([rule == "f", rule == "m", rule == "other"], [True, False, ~head_female], either)


def _draw_births(rng: np.random.Generator, age: NDArray, as_of: date) -> NDArray[np.datetime64]:
    day = min(as_of.day, 28)
    anniversaries = np.array(
        [np.datetime64(f"{as_of.year - years:04d}-{as_of.month:02d}-{day:02d}") for years in range(120)]
    )
    after_birthday = np.where(np.isin(age, _TURNING_AGES), _DAYS_KEPT_AWAY, 0)
    before_next = np.where(np.isin(age + 1, _TURNING_AGES), 364 - _DAYS_KEPT_AWAY, 364)
    since = after_birthday + np.floor(rng.random(age.size) * (before_next - after_birthday)).astype(np.int64)
    return anniversaries[age] - since.astype("timedelta64[D]")


def _draw_citizen_ids(
    rng: np.random.Generator,
    people_born: NDArray[np.datetime64],
    female: NDArray,
    province: str,
    blank: NDArray,
) -> pl.Series:
    """Twelve digits: province of birth, century and sex, year, six digits met once under those before
    them."""
    near = np.array([int(province), 22, 33, 34, 36, 1])
    origin = near[rng.choice(near.size, size=female.size, p=[0.88, 0.04, 0.03, 0.03, 0.01, 0.01])]
    year = people_born.astype("datetime64[Y]").astype(np.int64) + 1970
    century = np.where(year >= 2000, 2, 0) + female
    prefix = (origin * 10 + century) * 100 + year % 100
    order = np.argsort(prefix, kind="stable")
    first = np.concatenate(([True], np.diff(prefix[order]) != 0))
    place = np.arange(order.size)
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = place - np.maximum.accumulate(np.where(first, place, 0))
    # 7919 has no factor in common with a million, so different ranks keep different last digits.
    last = (rank * 7919 + prefix * 104729) % 1_000_000
    digits = pl.Series(prefix * 1_000_000 + last).cast(pl.String).str.zfill(12)
    return digits.set(pl.Series(blank), None)


def _draw_families(
    rng: np.random.Generator, people_relation: NDArray, female: NDArray, owner: NDArray
) -> NDArray:
    own = draw_families(rng, owner.size)
    heads = own[people_relation == RELATIONS.index("head")]
    of_blood = np.isin(
        people_relation, [RELATIONS.index(word) for word in ("child", "grandchild", "sibling")]
    )
    father = (people_relation == RELATIONS.index("parent")) & ~female
    return np.where(of_blood | father, heads[owner], own)


def _draw_ethnicities(
    rng: np.random.Generator, relation: NDArray, owner: NDArray, minority: NDArray[np.bool_]
) -> NDArray[np.int64]:
    of_head = np.where(minority, draw_minorities(rng, minority.size), 0)[owner]
    # Some husbands and wives come from elsewhere; the household is counted by its head.
    elsewhere = (relation == RELATIONS.index("spouse")) & (rng.random(owner.size) < 0.006)
    return np.where(elsewhere, np.where(of_head > 0, 0, draw_minorities(rng, owner.size)), of_head)


def draw_people(
    rng: np.random.Generator,
    shapes: NDArray[np.int64],
    *,
    minority: NDArray[np.bool_],
    as_of: date,
    province: str,
) -> People:
    """The members of households of these shapes. ``minority``: the head is of an ethnic minority; both of
    shape (households,). ``province``: the two-digit code in which most were born."""
    segments = Segments(SIZES[shapes])
    owner = segments.owner
    role, alike, younger = (
        _by_shape(of_letters)[shapes[owner], segments.number]
        for of_letters in (_roles, _alike, _younger_alike)
    )
    youngest, oldest = np.array([shape.ages for shape in SHAPES.values()])[shapes].T
    head_age = youngest + np.floor(rng.random(shapes.size) * (oldest - youngest + 1)).astype(np.int64)
    head_female = rng.random(shapes.size) < np.array([shape.female_head for shape in SHAPES.values()])[shapes]
    relation = np.array([RELATIONS.index(part.relation) for part in ROLES.values()])[role]
    kind = np.array([int(part.kind) for part in ROLES.values()])[role]
    is_head = segments.number == 0
    age = np.where(is_head, head_age[owner], _draw_ages(rng, role, head_age[owner], alike, younger))
    female = np.where(is_head, head_female[owner], _draw_sexes(rng, role, head_female[owner]))
    born = _draw_births(rng, age, as_of)
    elder = age >= _YEAR_ONLY_ELDERS_FROM
    middle = (age >= _YEAR_ONLY_AGES[0]) & (age <= _YEAR_ONLY_AGES[1])
    year_only = rng.random(owner.size) < np.select([elder, middle], [0.22, 0.03], 0.0)
    no_id = rng.random(owner.size) < np.select([year_only, age < 14], [0.5, 0.2], 0.05)
    families = _draw_families(rng, relation, female, owner)
    return People(
        segments=segments,
        relation=relation,
        kind=kind,
        age=age,
        female=female,
        born=born,
        year_only=year_only,
        name=full_names(rng, families, female),
        ethnicity=_draw_ethnicities(rng, relation, owner, minority),
        citizen_id=_draw_citizen_ids(rng, born, female, province, no_id),
    )


def ethnic_names(indexes: NDArray[np.int64]) -> pl.Series:
    """The official names of ethnic groups by index."""
    return pl.Series(NAMES).gather(pl.Series(indexes))
