"""Life events of a file into the registry: households found by their ids, effects applied by the registry's own action."""

from dataclasses import asdict

import polars as pl
from django.db import transaction

from ansinh.accounts.actor import Actor
from ansinh.households.actions import apply_events
from ansinh.households.queries import households_by_ref
from ansinh.kernel.findings import Finding, Level
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
    split or a merge is unknown, whose end of the story is then missing."""
    errand = _("Chưa có hộ này trong sổ. Hãy nhập danh sách hoặc phiếu khảo sát trước.")
    other = _("Chưa có hộ kia trong sổ; biến động được giữ lại mà không nối với hộ ấy.")
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
    known = known_households(rows)
    hexed = rows.with_columns(
        pl.col("household_id").replace_strict(known, return_dtype=pl.String).alias("household"),
        pl.col("other_household_id")
        .replace_strict(known, default=None, return_dtype=pl.String)
        .alias("other_household"),
        pl.col("member_id").fill_null("").alias("member_ref"),
    )
    with transaction.atomic():
        batch = record_accepted(checked, by)
        applied = apply_events(
            rows=hexed.select(
                "household", "member_ref", "event", "date", "other_household", "from_unit", "to_unit"
            ),
            batch_id=batch.pk,
            by=by,
        )
    return asdict(applied)
