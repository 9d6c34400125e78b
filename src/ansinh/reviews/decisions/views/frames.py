"""Lists whose rows are computed and not stored: exported as others are."""

import polars as pl
from django.http import HttpResponse

from ansinh.accounts.actor import Actor
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.listing import Asked
from ansinh.work.downloads import (
    MOST_ROWS,
    TYPES,
    file_answer,
    frame_of,
    let_out,
    name_of_file,
    record_export,
)


def answer_frame_export(asked: Asked, frame: pl.DataFrame, *, name: str, by: Actor) -> HttpResponse:
    """The file of a list over a frame: the shown columns of every row under the filters, noted in the log."""
    if asked.export not in TYPES:
        raise UnusableInput(_("Chỉ xuất được tệp xlsx hoặc csv."))
    rows = asked.filtered(frame).sort(asked.sorted_by.order, "id", descending=asked.descending)
    if rows.height > MOST_ROWS:
        said = _("Danh sách dài quá {most} dòng. Hãy lọc bớt (theo xã, diện…) rồi xuất lại.")
        raise Refused(said.format(most=MOST_ROWS), code="list_too_long")
    found = let_out(rows.to_dicts())
    record_export(listing=asked.listing.key, filters=sorted(asked.values), rows=len(found), by=by)
    name = name_of_file(name, rows.height - len(found))
    return file_answer(frame_of(found, asked.columns), f"{name}.{asked.export}")
