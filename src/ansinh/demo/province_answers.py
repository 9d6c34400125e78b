"""What Hải Dương's households are meant to answer: families, lacks, causes, allowances under Decision
59/2015."""

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.demo import province_plan as figures
from ansinh.demo.answers import may_have_allowance
from ansinh.demo.apportion import apportion
from ansinh.demo.marks import draw_marks, draw_up_to
from ansinh.demo.missing import may_stay_open
from ansinh.demo.people import People, draw_people
from ansinh.demo.province_plan import NEAR_FLOWS, OUT_FLOWS, POOR_FLOWS, ProvincePlan, scaled
from ansinh.demo.shapes import draw_shapes
from ansinh.demo.survey import QUESTIONS_2016, Plan, can_lack

Flags = NDArray[np.bool_]

_WITHOUT_CAPACITY = {
    "elder_alone": 0.46, "elder_couple": 0.2, "elder_siblings": 0.03, "elder_grandchild": 0.08,
    "elder_couple_grandchildren": 0.04, "elder_adult_child": 0.07, "disabled_alone": 0.06,
    "disabled_parent": 0.06,
}  # fmt: skip
_WITH_CAPACITY = {
    "mother_child": 0.1, "mother_children": 0.1, "couple_child": 0.08, "couple_two": 0.14,
    "couple_three": 0.08, "couple_youth": 0.1, "couple_youth_child": 0.12, "three_generations": 0.12,
    "parent_youth": 0.06, "worker_parent": 0.06, "worker_alone": 0.04,
}  # fmt: skip
_BETTER_OFF = {
    "elder_couple": 0.09, "elder_alone": 0.04, "couple": 0.1, "couple_child": 0.14, "couple_two": 0.2,
    "couple_three": 0.06, "couple_youth": 0.09, "couple_youth_child": 0.1, "couple_two_youths": 0.06,
    "three_generations": 0.06, "elder_family": 0.02, "elder_couple_family": 0.01, "worker_parent": 0.02,
    "mother_child": 0.01,
}  # fmt: skip
# How often an indicator of Decision 59/2015 is lacked among those who lack any, in its order.
_WEIGHTS = np.array([0.5, 1.2, 0.4, 0.2, 0.7, 0.4, 0.3, 1.0, 0.9, 0.5])
_NEAR_ODDS = (0.45, 0.35, 0.2)
_POOR_ODDS = (0.28, 0.36, 0.22, 0.1, 0.04)
_REST_ODDS = (0.8, 0.16, 0.04)
_MOST_BLANK_OF_REST = 10
# About four answers in a hundred are missing. Few of a near-poor household's may be: those more often.
_BLANKS, _BLANKS_OF_NEAR = 0.04, 0.3


def _classes(rng: np.random.Generator, plan: ProvincePlan, scale: float) -> NDArray[np.str_]:
    names = np.array(["poor_income", "near_poor", "average", "not_poor"])
    above = np.where(rng.random(plan.flow.size) < np.where(plan.of(*OUT_FLOWS), 0.45, 0.06), 2, 3)
    classes = names[np.select([plan.of(*POOR_FLOWS), plan.of(*NEAR_FLOWS)], [0, 1], above)]
    classes = classes.astype("<U16")
    # Two in the whole province: none is left of them in a small trial.
    by_deprivation = round(figures.POOR_BY_DEPRIVATION * scale)
    rows = rng.choice(np.flatnonzero(plan.of("new_poor")), size=by_deprivation, replace=False)
    classes[rows] = "poor_deprivation"
    return classes


def _draw_families(rng: np.random.Generator, listed: Flags, capacity: Flags) -> NDArray[np.int64]:
    shapes = draw_shapes(rng, _BETTER_OFF, listed.size)
    for group, weights in ((listed & capacity, _WITH_CAPACITY), (listed & ~capacity, _WITHOUT_CAPACITY)):
        shapes[group] = draw_shapes(rng, weights, int(group.sum()))
    return shapes


def _draw_lacks(rng: np.random.Generator, classes: NDArray[np.str_], allowed: Flags, forced: Flags) -> Flags:
    marks = np.zeros(allowed.shape, dtype=bool)
    odds = {"poor_income": _POOR_ODDS, "near_poor": _NEAR_ODDS, "average": _REST_ODDS, "not_poor": _REST_ODDS}
    for name, share in odds.items():
        here = np.flatnonzero(classes == name)
        marks[here] = draw_up_to(
            rng,
            allowed=allowed[here],
            fixed=forced[here],
            wanted=rng.choice(len(share), size=here.size, p=share),
            weights=_WEIGHTS,
        )
    here = np.flatnonzero(classes == "poor_deprivation")
    marks[here] = draw_up_to(
        rng, allowed=allowed[here], fixed=forced[here], wanted=np.full(here.size, 4), weights=_WEIGHTS
    )
    return marks


def _cause_totals(poor: int, scale: float) -> NDArray[np.int64]:
    """The printed counts, or the same shares of a smaller province."""
    printed = np.array([figures.CAUSES[code] for code in QUESTIONS_2016.causes])
    return printed if scale == 1 else apportion(max(poor, round(int(printed.sum()) * scale)), printed)


def _draw_causes(rng: np.random.Generator, poor: Flags, near: Flags, capacity: Flags, scale: float) -> Flags:
    """Causes of the poor to the printed counts, one at least each; of the near-poor as they come."""
    codes = QUESTIONS_2016.causes
    causes = np.zeros((poor.size, len(codes)), dtype=bool)
    weights = np.ones((int(poor.sum()), len(codes)))
    for code in ("lack_labour", "long_illness"):
        weights[:, codes.index(code)] = np.where(capacity[poor], 0.25, 2.0)
    allowed = np.ones(weights.shape, dtype=bool)
    for code in ("no_job", "unwilling"):
        allowed[:, codes.index(code)] = capacity[poor]
    causes[poor] = draw_marks(
        rng,
        allowed=allowed,
        fixed=np.zeros(weights.shape, dtype=bool),
        totals=_cause_totals(int(poor.sum()), scale),
        least=np.ones(int(poor.sum()), dtype=np.int64),
        weights=weights,
    )
    shape = (int(near.sum()), len(codes))
    causes[near] = draw_up_to(
        rng,
        allowed=np.ones(shape, dtype=bool),
        fixed=np.zeros(shape, dtype=bool),
        wanted=1 + (rng.random(shape[0]) < 0.3),
        weights=np.array(list(figures.CAUSES.values()), dtype=float) / 1000,
    )
    return causes


def _draw_allowances(
    rng: np.random.Generator, people: People, works: Flags, poor: Flags, scale: float
) -> NDArray:
    """1: somebody has the allowance (the printed number of poor households), 0: nobody, -1: as it comes."""
    able = people.segments.any(may_have_allowance(people, works))
    allowance = np.where(poor, 0, -1)
    among = np.flatnonzero(poor & able)
    allowance[rng.choice(among, size=scaled(figures.POOR_WITH_ALLOWANCE, scale), replace=False)] = 1
    return allowance


def draw_province_answers(
    rng: np.random.Generator,
    plan: ProvincePlan,
    households: pl.DataFrame,
    *,
    urban: Flags,
    as_of: date,
    scale: float,
) -> tuple[People, Plan]:
    """The people of all households, and what each household is meant to answer."""
    classes = _classes(rng, plan, scale)
    poor, near = plan.of(*POOR_FLOWS), plan.of(*NEAR_FLOWS)
    capacity = rng.random(poor.size) >= np.select([poor, near], [0.55, 0.2], 0.0)
    minority = ~poor & (rng.random(poor.size) < np.where(near, 0.0025, 0.0035))
    of_minorities = scaled(figures.POOR_OF_MINORITIES, scale)
    minority[rng.choice(np.flatnonzero(poor), size=of_minorities, replace=False)] = True
    people = draw_people(
        rng, _draw_families(rng, poor | near, capacity), minority=minority, as_of=as_of, province="30"
    )
    marks = _draw_lacks(rng, classes, *can_lack(people, QUESTIONS_2016, capacity))
    # A poor household by income is poor whatever it lacks; those between the lines must not lack a third.
    most = np.where(np.isin(classes, ("near_poor",)), 2 - marks.sum(axis=1), _MOST_BLANK_OF_REST)
    sectors = rng.choice(5, size=poor.size, p=[0.42, 0.01, 0.03, 0.0, 0.54])
    answers = Plan(
        household_id=households["household_id"],
        area_code=households["area_code"],
        village=households["village"],
        urban=urban,
        classes=classes,
        capacity=capacity,
        works=capacity,
        marks=marks,
        open=may_stay_open(rng, marks, most),
        blanks=np.where(classes == "near_poor", _BLANKS_OF_NEAR, _BLANKS),
        causes=_draw_causes(rng, poor, near, capacity, scale),
        allowance=_draw_allowances(rng, people, capacity, poor, scale),
        merit=~poor & (rng.random(poor.size) < np.where(near, 0.004, 0.05)),
        sector=np.where(capacity, sectors, 4),
    )
    return people, answers
