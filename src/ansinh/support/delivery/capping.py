"""Policies that pay so many months in a life and no more: the oldest unpaid months first, none beyond the last."""

from collections.abc import Mapping, Sequence

import polars as pl

from ansinh.support.catalogue.adopted import policy_in_use

SAME_PAID, BEYOND = "same_paid", "months_used_up"
"""Why somebody enrolled is not in a run: who is the same person or household has a line; every month was had."""


def caps_of(policies: Sequence[str]) -> dict[str, int]:
    """Of the policies that have one, the most months that one beneficiary is ever paid."""
    found = ((code, policy_in_use(code).max_months) for code in policies)
    return {code: months for code, months in found if months is not None}


def capped(
    unpaid: pl.DataFrame, had: pl.DataFrame, caps: Mapping[str, int]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``unpaid`` (one row a policy, ``root`` and period, with ``months`` and ``due``) within the caps, and the rows that are
    left out with ``why``. ``had``: ``policy, root, months`` of the lines that count. A row that fits in part is paid for the
    months that fit."""
    if not caps or unpaid.is_empty():
        return unpaid, unpaid.clear().with_columns(why=pl.lit(BEYOND))
    limit = pl.col("policy").replace_strict(caps, default=None, return_dtype=pl.Int64)
    used = had.group_by("policy", "root").agg(pl.col("months").sum().cast(pl.Int64).alias("used"))
    whose = ["policy", "root"]
    rows = (
        unpaid.join(used, on=whose, how="left", maintain_order="left")
        .with_row_index("place")
        .sort("period_from", maintain_order=True)
    )
    before = pl.col("months").cum_sum().over(whose) - pl.col("months")
    room = (limit - pl.col("used").fill_null(0) - before).clip(lower_bound=0)
    # Without a cap everything fits.
    fits = pl.min_horizontal("months", room.fill_null(pl.col("months")))
    rows = rows.with_columns(fits=fits).sort("place").drop("place", "used")
    kept = rows.filter((pl.col("fits") > 0) | (pl.col("months") == 0)).with_columns(
        due=pl.when(pl.col("fits") < pl.col("months"))
        .then(pl.col("due") * pl.col("fits") // pl.col("months"))
        .otherwise("due"),
        months=pl.col("fits"),
    )
    out = rows.filter((pl.col("fits") == 0) & (pl.col("months") > 0)).with_columns(why=pl.lit(BEYOND))
    return kept.drop("fits"), out.drop("fits")
