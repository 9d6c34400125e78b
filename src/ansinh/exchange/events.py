"""Life events of a file into the registry: households found by their ids, effects applied by the registry's own action."""

from dataclasses import asdict

import polars as pl
from django.db import transaction

from ansinh.accounts.actor import Actor
from ansinh.households.actions import apply_events
from ansinh.households.queries import households_by_ref
from ansinh.households.registering import NOBODY, Recording, register
from ansinh.kernel.dates import now, today
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.kernel.language import _
from ansinh.surveys.actions import SOURCE
from ansinh.work.batches import Checked, record_accepted
from ansinh.work.tables import Table


def known_households(rows: pl.DataFrame) -> dict[str, str]:
    """The ids (hex) of the households an event table names, by their id at the source; unknown ones are absent."""
    refs = pl.concat([rows["household_id"], rows["other_household_id"]]).drop_nulls().unique().to_list()
    return dict(households_by_ref(SOURCE, refs).select("source_ref", "household").iter_rows())


def unknown_household_findings(rows: pl.DataFrame, table: Table, known: dict[str, str]) -> list[Finding]:
    """An error for each event of a household that is in no list and no survey; a warning where only the other household of a
    split or a merge is unknown: it is then registered by its id alone and waits for its survey."""
    errand = _("Chưa có hộ này trong sổ. Hãy nhập danh sách hoặc phiếu khảo sát trước.")
    other = _("Chưa có hộ kia trong sổ; hộ ấy được ghi theo mã và chờ phiếu khảo sát.")
    cases = (("household_id", Level.ERROR, errand), ("other_household_id", Level.WARNING, other))
    found = []
    for column, level, words in cases:
        lost = rows.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(list(known)))
        found += [
            Finding("unknown_household", level, words, table.file, table.sheet, row, column)
            for row in lost["__row__"]
        ]
    return found


def accept_events(*, checked: Checked, by: Actor) -> dict[str, int]:
    """Record a checked table of events; ``recorded, already, applied``. All of it, or nothing."""
    rows = checked.payload["rows"]
    with transaction.atomic():
        batch = record_accepted(checked, by)
        _register_others(rows, Recording(SOURCE, today(), now(), by.label, batch.pk, keyring(keys_folder())))
        applied = apply_events(rows=_with_ids(rows), batch_id=batch.pk, by=by)
    return asdict(applied)


def _register_others(rows: pl.DataFrame, how: Recording) -> None:
    """Other households that only an event names so far, by their id alone, where the event says or the household is.

    A household that split off is often told of before its survey comes; without this its link would be lost, and the
    survey would show it as newly poor instead of a change of households (columns 4 and 8).
    """
    unknown = rows.filter(
        pl.col("other_household_id").is_not_null()
        & ~pl.col("other_household_id").is_in(list(known_households(rows)))
    )
    homes = households_by_ref(SOURCE, unknown["household_id"].to_list())
    others = (
        unknown.join(
            homes.select(pl.col("source_ref").alias("household_id"), "unit_id"), on="household_id", how="left"
        )
        .unique("other_household_id", keep="first", maintain_order=True)
        .select(
            pl.col("other_household_id").alias("household_id"),
            pl.coalesce("to_unit", "unit_id").cast(pl.Int64).alias("unit_id"),
            pl.lit(None, dtype=pl.Int64).alias("placed_under"),
            pl.lit(None, dtype=pl.String).alias("village"),
            pl.lit(None, dtype=pl.String).alias("head_name"),
        )
    )
    register(others, NOBODY, how)


def _with_ids(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as ``apply_events`` takes them: households by their ids (hex) in the registry."""
    known = known_households(rows)
    return rows.with_columns(
        pl.col("household_id").replace_strict(known, return_dtype=pl.String).alias("household"),
        pl.col("other_household_id")
        .replace_strict(known, default=None, return_dtype=pl.String)
        .alias("other_household"),
        pl.col("member_id").fill_null("").alias("member_ref"),
    ).select("household", "member_ref", "event", "date", "other_household", "from_unit", "to_unit")
