"""Lists on their way out as files: the same rows and columns as on the page, every filtered row, one event in the log."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.module_loading import autodiscover_modules

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.listing import Asked, Column
from ansinh.work.tables.writing import write_rows

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# What one request writes while a person waits; more is narrowed by a filter first.
MOST_ROWS = 100_000


# Which rows of a list may not go out: a later domain knows (``@withholds`` in its ``restricting.py``).
Withholding = Callable[[Sequence[Any]], Sequence[bool]]
_WITHHOLDING: list[Withholding] = []


def withholds(judge: Withholding) -> Withholding:
    """Make a function one that says of each row of a list whether it is kept back from every file."""
    _WITHHOLDING.append(judge)
    return judge


@cache
def _read_judges() -> None:
    autodiscover_modules("restricting")


def let_out(rows: Sequence[Any]) -> list[Any]:
    """The rows that may go out."""
    _read_judges()
    judged = [judge(rows) for judge in _WITHHOLDING]
    return [row for number, row in enumerate(rows) if not any(one[number] for one in judged)]


def name_of_file(name: str, held_back: int) -> str:
    """The name of a file, which says where rows were kept back: nobody takes a part for the whole."""
    return f"{name}-tru-{held_back}-dong-han-che" if held_back else name


def answer_export(asked: Asked, rows: QuerySet, *, name: str, by: Actor) -> HttpResponse:
    """The file of a list asked for with ``?export=xlsx`` or ``csv``: the shown columns of every row under the filters.

    Raises ``UnusableInput`` for another kind of file, ``Refused`` for more than ``MOST_ROWS`` rows.
    """
    if asked.export not in TYPES:
        raise UnusableInput(_("Chỉ xuất được tệp xlsx hoặc csv."))
    found = list(islice(asked.everything(rows), MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        said = _("Danh sách dài quá {most} dòng. Hãy lọc bớt (theo xã, diện…) rồi xuất lại.")
        raise Refused(said.format(most=MOST_ROWS), code="list_too_long")
    kept = let_out(found)
    record_export(listing=asked.listing.key, filters=sorted(asked.values), rows=len(kept), by=by)
    name = name_of_file(name, len(found) - len(kept))
    return file_answer(frame_of(kept, asked.columns), f"{name}.{asked.export}")


def frame_of(rows: Sequence[Any], columns: Sequence[Column]) -> pl.DataFrame:
    """The cells of a list as a frame with the columns' words as names."""
    return pl.DataFrame(
        {str(column.words): [_cell(column, row) for row in rows] for column in columns}, strict=False
    )


def _cell(column: Column, row: Any) -> Any:
    value = column.value(row)
    if column.told is not None and value:
        return column.told(value)
    if column.kind == "status" and value is not None:
        return str(value[1])
    return value if isinstance(value, int | float | type(None)) else str(value)


def file_answer(frame: pl.DataFrame, name: str) -> HttpResponse:
    """``frame`` as a file to save. ``name`` ends in ``.xlsx`` or ``.csv`` and holds nothing personal."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_rows(path, frame)
        content = path.read_bytes()
    return HttpResponse(
        content,
        content_type=TYPES[name.rpartition(".")[2]],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@action(EventName.LIST_EXPORTED)
def record_export(*, listing: str, filters: Sequence[str], rows: int, by: Actor, place: str = "") -> None:
    """Note that a list went out: which, of which place, under which filters (their names, not what was searched for), how
    many rows."""
    note(place=place, listing=listing, filters=list(filters), rows=rows)
