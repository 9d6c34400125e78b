"""Answers as rows: which columns the questionnaire has, how an answered household is recognised as unchanged."""

from hashlib import blake2b

import polars as pl

HOUSEHOLD_COLUMNS = (
    "review_year",
    "village",
    "area_type",
    "head_name",
    "income_month_per_capita",
    "income_score",
    "wall_durable",
    "column_durable",
    "roof_durable",
    "floor_area_m2",
    "water_source",
    "toilet",
    "has_tv",
    "has_radio",
    "has_desktop",
    "has_phone",
    "has_laptop",
    "has_tablet",
    "has_smartphone",
    "hears_loudspeaker",
    "labour_capacity",
    "primary_sector",
    "causes",
)
MEMBER_COLUMNS = (
    "relation",
    "sex",
    "birth_date",
    "ethnicity",
    "able_to_work",
    "employment",
    "monthly_allowance",
    "malnourished",
    "health_insurance",
    "ill_untreated",
    "school_level",
    "highest_level",
    "trained_on_job",
    "uses_internet",
    "uses_phone",
    "merit",
)
# What identifies a row or is kept with the person; everything else that nobody asks for goes to ``extra``.
HOUSEHOLD_KEYS = ("household_id", "area_code")
MEMBER_KEYS = ("household_id", "member_id", "full_name", "citizen_id")
UNIT = "\x1f"
RECORD = "\x1e"


def complete(frame: pl.DataFrame, columns: tuple[str, ...], keys: tuple[str, ...]) -> pl.DataFrame:
    """The frame with every column of the questionnaire (a left-out one is not answered) and ``extra`` as JSON."""
    absent = [
        pl.lit(None, dtype=pl.String).alias(name) for name in (*keys, *columns) if name not in frame.columns
    ]
    unknown = [name for name in frame.columns if name not in {*keys, *columns}]
    extra = pl.struct(unknown).struct.json_encode() if unknown else pl.lit(None, dtype=pl.String)
    return frame.with_columns(absent).with_columns(extra.alias("extra")).select(*keys, *columns, "extra")


def content_digests(households: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """``household_id, content_digest``: equal exactly when every answer of the household and its members is equal, in
    whatever order the members stand in the file."""

    def line(names: list[str]) -> pl.Expr:
        return pl.concat_str(
            [pl.col(name).cast(pl.String).fill_null("\x00") for name in names], separator=UNIT
        )

    per_member = (
        members.select(
            "household_id", line([n for n in members.columns if n != "household_id"]).alias("line")
        )
        .group_by("household_id")
        .agg(pl.col("line").sort().str.join(RECORD))
    )
    joined = households.select("household_id", line(households.columns).alias("own")).join(
        per_member, on="household_id", how="left"
    )
    texts = joined.select(pl.concat_str("own", pl.col("line").fill_null(""), separator=RECORD)).to_series()
    digests = [blake2b(text.encode(), digest_size=16).hexdigest() for text in texts]
    return joined.select("household_id", pl.Series("content_digest", digests, dtype=pl.String))
