"""One row a household of a dossier: what the rules computed, where it stood at the opening, how it moved.

Pure functions over frames. The same frame is shown on pages, sealed in a version and counted in the cube.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from ansinh.reviews.movements import balance_persons, find_movements, two_lists

_CAME = ("moved", "split", "merged")
_WENT = ("moved", "merged", "dissolved", "died", "left")


def join_histories(
    results: pl.DataFrame,
    openings: pl.DataFrame,
    departures: pl.DataFrame,
    events: pl.DataFrame,
    spans: pl.DataFrame,
    commune_of: Mapping[int, int],
) -> pl.DataFrame:
    """Results and pasts joined: a row for every household with an answer here or on the opening list of here.

    ``results``: ``household, commune, village, persons, closing_class``. ``openings`` as from ``opening_list``, its
    ``unit_id`` mapped to the commune of today by ``commune_of``. A household listed in one commune and answered in
    another gets two rows: it left the one and came to the other.
    """
    old = openings.with_columns(
        pl.col("unit_id").replace_strict(commune_of, default=None, return_dtype=pl.Int64).alias("commune")
    ).select("household", "commune", pl.col("village").alias("village_was"), "opening_class", "listed_persons")
    rows = results.join(old, on=["household", "commune"], how="full", coalesce=True).with_columns(
        pl.col("answered").fill_null(False).alias("here"),
        pl.col("opening_class").fill_null(""),
        pl.col("closing_class").fill_null(""),
        pl.coalesce("village", "village_was").fill_null("").alias("village"),
        pl.col("persons").fill_null(0),
    )
    rows = rows.join(departures, on="household", how="left").join(spans, on="household", how="left").with_columns(
        pl.col("left_poor").fill_null(False),
        pl.col("left_near").fill_null(False),
        pl.col("gained").fill_null(0).alias("persons_gained"),
        pl.col("lost").fill_null(0).alias("persons_lost"),
    )
    rows = _how_it_came(rows, events, commune_of)
    rows = _how_it_went(rows, events)
    return balance_persons(find_movements(rows))


def _how_it_came(rows: pl.DataFrame, events: pl.DataFrame, commune_of: Mapping[int, int]) -> pl.DataFrame:
    """``came_by``: a household that was not on the opening list of here and moved in, split off or was joined."""
    into = events.filter(pl.col("kind") == "moved").select(
        "household",
        pl.col("to_unit").replace_strict(commune_of, default=None, return_dtype=pl.Int64).alias("commune"),
        pl.lit("moved").alias("moved_by"),
    )
    pairs = events.filter(pl.col("kind").is_in(["split", "merged"]) & pl.col("other_household").is_not_null())
    # Either end of a split or a merge may be the household that is new here; the one already listed keeps its place.
    joined = pl.concat(
        [
            pairs.select("household", pl.col("kind").alias("joined_by")),
            pairs.select(pl.col("other_household").alias("household"), pl.col("kind").alias("joined_by")),
        ]
    ).unique("household", keep="last")
    return (
        rows.join(into.unique(["household", "commune"], keep="last"), on=["household", "commune"], how="left")
        .join(joined, on="household", how="left")
        .with_columns(pl.coalesce("moved_by", "joined_by").fill_null("").alias("came_by"))
    )


def _how_it_went(rows: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """``went_by``: why a listed household has no answer here; ``not_reviewed`` where nothing tells."""
    last = (
        events.filter(pl.col("kind").is_in(["moved", "merged", "dissolved", "died"]))
        .unique("household", keep="last", maintain_order=True)
        .select("household", pl.col("kind").alias("event_by"))
    )
    elsewhere = (
        rows.filter(pl.col("here")).select("household", pl.lit("moved").alias("elsewhere")).unique("household")
    )
    return (
        rows.join(last, on="household", how="left")
        .join(elsewhere, on="household", how="left")
        .with_columns(
            pl.when(pl.col("here"))
            .then(pl.lit(""))
            .otherwise(pl.coalesce("event_by", "elsewhere", pl.lit("not_reviewed")))
            .alias("went_by")
        )
    )


def member_facts(members: pl.DataFrame) -> pl.DataFrame:
    """What forms 8, 9, 11, 12 and 13 count of members, one row a household.

    ``persons, persons_kinh, persons_minority, merit`` (1 where a member is), ``head_sex, head_ethnicity, minority``
    (by the head). A blank ethnic group counts on neither side.
    """
    kinh = pl.col("ethnicity") == "Kinh"
    head = pl.col("relation") == "head"
    return members.group_by("household_id", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("persons"),
        kinh.sum().cast(pl.Int64).alias("persons_kinh"),
        (~kinh).sum().cast(pl.Int64).alias("persons_minority"),
        (pl.col("merit") == 1).any().fill_null(False).cast(pl.Int8).alias("merit"),
        pl.col("sex").filter(head).first().alias("head_sex"),
        pl.col("ethnicity").filter(head).first().alias("head_ethnicity"),
    ).with_columns((pl.col("head_ethnicity") != "Kinh").cast(pl.Int8).alias("minority"))


def recognised(computed: pl.Expr, decided: pl.Expr) -> pl.Expr:
    """The class that counts: what the commune decided, else what the rules computed; blank while undetermined."""
    return pl.coalesce(
        pl.when(decided != "").then(decided),
        pl.when(computed != "undetermined").then(computed),
        pl.lit(""),
    )


def closing(column: str) -> pl.Expr:
    """The closing list of a recognised class, blank for a household on neither."""
    return two_lists(column)


def blocking(rows: pl.DataFrame) -> Sequence[tuple[str, int]]:
    """What keeps a dossier from approval: kinds and counts, none when it may be approved."""
    undecided = rows.filter(pl.col("here") & (pl.col("recognised_class") == "")).height
    unreviewed = rows.filter(~pl.col("here") & (pl.col("went_by") == "not_reviewed")).height
    return [(kind, n) for kind, n in (("undetermined", undecided), ("not_reviewed", unreviewed)) if n]
