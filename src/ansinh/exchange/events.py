"""Life events of a file into the registry: households found by their ids, effects applied by the registry's own action."""

import polars as pl
from django.db import transaction

from ansinh.accounts.actor import Actor
from ansinh.households.actions import apply_events
from ansinh.households.queries import households_by_ref
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.surveys.actions import SOURCE
from ansinh.work.batches import Checked, record_accepted


def accept_events(*, checked: Checked, by: Actor) -> dict[str, int]:
    """Record a checked table of events; ``recorded, already, applied``. A household nobody knows refuses the file."""
    rows = checked.payload["rows"]
    refs = pl.concat([rows["household_id"], rows["other_household_id"]]).drop_nulls().unique().to_list()
    ids = households_by_ref(SOURCE, refs).select(pl.col("source_ref"), "household")
    known = dict(ids.iter_rows())
    lost = rows.filter(~pl.col("household_id").is_in(list(known)))
    if not lost.is_empty():
        raise Refused(
            _(
                "{file}: dòng {rows}: chưa có hộ này trong sổ. Hãy nhập danh sách và phiếu khảo sát trước."
            ).format(file=checked.file_names[0], rows=", ".join(str(n) for n in lost["__row__"].head(10))),
            code="unknown_household",
        )
    hexed = rows.with_columns(
        pl.col("household_id").replace_strict(known, return_dtype=pl.String).alias("household"),
        pl.col("other_household_id")
        .replace_strict(known, default=None, return_dtype=pl.String)
        .alias("other_household"),
        pl.col("member_id").fill_null("").alias("member_ref"),
    )
    with transaction.atomic():
        batch = record_accepted(checked, by)
        return apply_events(
            rows=hexed.select(
                "household", "member_ref", "event", "date", "other_household", "from_unit", "to_unit"
            ),
            batch_id=batch.pk,
            by=by,
        )
