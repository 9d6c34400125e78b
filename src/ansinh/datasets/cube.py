"""The cube: every count of the official forms at the finest grain, once, long and additive."""

from collections.abc import Sequence

import polars as pl

from ansinh.datasets.measures import Measure, class_measures, flow_measures

GRAIN = ("unit_code", "village", "area_type", "standard")
SCHEMA = {
    "unit_code": pl.String,
    "village": pl.String,
    "area_type": pl.String,
    "standard": pl.String,
    "class": pl.String,
    "measure": pl.String,
    "households": pl.Int64,
    "persons": pl.Int64,
}


def _count(frame: pl.DataFrame, keys: Sequence[str], measures: Sequence[Measure]) -> pl.DataFrame:
    """All measures in one grouping, then one row a measure; rows that count nothing are left out."""
    zero = pl.lit(0, dtype=pl.Int64)
    sums = [
        pl.struct(
            pl.when(measure.test)
            .then(measure.households)
            .otherwise(zero)
            .fill_null(0)
            .sum()
            .alias("households"),
            pl.when(measure.test).then(measure.persons).otherwise(zero).fill_null(0).sum().alias("persons"),
        ).alias(measure.name)
        for measure in measures
    ]
    wide = frame.lazy().group_by(keys).agg(sums).collect()
    names = [measure.name for measure in measures]
    return (
        wide.unpivot(names, index=list(keys), variable_name="measure", value_name="counted")
        .unnest("counted")
        .filter((pl.col("households") != 0) | (pl.col("persons") != 0))
    )


def build_cube(outcomes: pl.DataFrame, indicators: Sequence[str], causes: Sequence[str]) -> pl.DataFrame:
    """The cube of an outcome frame (columns in ``docs/building.md``), sorted, ready to be sealed.

    Counts by class are of households with an answer; flows also of those that were on the opening list and went.
    """
    plain = outcomes.with_columns(pl.col("area_type").fill_null(""), pl.col("class").fill_null(""))
    present = plain.filter(pl.col("class") != "")
    ethnicities = sorted(set(present["head_ethnicity"].drop_nulls().to_list()))
    parts = [_count(present, [*GRAIN, "class"], class_measures(indicators, causes, ethnicities))]
    for name, measures in flow_measures().items():
        counted = _count(plain, GRAIN, measures)
        parts.append(counted.with_columns(pl.lit(name).alias("class")))
    cube = pl.concat([part.select(*SCHEMA) for part in parts]).cast(SCHEMA)
    return cube.sort(*GRAIN, "class", "measure")
