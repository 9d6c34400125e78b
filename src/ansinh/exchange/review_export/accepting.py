"""An export into the registry: households "to be placed" under the place it names, and the list of its year."""

from datetime import date
from pathlib import Path

import polars as pl

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.exchange.review_export.checking import Taken
from ansinh.households.queries import households_by_ref
from ansinh.households.registering import Recording, register
from ansinh.kernel.dates import now
from ansinh.kernel.keys import keyring
from ansinh.places.models import Unit
from ansinh.reviews.lines import renew_classes
from ansinh.reviews.models import ListEntry
from ansinh.reviews.queries import list_year_of
from ansinh.standards.registry import standard_for_list
from ansinh.work.batches import Checked, record_accepted
from ansinh.work.traces import add_traced


def source_of(area: Unit, period: str) -> str:
    """The source under which an export's households are known again: its district and round."""
    return f"review-export:{area.code}:{period}"


def known_before(checked: Checked, area: Unit, period: str) -> int:
    """How many of the export's households are known from an earlier import of the round."""
    keys = [one.key for kind in ("taken", "conflicting") for one in checked.payload[kind]]
    return households_by_ref(source_of(area, period), keys).height


@action(EventName.EXPORT_IMPORTED)
def accept_review_export(
    *, checked: Checked, area: Unit, period: str, as_of: date, keys: Path, by: Actor
) -> int:
    """Take in a checked export; the number of households that were new. The same households again change nothing."""
    everyone: list[Taken] = [*checked.payload["taken"], *checked.payload["conflicting"]]
    source = source_of(area, period)
    known = set(households_by_ref(source, [one.key for one in everyone])["source_ref"].to_list())
    fresh = [one for one in everyone if one.key not in known]
    if not fresh:
        nothing_changed()
        return 0
    batch = record_accepted(checked, by)
    how = Recording(source, as_of, now(), by.label, batch.pk, keyring(keys))
    registered = register(_households(fresh, area), _heads(fresh), how)
    waiting = {one.key for one in checked.payload["conflicting"]}
    listed = [one for one in fresh if one.key not in waiting and one.list_class in {"poor", "near_poor"}]
    _write_list(listed, registered.households, area, period, how)
    note(
        subject=f"batch:{batch.pk}",
        place=area.code,
        period=period,
        households=len(fresh),
        digest=checked.digest,
    )
    return len(fresh)


def _households(fresh: list[Taken], area: Unit) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "household_id": [one.key for one in fresh],
            "unit_id": [None] * len(fresh),
            "placed_under": [area.pk] * len(fresh),
            "village": [None] * len(fresh),
            "head_name": [one.name for one in fresh],
        },
        schema={
            "household_id": pl.String,
            "unit_id": pl.Int64,
            "placed_under": pl.Int64,
            "village": pl.String,
            "head_name": pl.String,
        },
    )


def _heads(fresh: list[Taken]) -> pl.DataFrame:
    """The export names only the head."""
    return pl.DataFrame(
        {
            "household_id": [one.key for one in fresh],
            "member_id": ["1"] * len(fresh),
            "full_name": [one.name for one in fresh],
            "relation": ["head"] * len(fresh),
            "sex": [one.sex or None for one in fresh],
        },
        schema_overrides={"sex": pl.String},
    ).with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in ("birth_date", "ethnicity", "citizen_id")
    )


def _write_list(listed: list[Taken], ids: pl.DataFrame, area: Unit, period: str, how: Recording) -> None:
    list_year = list_year_of(period)
    rows = pl.DataFrame(
        {
            "household_id": [one.key for one in listed],
            "list_class": [one.list_class for one in listed],
            "persons": [one.persons for one in listed],
        },
        schema={"household_id": pl.String, "list_class": pl.String, "persons": pl.Int64},
    ).join(ids.select("household_id", "household"), on="household_id")
    add_traced(
        ListEntry,
        rows.select(
            pl.col("household").alias("household_id"),
            pl.lit("").alias("village"),
            pl.lit(list_year).alias("list_year"),
            pl.lit(standard_for_list(list_year)).alias("standard"),
            "list_class",
            pl.lit("").alias("kind_of_entry"),
            pl.lit("").alias("decision_no"),
            pl.lit("").alias("reason"),
            "persons",
            pl.lit(how.batch, dtype=pl.Int64).alias("batch_id"),
            pl.lit(how.at).alias("recorded_at"),
            pl.lit(how.by).alias("recorded_by"),
        ),
        how.batch,
    )
    renew_classes(households=rows["household"])
