"""A made form: heads, columns, rows of cells, notes. Writers print it; pages open its cells to households."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from ansinh.reports.layouts.columns import CellSource, Column

Value = int | Decimal | str | None


class RowKind(StrEnum):
    """What a row stands for."""

    PLACE = "place"
    TOTAL = "total"
    GROUP = "group"  # the name of a village over its households, in the lists
    ENTRY = "entry"  # one member in a list


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure or text. ``sources`` are the cube rows it is the sum of (for a rate: of the counted part);
    ``published`` is what somebody else printed for it, where that is known."""

    value: Value
    sources: tuple[CellSource, ...] = ()
    published: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FormRow:
    """One printed row. ``order`` is the number in column A; ``split`` ``households``, ``persons`` or
    blank; ``household`` the id of the household an entry of a list belongs to."""

    kind: RowKind
    order: str
    code: str
    name: str
    split: str
    cells: tuple[Cell, ...]
    household: str = ""


@dataclass(frozen=True, slots=True)
class FormHead:
    """The head of the paper, line by line, in the language it was made in."""

    superior: str
    authority: str
    state: str
    motto: str
    number: str
    title: str
    subtitle: str
    version: str


@dataclass(frozen=True, slots=True)
class FormTable:
    """A form ready to be written. ``number`` 1 to 15; ``unit_code`` and ``parent_code`` of the reporting
    unit. ``sealed_at`` of the version dates the files, so that the same form of the same version is the same
    file."""

    number: int
    unit_code: str
    parent_code: str
    head: FormHead
    columns: tuple[Column, ...]
    rows: tuple[FormRow, ...]
    notes: tuple[str, ...]
    signatures: tuple[tuple[str, str], ...]
    sealed_at: datetime
    is_list: bool = False

    @property
    def split(self) -> bool:
        """Whether places have two rows, households and persons."""
        return any(row.split for row in self.rows)
