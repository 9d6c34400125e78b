"""Villages and all residents of communes: the bases that rates rest on."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.demo.apportion import apportion
from ansinh.demo.years import Commune

POPULATION_ORDER = (
    "area_code", "date", "households", "persons", "households_kinh", "households_minority", "persons_kinh",
    "persons_minority", "source",
)  # fmt: skip


def draw_villages(rng: np.random.Generator, communes: Sequence[Commune], most: int) -> pl.DataFrame:
    """``area_code, village`` and ``code`` (``<commune>.<nnn>``) of three to ``most`` villages a commune, in
    order."""
    rows = []
    for commune in communes:
        word = "Tổ dân phố" if commune.area_type == "urban" else "Thôn"
        rows += [
            {"area_code": commune.code, "village": f"{word} {n}", "code": f"{commune.code}.{n:03d}"}
            for n in range(1, int(rng.integers(3, most + 1)) + 1)
        ]
    return pl.DataFrame(rows, schema={"area_code": pl.String, "village": pl.String, "code": pl.String})


def place_in_villages(rng: np.random.Generator, villages: pl.DataFrame, area_code: pl.Series) -> pl.Series:
    """A village of its commune for each household; shape (households,)."""
    spans = (
        villages.with_row_index("at")
        .group_by("area_code")
        .agg(pl.col("at").min().alias("first"), pl.len().alias("many"))
    )
    here = area_code.to_frame("area_code").join(spans, on="area_code", how="left", maintain_order="left")
    # The first villages of a commune are the larger ones.
    draw = rng.random(area_code.len()) ** 1.25
    at = here["first"].to_numpy() + np.floor(draw * here["many"].to_numpy()).astype(np.int64)
    return villages["village"].gather(pl.Series(at))


def share_residents(
    rng: np.random.Generator, communes: Sequence[Commune], households: int, urban_factor: float
) -> NDArray[np.int64]:
    """``households`` shared among communes, towns ``urban_factor`` times as large; shape (communes,)."""
    size = rng.lognormal(0.0, 0.28, len(communes))
    town = np.array([commune.area_type == "urban" for commune in communes])
    return apportion(households, size * np.where(town, urban_factor, 1.0))


def _minorities(
    rng: np.random.Generator, households: NDArray, persons: NDArray, known: NDArray, share: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Minority households and persons: those known from the survey and about ``share`` more, no more than
    all."""
    more = rng.poisson(households * share)
    of_households = np.minimum(households, known + more)
    return of_households, np.minimum(persons, np.round(of_households * 3.3).astype(np.int64))


def population_frame(
    rng: np.random.Generator,
    villages: pl.DataFrame,
    *,
    households_by_village: NDArray[np.int64],
    persons_by_village: NDArray[np.int64],
    known_minorities: NDArray[np.int64],
    more_minorities: float,
    on: date,
    source: str,
) -> pl.DataFrame:
    """Populations of villages, and of communes as the sums of their villages, in the order of the format."""
    minority_households, minority_persons = _minorities(
        rng, households_by_village, persons_by_village, known_minorities, more_minorities
    )
    by_village = villages.select(
        pl.col("area_code").alias("commune"),
        pl.col("code").alias("area_code"),
        pl.Series("households", households_by_village),
        pl.Series("persons", persons_by_village),
        pl.Series("households_kinh", households_by_village - minority_households),
        pl.Series("households_minority", minority_households),
        pl.Series("persons_kinh", persons_by_village - minority_persons),
        pl.Series("persons_minority", minority_persons),
    )
    by_commune = (
        by_village.group_by("commune", maintain_order=True)
        .agg(pl.exclude("area_code").sum())
        .rename({"commune": "area_code"})
    )
    return (
        pl.concat([by_commune, by_village.drop("commune")])
        .with_columns(pl.lit(on.isoformat()).alias("date"), pl.lit(source).alias("source"))
        .select(*POPULATION_ORDER)
    )
