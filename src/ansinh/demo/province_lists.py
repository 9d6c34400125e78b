"""Hải Dương's lists before the review of 2019: the opening list of 2019, and earlier ones of those who came
back."""

import numpy as np
import polars as pl

from ansinh.demo.listed import former_rows, listed_rows
from ansinh.demo.province_plan import ProvincePlan

_OPENING_YEAR = 2019
_STANDARD = "vn-2016"
# How a household stood on the list of 2019: most were on the one before.
_STAYED = 0.9


def _opening_rows(
    rng: np.random.Generator, plan: ProvincePlan, households: pl.DataFrame, flows: tuple[str, ...], kind: str
) -> pl.DataFrame:
    listed = households.filter(pl.Series(plan.of(*flows)))
    stayed, new, name = {
        "poor": ("stay_poor", "new_poor", "poor_income"),
        "near_poor": ("stay_near", "new_near", "near_poor"),
    }[kind]
    entry = np.where(rng.random(listed.height) < _STAYED, stayed, new).astype(object)
    return listed_rows(
        listed,
        list_year=_OPENING_YEAR,
        standard=_STANDARD,
        classes=pl.repeat(name, listed.height, eager=True),
        kind=pl.Series(entry, dtype=pl.String),
        persons=listed["persons"],
    )


def province_lists(rng: np.random.Generator, plan: ProvincePlan, households: pl.DataFrame) -> pl.DataFrame:
    """Rows of ``lists`` for ``households`` (``household_id, area_code, village, persons``): 15,255 poor and
    19,292 near-poor of 2019, and for those who relapse in the review their earlier year and the decision by
    which they left."""
    poor = ("stay_poor", "poor_to_near", "poor_out")
    near = ("stay_near", "near_out")
    parts = [
        _opening_rows(rng, plan, households, poor, "poor"),
        _opening_rows(rng, plan, households, near, "near_poor"),
    ]
    for flow, former in (("relapse_poor", "poor"), ("relapse_near", "near_poor")):
        where = households.filter(pl.Series(plan.of(flow)))
        parts.append(former_rows(rng, where, former, standard=_STANDARD, last_year=_OPENING_YEAR))
    return pl.concat(parts).sort("list_year", "household_id", "class")
