"""A province whose sealed version has the arithmetic of Hải Dương in 2019, to the household, in four of its communes."""

from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest
from django.db import transaction
from tests.exchange.conftest import country
from tests.pages.conftest import signed_in

from ansinh.accounts.actor import SYSTEM
from ansinh.datasets.actions import Sealing, prepare_commune, prepare_whole, seal
from ansinh.datasets.cube import build_cube
from ansinh.datasets.models import Version
from ansinh.demo.province_plan import CAUSES, FLOWS, HOUSEHOLDS, POOR_BY_DEPRIVATION, POOR_OF_MINORITIES
from ansinh.places.actions import PopulationRow, record_populations
from ansinh.places.queries import unit_at, units_under
from ansinh.standards.causes import causes_of
from ansinh.standards.registry import standard

__all__ = ["country", "signed_in"]

THEN = date(2019, 12, 14)
PROVINCE, STANDARD = "30", "vn-2016"
# Opening class, class now of each flow of the plan's figures.
_PATHS = {
    "stay_poor": ("poor", "poor"),
    "relapse_poor": ("", "poor"),
    "new_poor": ("", "poor"),
    "poor_to_near": ("poor", "near_poor"),
    "poor_out": ("poor", "not_poor"),
    "stay_near": ("near_poor", "near_poor"),
    "relapse_near": ("", "near_poor"),
    "new_near": ("", "near_poor"),
    "near_out": ("near_poor", "not_poor"),
}


def _outcomes(communes: list[str]) -> pl.DataFrame:
    """A row a household of the flows; what the poor lack and why is told of the first so many of them."""
    rows = []
    for movement, many in FLOWS.items():
        opening, now = _PATHS[movement]
        rows += [(movement, opening, now)] * many
    frame = pl.DataFrame(rows, schema=["movement", "opening_class", "class"], orient="row").with_row_index(
        "n"
    )
    poor = pl.col("class") == "poor"
    frame = frame.with_columns(
        pl.when(poor).then(poor.cum_sum()).otherwise(0).alias("rank"),
    )
    causes = [
        pl.when(poor & (pl.col("rank") <= many)).then(pl.lit(code)).otherwise(None)
        for code, many in CAUSES.items()
    ]
    nothing = {code: pl.lit(0) for code in standard(STANDARD).codes}
    return frame.with_columns(
        pl.format("HD-{}", "n").alias("household_id"),
        pl.lit("").alias("source_ref"),
        # Every fifth poor household elsewhere than the others: rates of communes differ.
        pl.lit(pl.Series(communes)).gather(pl.col("n") % len(communes)).alias("unit_code"),
        pl.lit("Thôn 1").alias("village"),
        pl.lit("rural").alias("area_type"),
        pl.lit(STANDARD).alias("standard"),
        pl.when(poor & (pl.col("rank") <= POOR_BY_DEPRIVATION))
        .then(pl.lit("poor_deprivation"))
        .when(poor)
        .then(pl.lit("poor_income"))
        .otherwise(pl.col("class"))
        .alias("class_detail"),
        pl.lit(3).alias("persons"),
        pl.when(pl.col("opening_class") == "").then(0).otherwise(3).alias("opening_persons"),
        pl.lit(0).alias("persons_gained"),
        pl.lit(0).alias("persons_lost"),
        pl.lit("Kinh").alias("head_ethnicity"),
        pl.lit("m").alias("head_sex"),
        (poor & (pl.col("rank") <= POOR_OF_MINORITIES)).cast(pl.Int8).alias("minority"),
        pl.lit(0).alias("merit"),
        pl.lit(0).alias("no_labour_capacity"),
        pl.lit("agriculture").alias("primary_sector"),
        pl.concat_str(causes, separator=";", ignore_nulls=True).alias("causes"),
        pl.lit(3).alias("persons_kinh"),
        pl.lit(0).alias("persons_minority"),
        *(pl.lit(0).alias(name) for name in ("children", "children_no_insurance")),
        *(pl.lit(0).alias(name) for name in ("children_malnourished", "children_not_at_school")),
        **nothing,
    ).drop("n", "rank")  # fmt: skip


def seal_province(number: int = 1, reason: str = "") -> Version:
    """The next version of the province with the same rows."""
    unit = unit_at(PROVINCE, THEN)
    communes = units_under(unit, THEN, "commune")[:4]
    outcomes = _outcomes([one.code for one in communes])
    indicators, causes = list(standard(STANDARD).codes), list(causes_of(STANDARD).codes)
    cube = build_cube(outcomes, indicators, causes)
    members = pl.DataFrame(
        schema=dict.fromkeys(("household_id", "person", "source_ref", "member_id", "full_name"), pl.String)
    )
    parts = []
    for one in communes:
        about = Sealing(one, "2019", 2020, STANDARD, THEN, reason)
        mine = outcomes.filter(pl.col("unit_code") == one.code)
        parts.append(
            seal(prepare_commune(about, mine, members, cube.filter(pl.col("unit_code") == one.code)), SYSTEM)
        )
    return seal(prepare_whole(Sealing(unit, "2019", 2020, STANDARD, THEN, reason), cube, parts), SYSTEM)


@pytest.fixture(scope="module")
def province(country, django_db_blocker) -> Iterator[Version]:
    """The sealed version of the province of 2019."""
    with django_db_blocker.unblock(), transaction.atomic():
        communes = units_under(unit_at(PROVINCE, THEN), THEN, "commune")[:4]
        rows = [PopulationRow(PROVINCE, THEN, "Niên giám", HOUSEHOLDS, None, None, None, None, None)]
        rows += [
            PopulationRow(one.code, THEN, "Niên giám", many, None, None, None, None, None)
            for one, many in zip(communes, (90_000, 120_000, 200_000, 320_000), strict=True)
        ]
        record_populations(rows=rows, by=SYSTEM)
        yield Version.objects.select_related("unit").get(pk=seal_province().pk)
        transaction.set_rollback(True)
