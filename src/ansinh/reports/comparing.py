"""Two made forms laid beside each other: the same place and column, two versions, the difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ansinh.reports.layouts.columns import Column, Kind
from ansinh.reports.tables import Cell, FormRow, FormTable


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """A figure in both versions; ``None`` where one has none. ``change`` is ours less the other's."""

    column: Column
    ours: int | Decimal | None
    theirs: int | Decimal | None

    @property
    def change(self) -> int | Decimal | None:
        if self.ours is None or self.theirs is None:
            return None
        return self.ours - self.theirs


@dataclass(frozen=True, slots=True)
class ComparedRow:
    row: FormRow
    known: bool
    cells: Sequence[ComparedCell]


def compared(ours: FormTable, theirs: FormTable) -> list[ComparedRow]:
    """The rows of ``ours`` with what ``theirs`` has for them. Rows meet by code and split, columns by their heads (form 9
    has the ethnic groups present, two standards have different indicators); ``known`` tells whether the other has the row.
    """
    place = {column.heads: index for index, column in enumerate(theirs.columns)}
    rows = {(row.kind, row.code, row.split): row for row in theirs.rows}
    return [_row(ours.columns, row, rows.get((row.kind, row.code, row.split)), place) for row in ours.rows]


def _row(
    columns: Sequence[Column], row: FormRow, other: FormRow | None, place: dict[tuple[str, ...], int]
) -> ComparedRow:
    cells = [
        ComparedCell(column, _figure(cell), _figure(_at(other, place.get(column.heads))))
        for column, cell in zip(columns, row.cells, strict=True)
        if column.kind in (Kind.COUNT, Kind.RATE)
    ]
    return ComparedRow(row, other is not None, cells)


def _at(row: FormRow | None, index: int | None) -> Cell | None:
    return None if row is None or index is None else row.cells[index]


def _figure(cell: Cell | None) -> int | Decimal | None:
    return cell.value if cell is not None and isinstance(cell.value, int | Decimal) else None
