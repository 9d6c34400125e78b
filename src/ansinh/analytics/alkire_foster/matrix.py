"""A matrix of deprivations from a file: one 0/1 column an indicator; a sample weight and a group may stand beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.work.tables import Table, read_table

# Names by which files of households and people say who a row is: never an indicator.
IDENTIFIERS = ("id", "household_id", "member_id", "person_id")
_CELLS = {"0": 0, "1": 1, "0.0": 0, "1.0": 1, "0,0": 0, "1,0": 1}
_BLANKS = ("", "na", "nan", "null", "none")
_UNKNOWN, _WRONG = 2, 3


class Missing(StrEnum):
    """What is done with a row where a cell is blank.

    The literature drops it from the sample and says how much of the sample is left (Alkire and Santos 2014, the global MPI);
    for data quality it also looks at what would come of either answer. Nothing is filled in silently: a blank is refused until one
    of these is named.
    """

    REFUSE = "refuse"
    DROP = "drop"
    NOT_DEPRIVED = "not-deprived"
    DEPRIVED = "deprived"


@dataclass(frozen=True, slots=True)
class DeprivationMatrix:
    """The rows of a file that are measured. ``cells`` 0 and 1, one column an indicator of ``indicators``; ``sample_weights`` and
    ``groups`` (one name a row) where asked for. ``left_out`` are columns that only say who a row is, ``blank`` how many rows had a
    blank cell, ``dropped`` how many of them are not measured, ``kept_share`` the share of the sample weight that is."""

    file: str
    indicators: tuple[str, ...]
    cells: npt.NDArray[np.uint8]
    sample_weights: npt.NDArray[np.float64] | None
    groups: tuple[str, ...] | None
    left_out: tuple[str, ...]
    blank: int
    dropped: int
    kept_share: float


def read_matrix(
    path: Path,
    *,
    sample_weight: str | None = None,
    by: str | None = None,
    missing: Missing = Missing.REFUSE,
) -> DeprivationMatrix:
    """Read ``path`` (CSV, XLSX, Parquet).

    Raises ``UnusableInput`` that names file, row and column for a cell that is neither 0 nor 1, for a blank where blanks are
    refused, for a sample weight that is negative or no number, for a row without a group; and for a file without rows or without
    an indicator.
    """
    table = read_table(path)
    for name in (sample_weight, by):
        if name is not None and name not in table.columns:
            raise _refusal(
                table,
                1,
                name,
                _("không có cột này; tệp có các cột {names}.").format(names=", ".join(table.columns)),
            )
    left_out = tuple(n for n in table.columns if n.lower() in IDENTIFIERS and n not in (sample_weight, by))
    indicators = tuple(n for n in table.columns if n not in (sample_weight, by) and n not in left_out)
    if not indicators:
        raise _refusal(table, 1, "", _("không có cột chỉ tiêu nào: mỗi chỉ tiêu là một cột 0/1."))
    if table.frame.height == 0:
        raise _refusal(table, 1, "", _("không có hàng nào để đo."))
    cells = np.column_stack([_indicator(table, name) for name in indicators])
    unknown = cells == _UNKNOWN
    _check_blanks(table, indicators, unknown, missing)
    weights = None if sample_weight is None else _weights(table, sample_weight)
    groups = None if by is None else _groups(table, by)
    blank = unknown.any(axis=1)
    kept = ~blank if missing is Missing.DROP else np.ones(len(cells), dtype=np.bool_)
    cells[unknown] = 1 if missing is Missing.DEPRIVED else 0
    carried = np.ones(len(cells)) if weights is None else weights
    _check_left(table, sample_weight, float(carried.sum()), float(carried[kept].sum()))
    return DeprivationMatrix(
        table.file,
        indicators,
        cells[kept],
        None if weights is None else weights[kept],
        None if groups is None else tuple(one for one, stays in zip(groups, kept, strict=True) if stays),
        left_out,
        int(blank.sum()),
        int((~kept).sum()),
        float(carried[kept].sum() / carried.sum()),
    )


def _texts(table: Table, name: str) -> pl.Series:
    """A column as trimmed text, blanks as empty text; whole numbers without a fraction."""
    column = table.frame[name]
    if column.dtype == pl.Boolean:
        column = column.cast(pl.UInt8)
    return column.cast(pl.String).fill_null("").str.strip_chars()


def _indicator(table: Table, name: str) -> npt.NDArray[np.uint8]:
    texts = _texts(table, name)
    read = texts.replace_strict(_CELLS, default=_WRONG, return_dtype=pl.UInt8)
    blank = texts.str.to_lowercase().is_in(_BLANKS)
    cells = read.to_numpy().copy()
    cells[blank.to_numpy()] = _UNKNOWN
    wrong = np.flatnonzero(cells == _WRONG)
    if len(wrong):
        said = _("«{text}» không phải 0 hoặc 1. Cột chỉ tiêu chỉ có 1 (thiếu hụt) và 0 (không thiếu hụt).")
        shown = texts[int(wrong[0])][:40]
        raise _refusal(table, table.rows[int(wrong[0])], name, said.format(text=shown))
    return cells


def _check_blanks(
    table: Table, indicators: Sequence[str], unknown: npt.NDArray[np.bool_], missing: Missing
) -> None:
    if missing is not Missing.REFUSE or not unknown.any():
        return
    row, column = (int(one) for one in np.argwhere(unknown)[0])
    said = _(
        "ô trống ({count} hàng có ô trống). Điền vào, hoặc nêu cách xử lý: --missing drop bỏ các hàng đó, "
        "not-deprived coi là không thiếu hụt, deprived coi là thiếu hụt."
    )
    count = int(unknown.any(axis=1).sum())
    raise _refusal(table, table.rows[row], indicators[column], said.format(count=count))


def _weights(table: Table, name: str) -> npt.NDArray[np.float64]:
    read = (
        _texts(table, name).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False).fill_null(-1.0)
    )
    weights = read.to_numpy().astype(np.float64)
    wrong = np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))
    if len(wrong):
        said = _("quyền số mẫu phải là một số không âm.")
        raise _refusal(table, table.rows[int(wrong[0])], name, said)
    return weights


def _groups(table: Table, name: str) -> list[str]:
    groups: list[str] = _texts(table, name).to_list()
    if "" in groups:
        said = _("ô trống; mỗi hàng phải thuộc một nhóm.")
        raise _refusal(table, table.rows[groups.index("")], name, said)
    return groups


def _check_left(table: Table, sample_weight: str | None, whole: float, kept: float) -> None:
    if whole <= 0:
        raise _refusal(table, 1, sample_weight or "", _("tổng quyền số mẫu bằng không nên không đo được."))
    if kept <= 0:
        said = _("hàng nào cũng có ô trống nên bỏ đi thì không còn gì để đo.")
        raise _refusal(table, 1, "", said)


def _refusal(table: Table, row: int, column: str, reason: str) -> UnusableInput:
    said = _("{file}, dòng {row}, cột «{column}»: {reason}") if column else _("{file}, dòng {row}: {reason}")
    return UnusableInput(
        said.format(file=table.file, row=row, column=column, reason=reason),
        code="unusable_matrix",
        file=table.file,
        row=row,
        column=column,
    )
