"""Recognised lists of other years into the history: households unknown so far are registered by their id alone."""

from pathlib import Path

import polars as pl

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.households.queries import households_by_ref
from ansinh.households.registering import NOBODY, Recording, register
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.dates import now, today
from ansinh.kernel.keys import keyring
from ansinh.reviews.decisions.delisting import check_two_persons, leaving, listed_at_end
from ansinh.reviews.lines import renew_classes
from ansinh.reviews.models import ListEntry
from ansinh.surveys.actions import SOURCE
from ansinh.work.batches import Checked, record_accepted
from ansinh.work.traces import add_traced

_KEY = ("household", "list_year", "standard", "class", "kind_of_entry")


@action(EventName.LISTS_IMPORTED)
def record_lists(*, checked: Checked, keys: Path, by: Actor) -> dict[str, int]:
    """Add the rows of a checked list that are not there yet: ``recorded``, ``already``, ``new_households``.

    Raises ``Refused`` where so many households leave a list by it that one person must not do it alone.
    """
    rows = checked.payload["rows"].with_columns(
        pl.col("kind_of_entry", "decision_no", "reason", "village").fill_null("")
    )
    refs = rows["household_id"].unique().to_list()
    known = households_by_ref(SOURCE, refs).rename({"source_ref": "household_id"})
    joined = rows.join(known.select("household_id", "household"), on="household_id", how="left")
    there = _entries_of(joined["household"].drop_nulls().unique().to_list())
    fresh = joined.join(there, on=list(_KEY), how="anti", nulls_equal=True)
    result = {"recorded": fresh.height, "already": rows.height - fresh.height, "new_households": 0}
    if fresh.is_empty():
        nothing_changed()
        return result
    listed = fresh["household"].drop_nulls().unique().to_list()
    before = listed_at_end(listed)
    batch = record_accepted(checked, by)
    how = Recording(SOURCE, today(), now(), by.label, batch.pk, keyring(keys))
    unknown = fresh.filter(pl.col("household").is_null())
    ids = _register_unknown(unknown, how)
    result["new_households"] = ids.height
    complete = fresh.join(ids, on="household_id", how="left", suffix="_new").with_columns(
        pl.coalesce("household", "household_new").alias("household")
    )
    _insert(complete, how)
    check_two_persons(leaving(before, listed_at_end(listed)), batch.user_id, by)
    renew_classes(
        units=complete["unit_id"].drop_nulls().unique().to_list(), households=complete["household"].unique()
    )
    note(subject=f"batch:{batch.pk}", digest=checked.digest, **result)
    return result


def _entries_of(households: list[str]) -> pl.DataFrame:
    schema = {
        "household": pl.String,
        "list_year": pl.Int64,
        "standard": pl.String,
        "class": pl.String,
        "kind_of_entry": pl.String,
    }
    rows = read_frame_of(
        "SELECT CAST(household_id AS VARCHAR(36)), list_year, standard, list_class, kind_of_entry "
        "FROM reviews_listentry WHERE household_id IN ({keys})",
        households,
        schema,
    )
    return rows.with_columns(as_hex("household"))


def _register_unknown(unknown: pl.DataFrame, how: Recording) -> pl.DataFrame:
    """Households known from lists only, placed where their newest list has them; ``household_id, household``."""
    newest = unknown.sort("list_year").unique("household_id", keep="last", maintain_order=True)
    homes = newest.select(
        "household_id",
        "unit_id",
        pl.lit(None, dtype=pl.Int64).alias("placed_under"),
        "village",
        pl.lit(None, dtype=pl.String).alias("head_name"),
    )
    return register(homes, NOBODY, how).households.select("household_id", "household")


def _insert(rows: pl.DataFrame, how: Recording) -> None:
    add_traced(
        ListEntry,
        rows.select(
            pl.col("household").alias("household_id"),
            "unit_id",
            "village",
            "list_year",
            "standard",
            pl.col("class").alias("list_class"),
            "kind_of_entry",
            "decision_no",
            "decision_date",
            "effective_from",
            "effective_until",
            "reason",
            "persons",
            pl.lit(how.batch, dtype=pl.Int64).alias("batch_id"),
            pl.lit(how.at).alias("recorded_at"),
            pl.lit(how.by).alias("recorded_by"),
        ),
        how.batch,
    )
