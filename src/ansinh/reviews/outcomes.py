"""One row a household of a dossier: what the rules computed, where it stood at the opening, how it moved.

Pure functions over frames. The same frame is shown on pages, sealed in a version and counted in the cube.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from ansinh.reviews.movements import balance_persons, find_movements, two_lists

_WHOLE_GOES = ("moved", "merged", "dissolved", "died")


@dataclass(frozen=True)
class Past:
    """What is known of the past of a dossier's households, as ``histories`` reads it.

    ``openings``: ``household, unit_id, village, opening_class, listed_persons``; ``departures``: ``household, left_poor,
    left_near``; ``events`` since the opening; ``spans``: ``household, opening_members, gained, lost``; ``elsewhere``:
    ``household`` answered at a commune that is not looked at. ``commune_of``: every unit whose people are in a commune of
    today, to that commune; ``divided``: units whose people are in several. ``first_list``: the standard makes its first list
    now, so nobody could have been on an earlier one.
    """

    openings: pl.DataFrame
    departures: pl.DataFrame
    events: pl.DataFrame
    spans: pl.DataFrame
    elsewhere: pl.DataFrame
    commune_of: Mapping[int, int]
    divided: Collection[int] = ()
    first_list: bool = False


def join_histories(results: pl.DataFrame, past: Past) -> pl.DataFrame:
    """Results and pasts joined: a row for every household with an answer here or on the opening list of here.

    ``results``: ``household, commune, village, persons, recognised_class, closing_class, answered``. A household listed in
    one commune and answered in another gets a row in each: it left the one and came to the other.
    """
    placed = _place_openings(results, past)
    old = placed.filter(pl.col("commune").is_not_null()).select(
        "household", "commune", pl.col("village").alias("village_was"), "opening_class", "listed_persons"
    )
    rows = results.join(old, on=["household", "commune"], how="full", coalesce=True).with_columns(
        pl.col("answered").fill_null(False).alias("here"),
        pl.col("opening_class", "closing_class", "recognised_class").fill_null(""),
        pl.coalesce("village", "village_was").fill_null("").alias("village"),
        pl.col("persons").fill_null(0),
    )
    rows = (
        rows.join(past.departures, on="household", how="left")
        .join(past.spans, on="household", how="left")
        .with_columns(
            pl.col("left_poor", "left_near").fill_null(False),
            pl.col("gained").fill_null(0).alias("persons_gained"),
            pl.col("lost").fill_null(0).alias("persons_lost"),
        )
    )
    rows = _keep_until_decided(rows, placed)
    rows = _how_it_came(rows, placed, past)
    rows = _how_it_went(rows, past)
    return balance_persons(find_movements(rows))


def _keep_until_decided(rows: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """Households whose answers lead to no class and about whom nobody decided: ``kept``, ``recognised_class``.

    Leaving a list is a decision, and not knowing is none: who was listed keeps the class of the opening list until the
    commune decides (``kept``); who was not is ``undetermined`` and on no list. Both are counted and shown (record 0006).
    """
    listed = placed.select("household", pl.col("opening_class").alias("listed_class")).unique(
        "household", keep="first"
    )
    open_question = pl.col("here") & (pl.col("recognised_class") == "")
    return (
        rows.join(listed, on="household", how="left", maintain_order="left")
        .with_columns((open_question & pl.col("listed_class").is_not_null()).alias("kept"))
        .with_columns(
            pl.when("kept")
            .then("listed_class")
            .when(open_question)
            .then(pl.lit("undetermined"))
            .otherwise("recognised_class")
            .alias("recognised_class"),
            pl.when("kept").then("listed_class").otherwise("closing_class").alias("closing_class"),
        )
    )


def _mapped(column: str, past: Past) -> pl.Expr:
    return pl.col(column).replace_strict(dict(past.commune_of), default=None, return_dtype=pl.Int64)


def _place_openings(results: pl.DataFrame, past: Past) -> pl.DataFrame:
    """Opening rows with the ``commune`` of today that holds them. The people of a divided unit are where they were found."""
    found = results.select("household", pl.col("commune").alias("found")).unique("household")
    was_divided = pl.col("unit_id").is_in(list(past.divided)) | pl.col("unit_id").is_null()
    return past.openings.join(found, on="household", how="left", maintain_order="left").with_columns(
        pl.coalesce(_mapped("unit_id", past), pl.when(was_divided).then("found")).alias("commune")
    )


def _how_it_came(rows: pl.DataFrame, placed: pl.DataFrame, past: Past) -> pl.DataFrame:
    """``came_by``: a household that was not on the opening list of here and moved in, split off or was joined."""
    listed = placed.select("household", pl.lit("moved").alias("listed_by")).unique("household")
    # Either end of a split or a merge may be the household that is new here; the one already listed keeps its place.
    pairs = past.events.filter(
        pl.col("kind").is_in(["split", "merged"]) & pl.col("other_household").is_not_null()
    )
    joined = pl.concat(
        [
            pairs.select("household", "date", pl.col("kind").alias("joined_by")),
            pairs.select(
                pl.col("other_household").alias("household"), "date", pl.col("kind").alias("joined_by")
            ),
        ]
    )
    joined = (
        joined.sort("date", "joined_by").unique("household", keep="last", maintain_order=True).drop("date")
    )
    first = pl.lit("new_standard") if past.first_list else pl.lit(None, dtype=pl.String)
    return (
        rows.join(_moved_in(past), on=["household", "commune"], how="left")
        .join(joined, on="household", how="left")
        .join(listed, on="household", how="left")
        .with_columns(pl.coalesce("listed_by", "moved_by", "joined_by", first).fill_null("").alias("came_by"))
    )


def _moved_in(past: Past) -> pl.DataFrame:
    """``household, commune, moved_by``: whole households whose moves, taken together, led into the commune from elsewhere."""
    moves = past.events.filter((pl.col("kind") == "moved") & (pl.col("member_ref") == ""))
    ways = moves.group_by("household", maintain_order=True).agg(
        _mapped("from_unit", past).first().alias("from"), _mapped("to_unit", past).last().alias("commune")
    )
    led = pl.col("commune").is_not_null() & (pl.col("from").is_null() | (pl.col("from") != pl.col("commune")))
    return ways.filter(led).select("household", "commune", pl.lit("moved").alias("moved_by"))


def _how_it_went(rows: pl.DataFrame, past: Past) -> pl.DataFrame:
    """``went_by``: why a listed household has no answer here; ``not_reviewed`` where nothing tells.

    A death takes the household away only when nobody is left of those it had.
    """
    whole = past.events.filter(pl.col("kind").is_in(_WHOLE_GOES) & (pl.col("member_ref") == ""))
    ended = past.events.filter((pl.col("kind") == "merged") & (pl.col("member_ref") == "")).select(
        pl.col("other_household").alias("household"), pl.lit("merged").alias("other_end")
    )
    last = whole.unique("household", keep="last", maintain_order=True).select(
        "household", pl.col("kind").alias("event_by")
    )
    of_people = (
        past.events.filter(
            pl.col("kind").is_in([*_WHOLE_GOES, "left", "split"]) & (pl.col("member_ref") != "")
        )
        .unique("household", keep="last", maintain_order=True)
        .select("household", pl.col("kind").alias("last_by"))
    )
    elsewhere = pl.concat(
        [rows.filter(pl.col("here")).select("household"), past.elsewhere.select("household")]
    ).unique()
    nobody_left = pl.col("persons_lost") >= pl.coalesce("listed_persons", "opening_members")
    return (
        rows.join(last, on="household", how="left")
        .join(of_people, on="household", how="left")
        .join(ended.drop_nulls("household").unique("household"), on="household", how="left")
        .join(elsewhere.with_columns(pl.lit("moved").alias("elsewhere_by")), on="household", how="left")
        .with_columns(
            pl.when(pl.col("here"))
            .then(pl.lit(""))
            .otherwise(
                pl.coalesce(
                    "event_by",
                    "elsewhere_by",
                    "other_end",
                    pl.when(nobody_left & (pl.col("persons_lost") > 0)).then("last_by"),
                    pl.lit("not_reviewed"),
                )
            )
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
    return (
        members.group_by("household_id", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("persons"),
            kinh.sum().cast(pl.Int64).alias("persons_kinh"),
            (~kinh).sum().cast(pl.Int64).alias("persons_minority"),
            (pl.col("merit") == 1).any().fill_null(False).cast(pl.Int8).alias("merit"),
            pl.col("sex").filter(head).first().alias("head_sex"),
            pl.col("ethnicity").filter(head).first().alias("head_ethnicity"),
        )
        .with_columns((pl.col("head_ethnicity") != "Kinh").cast(pl.Int8).alias("minority"))
    )


def recognised(computed: pl.Expr, decided: pl.Expr) -> pl.Expr:
    """What the commune decided, else what the rules computed; blank where neither says."""
    return pl.coalesce(
        pl.when(decided != "").then(decided),
        pl.when(computed != "undetermined").then(computed),
        pl.lit(""),
    )


def closing(column: str) -> pl.Expr:
    """The closing list of a recognised class, blank for a household on neither."""
    return two_lists(column)
