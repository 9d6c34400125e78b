"""Hải Dương, the review of 2019 for the list of 2020: every household of the province, invented, in its
communes.

Plan 348/KH-UBND of 11 February 2020 printed the year's figures. The answers written here lead there under
Decision 59/2015, all parts of them: 11,459 poor, of whom 11,457 by income and 2 by deprivation, beside the
11,457 that were printed as the total.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.demo import province_plan as figures
from ansinh.demo.frames import write_table
from ansinh.demo.life_events import births_frame
from ansinh.demo.listed import persons_when_listed
from ansinh.demo.province_answers import draw_province_answers
from ansinh.demo.province_lists import province_lists
from ansinh.demo.province_plan import (
    NEAR_FLOWS,
    OPENING_FLOWS,
    POOR_FLOWS,
    ProvincePlan,
    draw_province_plan,
    scaled,
)
from ansinh.demo.published import published_frame
from ansinh.demo.residents import draw_villages, place_in_villages, population_frame, share_residents
from ansinh.demo.survey import QUESTIONS_2016, Plan, draw_survey, households_frame, members_frame
from ansinh.demo.years import Commune, Expected, check_communes
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _

AS_OF = date(2019, 12, 14)
REVIEW_YEAR, LIST_YEAR, STANDARD = 2019, 2020, "vn-2016"
_POPULATION_SOURCE = "Số liệu minh họa: tổng hợp hộ dân cư toàn tỉnh Hải Dương đến 14/12/2019"
_MEASURED, _CONFLICTS = 0.35, 0.01
_PUBLISHED = (
    ("1", "", {1: "620779", 3: "11457", 4: "1.85", 5: "16761", 6: "2.7"}),
    ("2", "households", {1: "15255", 6: "218", 7: "1064", 9: "11457"}),
    ("3", "households", {1: "19292", 2: "6554", 6: "212", 7: "1883", 9: "16761"}),
    ("8", "", {1: "11457", 2: "20", 4: "0"}),
    ("10", "", {number: str(count) for number, count in enumerate(figures.CAUSES.values(), start=1)}),
)


def _households(
    rng: np.random.Generator, plan: ProvincePlan, communes: Sequence[Commune], villages: pl.DataFrame
) -> pl.DataFrame:
    """``household_id, area_code, village`` of every household."""
    area_code = pl.Series([commune.code for commune in communes]).gather(pl.Series(plan.commune))
    first = np.searchsorted(plan.commune, np.arange(len(communes)))
    number = pl.Series(np.arange(plan.commune.size) - first[plan.commune] + 1)
    frame = pl.DataFrame(
        {"area_code": area_code, "number": number, "village": place_in_villages(rng, villages, area_code)}
    )
    household_id = pl.format("HD-{}-{}", "area_code", pl.col("number").cast(pl.String).str.zfill(5))
    return frame.select(household_id.alias("household_id"), "area_code", "village")


def _populations(
    rng: np.random.Generator,
    villages: pl.DataFrame,
    households: pl.DataFrame,
    persons: NDArray[np.int64],
    minority: NDArray[np.bool_],
) -> pl.DataFrame:
    """Counted from the very households, since all of them are asked."""
    counted = households.select(
        "area_code", "village", pl.Series("persons", persons), pl.Series("minority", minority)
    )
    counted = counted.group_by("area_code", "village").agg(
        pl.len().alias("households"), pl.col("persons").sum(), pl.col("minority").sum()
    )
    found = villages.join(counted, on=["area_code", "village"], how="left", maintain_order="left").fill_null(
        0
    )
    return population_frame(
        rng,
        villages,
        households_by_village=found["households"].to_numpy().astype(np.int64),
        persons_by_village=found["persons"].to_numpy().astype(np.int64),
        known_minorities=found["minority"].to_numpy().astype(np.int64),
        more_minorities=0.0,
        on=AS_OF,
        source=_POPULATION_SOURCE,
    )


def _expected(plan: ProvincePlan, answers: Plan) -> Expected:
    poor = plan.of(*POOR_FLOWS)
    counts = {
        "households": int(plan.flow.size),
        "poor": int(poor.sum()),
        "poor_income": int((answers.classes == "poor_income").sum()),
        "poor_deprivation": int((answers.classes == "poor_deprivation").sum()),
        "near_poor": int(plan.of(*NEAR_FLOWS).sum()),
        "poor:allowance": int((answers.allowance[poor] == 1).sum()),
        "movement:other_out:poor": 0,
        "movement:other_in:poor": 0,
    }
    counts |= {f"movement:{name}": int(plan.of(name).sum()) for name in figures.FLOWS}
    counts |= {
        f"poor:cause:{code}": int(answers.causes[poor, place].sum())
        for place, code in enumerate(QUESTIONS_2016.causes)
    }
    return Expected("30", STANDARD, REVIEW_YEAR, LIST_YEAR, AS_OF, counts)


def write(folder: Path, communes: Sequence[Commune], seed: int = 2019, scale: float = 1.0) -> Expected:
    """Write the year's files into ``folder``: ``households`` and ``members`` as Parquet, the rest as CSV.

    ``communes``: the province's 235 communes of December 2019. ``scale`` makes a smaller province for
    trials: every figure about that part of the printed one. The same seed and scale write the same rows.
    Returns where the answers were meant to lead.
    """
    check_communes(communes)
    if not 0 < scale <= 1:
        raise UnusableInput(_("Tỷ lệ thu nhỏ phải lớn hơn 0 và không quá 1."))
    rng = np.random.default_rng(seed)
    villages = draw_villages(rng, communes, 8)
    residents = share_residents(rng, communes, scaled(figures.HOUSEHOLDS, scale), 1.3)
    plan = draw_province_plan(rng, communes, residents, scale)
    households = _households(rng, plan, communes, villages)
    urban = np.array([commune.area_type == "urban" for commune in communes])[plan.commune]
    people, answers = draw_province_answers(rng, plan, households, urban=urban, as_of=AS_OF, scale=scale)
    house, members = draw_survey(
        rng, answers, people, QUESTIONS_2016, measured=_MEASURED, conflicts=_CONFLICTS
    )
    minority = people.ethnicity[people.segments.starts] > 0
    write_table(
        folder,
        "households",
        households_frame(answers, people, QUESTIONS_2016, house, REVIEW_YEAR),
        parquet=True,
    )
    write_table(folder, "members", members_frame(answers, people, members), parquet=True)
    populations = _populations(rng, villages, households, people.segments.sizes, minority)
    events = births_frame(households["household_id"], people, plan.of(*OPENING_FLOWS), AS_OF)
    persons = persons_when_listed(
        households.select("household_id", pl.Series("persons", people.segments.sizes)), events
    )
    for name, frame in {
        "lists": province_lists(rng, plan, households.with_columns(persons.alias("persons"))),
        "events": events,
        "populations": populations,
        "villages": villages.select("area_code", "village"),
        "recognitions": pl.DataFrame(schema=dict.fromkeys(("household_id", "class", "reason"), pl.String)),
        "published": published_frame("30", "Tỉnh Hải Dương", _PUBLISHED),
    }.items():
        write_table(folder, name, frame)
    return _expected(plan, answers)
