"""Thủy Nguyên (Hải Phòng), the review of 2022 for the list of 2023: invented households in its real
communes.

The district's letter of 2023 printed 1,118 poor (706 without capacity to work, 412 with), 2,359 near-poor,
rates of 1.01 and 2.14 % and six of the twelve deprivation counts. The answers written here lead there under
Decree 07/2021; what the letter left open is invented.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.demo import stories
from ansinh.demo.apportion import apportion
from ansinh.demo.district_plan import POOR_LACKS, POOR_WITH_CAPACITY, DistrictPlan, draw_district_plan
from ansinh.demo.district_year import District, district_events, district_lists
from ansinh.demo.frames import write_table
from ansinh.demo.missing import may_stay_open
from ansinh.demo.published import published_frame
from ansinh.demo.residents import draw_villages, place_in_villages, population_frame, share_residents
from ansinh.demo.survey import (
    INDICATORS_2022,
    QUESTIONS_2022,
    Plan,
    draw_survey,
    households_frame,
    members_frame,
)
from ansinh.demo.years import Commune, Expected, check_communes

AS_OF = date(2022, 12, 14)
REVIEW_YEAR, LIST_YEAR, STANDARD = 2022, 2023, "vn-2022"
# 1,118 at 1.01 % and 2,359 at 2.14 % leave 110,148 to 110,491 households; which one it was is not printed.
HOUSEHOLDS = 110_320
_PERSONS_PER_HOUSEHOLD = 3.03
_POPULATION_SOURCE = "Số liệu minh họa: Chi cục Thống kê huyện Thủy Nguyên, hộ dân cư đến 14/12/2022"
_UNDETERMINED_POOR, _UNDETERMINED_NEAR, _UNDETERMINED_OTHER = 6, 9, 3
_MEASURED, _CONFLICTS = 0.55, 0.02
# About four answers in a hundred are missing. Few of a near-poor household's may be: those more often.
_BLANKS, _BLANKS_OF_NEAR = 0.04, 0.3
_REASONS = {
    "poor": "Đoàn rà soát xem lại tại nhà, họp thôn thống nhất hộ thiếu hụt từ 3 chỉ số trở lên",
    "near_poor": "Đoàn rà soát xem lại tại nhà, họp thôn thống nhất hộ thiếu hụt dưới 3 chỉ số",
    "not_poor": "Hộ có người hưởng lương hưu, họp thôn thống nhất thu nhập trên mức chuẩn",
}
_PUBLISHED = (
    ("1", "", {3: "1118", 4: "1.01", 5: "2359", 6: "2.14"}),
    ("4", "", {1: "1118", 3: "488", 4: "494", 6: "313", 9: "279", 13: "610", 14: "446"}),
    ("5", "", {1: "1118", 2: "43.6", 3: "44.2", 5: "28", 8: "25", 12: "54.6", 13: "39.9"}),
    ("8", "", {1: "1118", 3: "706"}),
)


def _classes(rng: np.random.Generator, told: NDArray[np.int64]) -> NDArray[np.str_]:
    """The class that the answers of each household lead to: on no list, average or above."""
    above = np.where(rng.random(told.size) < 0.42, "average", "not_poor")
    closing = stories.closing(told)
    return np.where(closing == "", above, closing)


def _settle(
    rng: np.random.Generator, communes: Sequence[Commune], villages: pl.DataFrame, residents: NDArray
) -> District:
    """Commune, village and id of every household, gone or there; those that moved or split are placed
    after."""
    told = stories.told()
    told = told[np.argsort(~stories.surveyed(told), kind="stable")]
    weights = residents * rng.lognormal(0.0, 0.35, len(communes))
    per_commune = apportion(told.size, weights)
    place = rng.permutation(np.repeat(np.arange(len(communes)), per_commune))
    area_code = pl.Series([commune.code for commune in communes]).gather(pl.Series(place))
    number = rng.permutation(told.size)
    households = pl.DataFrame(
        {
            "area_code": area_code,
            "village": place_in_villages(rng, villages, area_code),
            "place": place,
            "number": number,
        }
    ).with_columns(pl.col("number").rank("ordinal").over("area_code").alias("number"))
    households = households.select(
        pl.format("TN-{}-{}", "area_code", pl.col("number").cast(pl.String).str.zfill(5)).alias(
            "household_id"
        ),
        "area_code",
        "village",
        "place",
    )
    return District(
        told=told,
        listed=households,
        households=households.clone(),
        villages=villages,
        communes=tuple(communes),
    )


def _open_cells(
    rng: np.random.Generator, plan: DistrictPlan, told: NDArray
) -> tuple[NDArray[np.bool_], dict[str, NDArray[np.bool_]]]:
    """Which indicators may stay unknown, and the households left undetermined by class to recognise."""
    lacking = plan.marks.sum(axis=1)
    spare = np.select([plan.classes == "poor", plan.classes == "near_poor"], [12, 2 - lacking], 12)
    still_open = may_stay_open(rng, plan.marks, spare)
    sanitation = INDICATORS_2022.index("sanitation")
    groups = {
        "poor": (plan.classes == "poor") & (lacking == 3) & plan.marks[:, sanitation],
        "near_poor": (plan.classes == "near_poor") & (lacking == 2) & ~plan.marks[:, sanitation],
        "not_poor": (plan.classes == "not_poor") & stories.of(told, "request"),
    }
    many = {"poor": _UNDETERMINED_POOR, "near_poor": _UNDETERMINED_NEAR, "not_poor": _UNDETERMINED_OTHER}
    undetermined = {}
    for name, among in groups.items():
        chosen = rng.choice(np.flatnonzero(among), size=many[name], replace=False)
        undetermined[name] = np.isin(np.arange(among.size), chosen)
        still_open[chosen] = False
    return still_open, undetermined


def _leave_undetermined(house: dict[str, NDArray], undetermined: dict[str, NDArray[np.bool_]]) -> None:
    """Blank the one answer that decides: the latrine of the low ones, points and income of the others; in
    place."""
    decides = undetermined["poor"] | undetermined["near_poor"]
    house["toilet"] = np.where(decides, -1, house["toilet"])
    for name in ("income_score", "income_month_per_capita"):
        house[name] = np.where(undetermined["not_poor"], -1, house[name])


def _recognitions(household_id: pl.Series, undetermined: dict[str, NDArray[np.bool_]]) -> pl.DataFrame:
    return pl.concat(
        [
            pl.DataFrame({"household_id": household_id.filter(pl.Series(flags))}).with_columns(
                pl.lit(name).alias("class"), pl.lit(_REASONS[name]).alias("reason")
            )
            for name, flags in undetermined.items()
        ]
    ).sort("household_id")


def _populations(
    rng: np.random.Generator, district: District, residents: NDArray, plan: DistrictPlan
) -> pl.DataFrame:
    villages = district.villages
    shares = rng.dirichlet(np.ones(villages.height) * 14)
    commune = villages["area_code"].to_numpy()
    by_village = np.zeros(villages.height, dtype=np.int64)
    for code, total in zip((part.code for part in district.communes), residents, strict=True):
        by_village[commune == code] = apportion(int(total), shares[commune == code])
    surveyed = district.households.head(plan.classes.size)
    minority = plan.people.ethnicity[plan.people.segments.starts] > 0
    known = (
        villages.join(
            surveyed.filter(pl.Series(minority)).group_by("area_code", "village").len("known"),
            on=["area_code", "village"],
            how="left",
            maintain_order="left",
        )["known"]
        .fill_null(0)
        .to_numpy()
    )
    return population_frame(
        rng,
        villages,
        households_by_village=by_village,
        persons_by_village=np.round(
            by_village * _PERSONS_PER_HOUSEHOLD * rng.normal(1, 0.02, by_village.size)
        ).astype(np.int64),
        known_minorities=known,
        more_minorities=0.0025,
        on=AS_OF,
        source=_POPULATION_SOURCE,
    )


def _expected(plan: DistrictPlan, undetermined: dict[str, NDArray[np.bool_]], surveyed: int) -> Expected:
    poor, near = plan.classes == "poor", plan.classes == "near_poor"
    lacks = dict(POOR_LACKS)
    lacks["sanitation"] -= int(undetermined["poor"].sum())
    figures = {
        "surveyed": surveyed,
        "households": HOUSEHOLDS,
        "poor": int(poor.sum()),
        "near_poor": int(near.sum()),
        "poor:labour_capacity": POOR_WITH_CAPACITY,
        "poor:no_labour_capacity": int(poor.sum()) - POOR_WITH_CAPACITY,
        "poor:no_labour_capacity:employment": int((poor & ~plan.capacity & plan.marks[:, 0]).sum()),
        "undetermined": int(sum(flags.sum() for flags in undetermined.values())),
    }
    figures |= {f"poor:{code}": count for code, count in lacks.items()}
    figures |= {f"movement:{name}": count for name, count in stories.flows().items()}
    return Expected("311", STANDARD, REVIEW_YEAR, LIST_YEAR, AS_OF, figures)


def write(folder: Path, communes: Sequence[Commune], seed: int = 2022) -> Expected:
    """Write the year's files into ``folder``: ``households``, ``members``, ``lists``, ``events``,
    ``populations``, ``villages``, ``recognitions``, ``published`` (all CSV). The same seed writes the same
    bytes.

    ``communes``: the district's 37 communes of December 2022. Returns where the answers were meant to lead.
    """
    check_communes(communes)
    rng = np.random.default_rng(seed)
    villages = draw_villages(rng, communes, 9)
    residents = share_residents(rng, communes, HOUSEHOLDS, 1.5)
    district = _settle(rng, communes, villages, residents)
    surveyed = int(stories.surveyed(district.told).sum())
    told = district.told[:surveyed]
    plan = draw_district_plan(rng, _classes(rng, told), AS_OF)
    events = district_events(rng, district, plan.people, AS_OF)
    still_open, undetermined = _open_cells(rng, plan, told)
    here = district.households.head(surveyed)
    urban = np.array([commune.area_type == "urban" for commune in communes])
    asked = Plan(
        household_id=here["household_id"],
        area_code=here["area_code"],
        village=here["village"],
        urban=urban[here["place"].to_numpy()],
        classes=plan.classes,
        capacity=plan.capacity,
        works=plan.works,
        marks=plan.marks,
        open=still_open,
        blanks=np.where(plan.classes == "near_poor", _BLANKS_OF_NEAR, _BLANKS),
        causes=plan.causes,
        allowance=np.full(surveyed, -1),
        merit=plan.merit,
        sector=plan.sector,
    )
    house, members = draw_survey(
        rng, asked, plan.people, QUESTIONS_2022, measured=_MEASURED, conflicts=_CONFLICTS
    )
    _leave_undetermined(house, undetermined)
    tables = {
        "households": households_frame(asked, plan.people, QUESTIONS_2022, house, REVIEW_YEAR),
        "members": members_frame(asked, plan.people, members),
        "lists": district_lists(rng, district, plan.people, events),
        "events": events,
        "populations": _populations(rng, district, residents, plan),
        "villages": villages.select("area_code", "village"),
        "recognitions": _recognitions(here["household_id"], undetermined),
        "published": published_frame("311", "Huyện Thủy Nguyên", _PUBLISHED),
    }
    for name in ("households", "members"):
        tables[name] = tables[name].sort("household_id", maintain_order=True)
    for name, frame in tables.items():
        write_table(folder, name, frame)
    return _expected(plan, undetermined, surveyed)
