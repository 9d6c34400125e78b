"""One survey from one plan: households of known class and lacks get people, and people get answers."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.demo import frames
from ansinh.demo.answers import (
    EMPLOYMENT,
    dependants_range,
    draw_allowances,
    draw_insurance,
    draw_users,
    draw_work,
    mark_one,
    may_have_allowance,
    may_have_dependants,
)
from ansinh.demo.dwellings import DEVICES, TOILETS, WATER, draw_dwellings
from ansinh.demo.incomes import draw_incomes
from ansinh.demo.missing import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS, leave_blank
from ansinh.demo.people import People, ethnic_names
from ansinh.demo.schooling import ATTENDED, COMPLETED, RULES_2016, RULES_2022, SchoolRules, draw_schooling
from ansinh.demo.shapes import RELATIONS, Kind

Flags = NDArray[np.bool_]

INDICATORS_2022 = (
    "employment", "dependants", "nutrition", "health_insurance", "adult_education", "school_attendance",
    "housing_quality", "housing_area", "water", "sanitation", "telecom", "information",
)  # fmt: skip
INDICATORS_2016 = (
    "health_access", "health_insurance", "adult_education", "school_attendance", "housing_quality",
    "housing_area", "water", "sanitation", "telecom", "information",
)  # fmt: skip
CAUSES_2022 = (
    "no_land",
    "no_capital",
    "no_labour",
    "no_tools",
    "no_knowledge",
    "no_skills",
    "illness",
    "other",
)
CAUSES_2016 = (
    "lack_capital", "lack_land", "lack_means", "lack_labour", "no_job", "lack_skills", "many_dependants",
    "long_illness", "social_evils", "unwilling", "other",
)  # fmt: skip
SECTORS = ("agriculture", "forestry", "fishery", "salt", "other")


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What a standard asks: its indicators in order, its causes, whose schooling counts, which devices
    count."""

    standard: str
    indicators: tuple[str, ...]
    causes: tuple[str, ...]
    schooling: SchoolRules
    devices: tuple[str, ...]
    loudspeaker: bool


QUESTIONS_2022 = Questionnaire("vn-2022", INDICATORS_2022, CAUSES_2022, RULES_2022, tuple(DEVICES), False)
QUESTIONS_2016 = Questionnaire(
    "vn-2016",
    INDICATORS_2016,
    CAUSES_2016,
    RULES_2016,
    ("has_tv", "has_radio", "has_desktop", "has_laptop"),
    True,
)


@dataclass(slots=True)
class Plan:
    """Households as they are meant to be; every array has one entry a household.

    ``marks``: what a household surely lacks, (households, indicators). ``open``: what may stay unknown, and
    does in a share ``blanks`` of its cells. ``works``: somebody is able to work, whatever the commune says in
    ``capacity``. ``allowance``: -1 as it comes, 0 nobody, 1 somebody. ``sector``: of ``SECTORS``, or -1.
    """

    household_id: pl.Series
    area_code: pl.Series
    village: pl.Series
    urban: Flags
    classes: NDArray[np.str_]
    capacity: Flags
    works: Flags
    marks: Flags
    open: Flags
    blanks: NDArray[np.float64]
    causes: Flags
    allowance: NDArray[np.int64]
    merit: Flags
    sector: NDArray[np.int64]


def can_lack(people: People, questions: Questionnaire, works: Flags) -> tuple[Flags, Flags]:
    """Which indicators each household can be made to lack, and which it lacks whatever it answers; both of
    shape (households, indicators)."""
    parts = people.segments
    grown = people.of_kind(Kind.WORKER) | (people.of_kind(Kind.YOUTH) & (people.age >= 18))
    dependants, surely = may_have_dependants(people, may_have_allowance(people, works))
    can = {
        "employment": parts.any(grown) & works,
        "dependants": dependants,
        "nutrition": parts.any(people.age < 16),
        "adult_education": parts.any(questions.schooling.adults(people)),
        "school_attendance": parts.any(questions.schooling.children(people)),
    }
    everybody = np.ones(parts.sizes.size, dtype=bool)
    nobody = ~everybody
    allowed = np.stack([can.get(code, everybody) for code in questions.indicators], axis=1)
    forced = np.stack([surely if code == "dependants" else nobody for code in questions.indicators], axis=1)
    return allowed, forced


def _allowances(
    rng: np.random.Generator, plan: Plan, people: People, lacks: dict[str, Flags]
) -> NDArray[np.int64]:
    pool = may_have_allowance(people, plan.works)
    if "dependants" in lacks:
        least, most = dependants_range(people, pool, lacks["dependants"])
    else:
        least = (plan.allowance == 1).astype(np.int64)
        most = np.where(plan.allowance == 0, 0, people.segments.sizes)
    return draw_allowances(rng, people, pool, least=least, most=most, usual=0.55)


def _member_answers(
    rng: np.random.Generator, plan: Plan, people: People, questions: Questionnaire, lacks: dict[str, Flags]
) -> dict[str, NDArray]:
    nobody = np.zeros(plan.urban.size, dtype=bool)
    work = draw_work(rng, people, capacity=plan.capacity, lacks_work=lacks.get("employment", nobody))
    school = draw_schooling(
        rng,
        people,
        questions.schooling,
        child_lacks=lacks["school_attendance"],
        adult_lacks=lacks["adult_education"],
    )
    by_phone = questions is QUESTIONS_2016
    answers = {
        "able_to_work": work.able,
        "employment": work.employment,
        "monthly_allowance": _allowances(rng, plan, people, lacks),
        "health_insurance": draw_insurance(rng, people, lacks["health_insurance"]),
        "school_level": school.attended,
        "highest_level": school.completed,
        "trained_on_job": school.trained,
        "uses_internet": draw_users(rng, people, lacks["telecom"], 0.75),
        "uses_phone": draw_users(rng, people, lacks["telecom"] if by_phone else nobody, 0.95),
        "merit": mark_one(rng, people, people.of_kind(Kind.ELDER, Kind.WORKER), plan.merit),
    }
    if "nutrition" in lacks:
        answers["malnourished"] = mark_one(rng, people, people.age < 16, lacks["nutrition"])
        # Nobody weighs and measures the grown-ups.
        answers["malnourished"][people.age >= 16] = -1
    if "health_access" in lacks:
        answers["ill_untreated"] = mark_one(rng, people, people.age >= 0, lacks["health_access"])
    return answers


def members_frame(plan: Plan, people: People, answers: dict[str, NDArray]) -> pl.DataFrame:
    """Members in the columns of the survey format."""
    owner = pl.Series(people.segments.owner)
    codes = {"employment": EMPLOYMENT, "school_level": ATTENDED, "highest_level": COMPLETED}
    columns = {
        "household_id": plan.household_id.gather(owner),
        "member_id": pl.Series(people.segments.number + 1).cast(pl.String),
        "full_name": people.name,
        "relation": frames.coded(people.relation, RELATIONS),
        "sex": frames.coded(people.female.astype(np.int64), ("m", "f")),
        "birth_date": frames.birth_text(people.born, people.year_only),
        "citizen_id": people.citizen_id,
        "ethnicity": ethnic_names(people.ethnicity),
    }
    for name, values in answers.items():
        columns[name] = frames.coded(values, codes[name]) if name in codes else frames.whole(values)
    return frames.in_order(columns, frames.MEMBER_ORDER)


def households_frame(
    plan: Plan, people: People, questions: Questionnaire, answers: dict[str, NDArray], year: int
) -> pl.DataFrame:
    """Households in the columns of the survey format."""
    heads = pl.Series(people.segments.starts)
    columns = {
        "household_id": plan.household_id,
        "review_year": pl.repeat(year, plan.urban.size, dtype=pl.Int32, eager=True),
        "area_code": plan.area_code,
        "village": plan.village,
        "area_type": frames.coded(plan.urban.astype(np.int64), ("rural", "urban")),
        "head_name": people.name.gather(heads),
        "income_month_per_capita": frames.whole(answers.pop("income_month_per_capita"), pl.Int64),
        "income_score": frames.whole(answers.pop("income_score"), pl.Int32),
        "floor_area_m2": frames.decimal(answers.pop("floor_area_m2")),
        "water_source": frames.coded(answers.pop("water_source"), WATER),
        "toilet": frames.coded(answers.pop("toilet"), TOILETS),
        "primary_sector": frames.coded(plan.sector, SECTORS),
        "causes": frames.joined_codes(plan.causes, questions.causes),
        "labour_capacity": frames.whole(plan.capacity.astype(np.int64)),
    }
    columns |= {name: frames.whole(values) for name, values in answers.items()}
    return frames.in_order(columns, frames.HOUSEHOLD_ORDER)


def draw_survey(
    rng: np.random.Generator,
    plan: Plan,
    people: People,
    questions: Questionnaire,
    *,
    measured: float,
    conflicts: float,
) -> tuple[dict[str, NDArray], dict[str, NDArray]]:
    """The answers of households and of members as columns of numbers, negative where nobody answered."""
    lacks = {code: plan.marks[:, place] for place, code in enumerate(questions.indicators)}
    still_open = {code: plan.open[:, place] for place, code in enumerate(questions.indicators)}
    house = draw_dwellings(
        rng, lacks, people.segments.sizes, questions.devices, loudspeaker=questions.loudspeaker
    )
    incomes = draw_incomes(
        rng, questions.standard, plan.classes, plan.urban, measured=measured, conflicts=conflicts
    )
    house |= {"income_month_per_capita": incomes.income, "income_score": incomes.score}
    members = _member_answers(rng, plan, people, questions, lacks)
    leave_blank(rng, house, still_open, HOUSEHOLD_COLUMNS, plan.blanks)
    by_member = {code: flags[people.segments.owner] for code, flags in still_open.items()}
    # From 15 on the level attended speaks of the schooling of adults as well: that one stays answered.
    by_member["school_attendance"] = by_member["school_attendance"] & (people.age < 15)
    leave_blank(rng, members, by_member, MEMBER_COLUMNS, plan.blanks[people.segments.owner])
    return house, members
