"""Thủy Nguyên's reviewed households as they are meant to be: families, lacks, causes, before anybody
answers."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ansinh.demo.marks import draw_marks, draw_up_to
from ansinh.demo.people import People, draw_people
from ansinh.demo.shapes import draw_shapes
from ansinh.demo.survey import CAUSES_2022, INDICATORS_2022, QUESTIONS_2022, can_lack

Flags = NDArray[np.bool_]

# Households of the poor by indicator. Six were printed in the district's letter; the others are invented.
POOR_LACKS = {
    "employment": 488, "dependants": 494, "nutrition": 64, "health_insurance": 313, "adult_education": 148,
    "school_attendance": 52, "housing_quality": 279, "housing_area": 196, "water": 131, "sanitation": 447,
    "telecom": 610, "information": 446,
}  # fmt: skip
POOR_WITH_CAPACITY = 412
# 488 households lack work for somebody able to work, only 412 have the capacity to work: at least 76 are
# both.
POOR_WITHOUT_CAPACITY_WHO_LACK_WORK = 90
_NEAR_WITHOUT_CAPACITY = 0.22
_TELECOM_AMONG_UNINFORMED = 380

_WITHOUT_CAPACITY = {
    "elder_alone": 0.44, "elder_couple": 0.22, "elder_siblings": 0.04, "elder_grandchild": 0.08,
    "elder_couple_grandchildren": 0.04, "disabled_alone": 0.1, "disabled_parent": 0.08,
}  # fmt: skip
_WITHOUT_CAPACITY_YET_ABLE = {"elder_adult_child": 0.8, "elder_couple_family": 0.2}
_WITH_CAPACITY = {
    "mother_child": 0.1, "mother_children": 0.12, "couple_child": 0.06, "couple_two": 0.12,
    "couple_three": 0.07, "couple_youth": 0.1, "couple_youth_child": 0.12, "couple_two_youths": 0.06,
    "three_generations": 0.08, "parent_youth": 0.08, "parent_youth_child": 0.06, "elder_adult_child": 0.03,
}  # fmt: skip
_BETTER_OFF = {
    "couple": 0.08, "couple_child": 0.16, "couple_two": 0.24, "couple_youth": 0.12,
    "couple_youth_child": 0.12, "couple_two_youths": 0.08, "three_generations": 0.08, "elder_couple": 0.06,
    "worker_parent": 0.04, "elder_family": 0.02,
}  # fmt: skip
_NEAR_WEIGHTS = np.array([1.6, 1.4, 0.25, 1.5, 0.5, 0.15, 0.7, 0.45, 0.3, 1.1, 1.3, 0.8])
_CAUSE_WEIGHTS = np.array([1.0, 4.0, 0.8, 1.5, 1.2, 2.0, 1.4, 0.5])


@dataclass(slots=True)
class DistrictPlan:
    """One entry a surveyed household; ``undetermined`` ones wait for the commune's word."""

    people: People
    classes: NDArray[np.str_]
    capacity: Flags
    works: Flags
    marks: Flags
    causes: Flags
    merit: Flags
    sector: NDArray[np.int64]


def _sample(rng: np.random.Generator, among: Flags, count: int) -> Flags:
    chosen = np.zeros(among.size, dtype=bool)
    chosen[rng.choice(np.flatnonzero(among), size=count, replace=False)] = True
    return chosen


def _draw_families(
    rng: np.random.Generator, poor: Flags, near: Flags, capacity: Flags, yet_able: Flags
) -> NDArray:
    listed = poor | near
    shapes = draw_shapes(rng, _BETTER_OFF, poor.size)
    for group, weights in (
        (listed & capacity, _WITH_CAPACITY),
        (listed & ~capacity & ~yet_able, _WITHOUT_CAPACITY),
        (yet_able, _WITHOUT_CAPACITY_YET_ABLE),
    ):
        shapes[group] = draw_shapes(rng, weights, int(group.sum()))
    return shapes


def _poor_marks(
    rng: np.random.Generator, allowed: Flags, forced: Flags, yet_able: Flags, persons: NDArray
) -> Flags:
    at = {code: place for place, code in enumerate(INDICATORS_2022)}
    fixed, allowed = forced.copy(), allowed.copy()
    work = at["employment"]
    able = allowed[:, work] & ~yet_able
    fixed[:, work] = yet_able | _sample(rng, able, POOR_LACKS["employment"] - int(yet_able.sum()))
    allowed[:, work] = fixed[:, work]
    everybody = np.ones(len(fixed), dtype=bool)
    uninformed = _sample(rng, everybody, POOR_LACKS["information"])
    offline = _sample(rng, uninformed, _TELECOM_AMONG_UNINFORMED)
    offline |= _sample(rng, ~uninformed, POOR_LACKS["telecom"] - _TELECOM_AMONG_UNINFORMED)
    fixed[:, at["information"]], fixed[:, at["telecom"]] = uninformed, offline
    weights = np.ones(allowed.shape)
    weights[:, at["housing_area"]] = np.where(persons == 1, 0.1, 1.0)
    return draw_marks(
        rng,
        allowed=allowed,
        fixed=fixed,
        totals=np.array([POOR_LACKS[code] for code in INDICATORS_2022]),
        least=np.full(len(fixed), 3),
        weights=weights,
    )


def _other_marks(rng: np.random.Generator, allowed: Flags, forced: Flags, odds: tuple[float, ...]) -> Flags:
    wanted = rng.choice(len(odds), size=len(allowed), p=odds)
    return draw_up_to(rng, allowed=allowed, fixed=forced, wanted=wanted, weights=_NEAR_WEIGHTS)


def _draw_causes(rng: np.random.Generator, listed: Flags, capacity: Flags) -> Flags:
    wanted = np.where(listed, 1 + rng.choice(3, size=listed.size, p=[0.55, 0.33, 0.12]), 0)
    without = np.zeros((listed.size, len(CAUSES_2022)), dtype=bool)
    without[:, CAUSES_2022.index("no_labour")] = listed & ~capacity & (rng.random(listed.size) < 0.85)
    allowed = np.ones(without.shape, dtype=bool)
    # Capital and land are no use to people who cannot work.
    for code in ("no_land", "no_capital", "no_tools", "no_knowledge", "no_skills"):
        allowed[:, CAUSES_2022.index(code)] = capacity
    return draw_up_to(rng, allowed=allowed, fixed=without, wanted=wanted, weights=_CAUSE_WEIGHTS)


def _draw_merit(rng: np.random.Generator, poor: Flags, near: Flags) -> Flags:
    return _sample(rng, poor, 3) | _sample(rng, near, 21) | _sample(rng, ~poor & ~near, 9)


def _draw_sectors(rng: np.random.Generator, classes: NDArray[np.str_], capacity: Flags) -> NDArray[np.int64]:
    farming = np.array([0.52, 0.02, 0.12, 0.01, 0.33])
    sectors = rng.choice(5, size=classes.size, p=farming)
    return np.where(capacity, sectors, np.where(rng.random(classes.size) < 0.6, 4, -1))


def draw_district_plan(rng: np.random.Generator, classes: NDArray[np.str_], as_of: date) -> DistrictPlan:
    """The plan of the surveyed households of the given classes: ``poor``, ``near_poor``, ``average``,
    ``not_poor``."""
    poor, near = classes == "poor", classes == "near_poor"
    capacity = ~near & ~poor
    capacity |= _sample(rng, poor, POOR_WITH_CAPACITY) | (
        near & (rng.random(near.size) >= _NEAR_WITHOUT_CAPACITY)
    )
    yet_able = _sample(rng, poor & ~capacity, POOR_WITHOUT_CAPACITY_WHO_LACK_WORK)
    works = capacity | yet_able
    minority = _sample(rng, poor, 14) | _sample(rng, near, 25) | _sample(rng, ~poor & ~near, 6)
    people = draw_people(
        rng,
        _draw_families(rng, poor, near, capacity, yet_able),
        minority=minority,
        as_of=as_of,
        province="31",
    )
    allowed, forced = can_lack(people, QUESTIONS_2022, works)
    marks = np.zeros(allowed.shape, dtype=bool)
    marks[poor] = _poor_marks(rng, allowed[poor], forced[poor], yet_able[poor], people.segments.sizes[poor])
    marks[near] = _other_marks(rng, allowed[near], forced[near], (0.25, 0.43, 0.32))
    rest = ~poor & ~near
    marks[rest] = _other_marks(rng, allowed[rest], forced[rest], (0.55, 0.3, 0.1, 0.05))
    return DistrictPlan(
        people=people,
        classes=classes,
        capacity=capacity,
        works=works,
        marks=marks,
        causes=_draw_causes(rng, poor | near, capacity),
        merit=_draw_merit(rng, poor, near),
        sector=_draw_sectors(rng, classes, capacity),
    )
