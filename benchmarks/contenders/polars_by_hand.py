"""Polars as one would write it by hand for this one standard: no join and no group-by.

Members lie sorted by household. Every question about a member is a Kleene boolean; the sure and the possible
ones are 8-bit lanes of two 64-bit words, summed along the file and read at the ends of households.
"""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.contenders.arguments import run
from benchmarks.contenders.cutoffs import born_by, retirement_months
from benchmarks.synthetic import AS_OF, DEVICES, SCHOOL

LANES = (
    "employment",
    "dependants",
    "nutrition",
    "health_insurance",
    "adult_education",
    "school_attendance",
    "online",
)
CLEAN = ["piped", "borehole", "protected_well", "protected_spring", "rain", "bottled"]
HYGIENIC = ["septic", "pour_flush", "vip", "seat_pit", "double_vault"]
MEMBER_COLUMNS = [
    "household_id", "sex", "birth_date", "able_to_work", "employment", "monthly_allowance", "malnourished",
    "health_insurance", "school_level", "highest_level", "trained_on_job", "uses_internet",
]  # fmt: skip
HOUSEHOLD_COLUMNS = [
    "household_id", "area_type", "income_month_per_capita", "income_score", "wall_durable", "column_durable",
    "roof_durable", "floor_area_m2", "water_source", "toilet", *DEVICES,
]  # fmt: skip
LEVELS = pl.Enum(SCHOOL)
"""Rising; the two upper ones of one rank are never told apart by a rule."""


def _rank(column: str) -> pl.Expr:
    return pl.col(column).cast(LEVELS).to_physical()


def _member_questions(as_of: date) -> dict[str, pl.Expr]:
    """Kleene booleans of one member, after ``birth_date`` and the schooling ranks are at hand."""
    birth, yes = pl.col("birth_date"), lambda column: pl.col(column) == 1

    def aged(first: int, under: int) -> pl.Expr:
        return (birth <= born_by(as_of, 12 * first)) & (birth > born_by(as_of, 12 * under))

    child = birth > born_by(as_of, 12 * 16)
    attended, reached = pl.col("attended"), pl.max_horizontal("attended", "completed")
    both_known = attended.is_not_null() & pl.col("completed").is_not_null()

    def schooled(level: int) -> pl.Expr:
        """Three-valued *or* of two ranks: the higher one decides, a low one only beside an answer."""
        return pl.when((reached >= level) | both_known).then(reached >= level)

    under_women = birth > born_by(as_of, retirement_months("f", as_of.year))
    under_men = birth > born_by(as_of, retirement_months("m", as_of.year))
    working = (birth <= born_by(as_of, 180)) & (under_women | ((pl.col("sex") == "m") & under_men))
    unschooled = (aged(16, 18) & ~schooled(3)) | (aged(18, 31) & ~schooled(4))
    return {
        "employment": working & yes("able_to_work") & pl.col("employment").is_in(["seeking", "no_contract"]),
        "dependants": child | yes("monthly_allowance"),
        "nutrition": child & yes("malnourished"),
        "health_insurance": (birth <= born_by(as_of, 72)) & ~yes("health_insurance"),
        "adult_education": unschooled & ~yes("trained_on_job"),
        "school_attendance": (aged(3, 6) & (attended < 1))
        | (aged(6, 12) & (attended < 2))
        | (aged(12, 16) & (attended < 3)),
        "online": yes("uses_internet"),
    }


def _packed(known: bool) -> pl.Expr:
    lanes = [
        pl.col(name).fill_null(not known).cast(pl.UInt64) * (1 << 8 * lane) for lane, name in enumerate(LANES)
    ]
    return pl.sum_horizontal(lanes).cum_sum()


def _member_counts(members: pl.DataFrame, ids: pl.Series, as_of: date) -> pl.DataFrame:
    """Per household: ``n`` and, for each lane, the sure (``s:``) and possible (``p:``) number of members."""
    runs = members["household_id"].rle().struct.unnest()
    if not runs["value"].equals(ids):
        raise ValueError("members are not sorted as their households")
    if runs["len"].max() > 255:
        raise ValueError("a household of more than 255 members does not fit a lane")
    words = (
        members.lazy()
        .with_columns(attended=_rank("school_level"), completed=_rank("highest_level"))
        .select(**_member_questions(as_of))
        .select(sure=_packed(True), possible=_packed(False))
        .collect()
    )
    ends = np.cumsum(runs["len"].to_numpy()) - 1
    columns = [runs["len"].cast(pl.Int64).alias("n")]
    for word, letter in (("sure", "s"), ("possible", "p")):
        at_end = words[word].to_numpy()[ends]
        own = np.diff(at_end, prepend=np.uint64(0))
        columns += [
            pl.Series(f"{letter}:{name}", (own >> np.uint64(8 * lane)).astype(np.uint8))
            for lane, name in enumerate(LANES)
        ]
    return pl.DataFrame(columns)


def _household_questions() -> dict[str, pl.Expr]:
    weak = [pl.col(c) == 0 for c in ("wall_durable", "column_durable", "roof_durable")]
    return {
        "housing_quality": (weak[0] & weak[1]) | (weak[0] & weak[2]) | (weak[1] & weak[2]),
        "housing_area": pl.col("floor_area_m2") / pl.col("n") < 8,
        "water": ~pl.col("water_source").is_in(CLEAN),
        "sanitation": ~pl.col("toilet").is_in(HYGIENIC),
        "information": ~pl.any_horizontal(pl.col(c) == 1 for c in DEVICES),
    }


def _count(letter: str, names: list[str]) -> pl.Expr:
    other = "p" if letter == "s" else "s"
    of_members = [pl.col(f"{letter}:{name}") > 0 for name in LANES if name not in ("dependants", "online")]
    others = [2 * pl.col(f"{letter}:dependants").cast(pl.Int64) > pl.col("n"), pl.col(f"{other}:online") == 0]
    own = [pl.col(name).fill_null(letter == "p") for name in names]
    return pl.sum_horizontal(each.cast(pl.UInt8) for each in [*of_members, *others, *own])


def _class_in(area: str) -> pl.Expr:
    line, average, anchor = (1_500_000, 2_250_000, 140) if area == "rural" else (2_000_000, 3_000_000, 175)
    income = pl.col("income_month_per_capita")
    below = (pl.col("income_score") <= anchor).fill_null(income <= line)
    by_count = (
        pl.when(pl.col("deprivations_min") >= 3).then(0)
        .when(pl.col("deprivations_max") < 3).then(1).otherwise(4)
    )  # fmt: skip
    above = pl.when((income > line) & (income <= average)).then(2).otherwise(3)
    return pl.when(below.is_null()).then(4).when(below).then(by_count).otherwise(above)


def _classified(households: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    questions = _household_questions()
    classes = pl.Series(["poor", "near_poor", "average", "not_poor", "undetermined"])
    rural, urban = pl.col("rural"), pl.col("urban")
    either = pl.when(rural == urban).then(rural).otherwise(4)
    by_area = (
        pl.when(pl.col("area_type").is_null())
        .then(either)
        .when(pl.col("area_type") == "rural")
        .then(rural)
        .otherwise(urban)
    )
    return (
        households.hstack(counts).lazy()
        .with_columns(**questions)
        .with_columns(deprivations_min=_count("s", list(questions)))
        .with_columns(deprivations_max=_count("p", list(questions)))
        .with_columns(rural=_class_in("rural"), urban=_class_in("urban"))
        .with_columns(pl.lit(classes).gather(by_area).alias("class"))
        .select("household_id", "class", "deprivations_min", "deprivations_max")
        .collect()
    )  # fmt: skip


def classify(households: Path, members: Path, out: Path) -> None:
    """One row group of households and of members at a time."""
    homes, people = pq.ParquetFile(households).metadata, pq.ParquetFile(members).metadata
    writer: pq.ParquetWriter | None = None
    first_home = first_person = 0
    for block in range(homes.num_row_groups):
        home_rows, person_rows = homes.row_group(block).num_rows, people.row_group(block).num_rows
        own = pl.scan_parquet(households).select(HOUSEHOLD_COLUMNS).slice(first_home, home_rows).collect()
        theirs = pl.scan_parquet(members).select(MEMBER_COLUMNS).slice(first_person, person_rows).collect()
        table: pa.Table = _classified(own, _member_counts(theirs, own["household_id"], AS_OF)).to_arrow()
        writer = writer or pq.ParquetWriter(out, table.schema, compression="zstd")
        writer.write_table(table)
        first_home, first_person = first_home + home_rows, first_person + person_rows
    if writer is not None:
        writer.close()


if __name__ == "__main__":
    run(classify)
