"""Lists whose rows lie in a sealed file and not in the database: the same declaration, filters and paging by key."""

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.listing import Asked, Page
from ansinh.kernel.web.sealed import open_words, seal_words

Row = dict[str, Any]


def filtered_frame(asked: Asked, frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` under every filter asked for: each takes and gives a frame."""
    for one in asked.listing.filters:
        if one.key in asked.values:
            frame = one.apply(frame, asked.values[one.key])
    return frame


def frame_page(asked: Asked, frame: pl.DataFrame, key: str) -> Page:
    """The asked page of ``frame``, ordered by the asked column (no blanks in it) and the unique column ``key``.

    Rows are mappings; the caller joins what stands elsewhere (names) to ``Page.rows``. Raises ``UnusableInput`` for a mark
    that is not one of ours.
    """
    order, size = _order(asked), asked.listing.size
    before, after = asked.request.GET.get("before"), asked.request.GET.get("after")
    back, given = bool(before), before or after or ""
    rows = filtered_frame(asked, frame)
    if given:
        rows = rows.filter(_beyond(order, key, _place(given), down=asked.descending != back))
    rows = rows.sort(order, key, descending=asked.descending != back, maintain_order=True)
    found = list(rows.head(size + 1).iter_rows(named=True))
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    onward, behind = (bool(given), more) if back else (more, bool(given))
    return Page(
        asked,
        found,
        asked.href(after=_mark(found[-1], order, key), before=None) if found and onward else None,
        asked.href(before=_mark(found[0], order, key), after=None) if found and behind else None,
    )


def frame_rows(asked: Asked, frame: pl.DataFrame, key: str) -> Iterator[Row]:
    """Every row under the filters in order: for exports."""
    ordered = filtered_frame(asked, frame).sort(_order(asked), key, descending=asked.descending)
    return ordered.iter_rows(named=True)


def _order(asked: Asked) -> str:
    order = asked.sorted_by.order
    assert order is not None  # Asked refuses a column without one.
    return order


def _beyond(order: str, key: str, place: tuple[Any, Any], *, down: bool) -> pl.Expr:
    value, last = place
    at, tie = pl.col(order), pl.col(key)
    further = (at < value) if down else (at > value)
    return further | ((at == value) & ((tie < last) if down else (tie > last)))


def _mark(row: Row, order: str, key: str) -> str:
    return seal_words(json.dumps([row[order], row[key]]))


def _place(mark: str) -> tuple[Any, Any]:
    opened = open_words(mark)
    if opened is None:
        raise UnusableInput(_("Liên kết trang này đã cũ. Hãy mở lại danh sách từ đầu."))
    value, key = json.loads(opened)
    return value, key
