"""A made form laid out for a page: head rows with merged cells, rows with their stubs, each cell with where it opens."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.urls import reverse

from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.reports.heads import Span, depth, head_spans, number_row, split_word, stub_heads
from ansinh.reports.layouts.columns import Column, Kind
from ansinh.reports.tables import Cell, FormRow, FormTable, RowKind

# Whole words in the address of a cell where a place has one row or two.
WHOLE = "all"
# The column of the lists that holds the name.
_NAME = 3
_SPLITS = {"": WHOLE, "households": "households", "persons": "persons"}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell: its text, where it opens (blank: nowhere), whether it is a number or a mark."""

    text: str
    href: str
    number: bool
    mark: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row. ``name`` heads it; ``first`` tells the first of a place's two rows, ``lines`` how many it has."""

    kind: RowKind
    order: str
    name: str
    name_href: str
    split: str
    first: bool
    lines: int
    cells: Sequence[ShownCell]


@dataclass(frozen=True, slots=True)
class ShownForm:
    """``heads`` by row of the grid; ``numbers`` the row under them; ``stubs`` how many columns stand before the numbered ones."""

    table: FormTable
    heads: Sequence[Sequence[Span]]
    numbers: Sequence[str]
    stubs: int
    rows: Sequence[ShownRow]


def split_in_address(split: str) -> str:
    """How the split of a row stands in an address; ``split_of_address`` reads it back."""
    return _SPLITS[split]


def split_of_address(text: str) -> str | None:
    """The split an address names, nothing for another text."""
    return next((split for split, said in _SPLITS.items() if said == text), None)


def shown_form(
    table: FormTable,
    version_id: int,
    below: Mapping[str, int],
    *,
    rows: Sequence[FormRow] | None = None,
    homes: Collection[str] = (),
) -> ShownForm:
    """``table`` for a page of the version ``version_id``. ``below`` gives, by code of a row, the version of that place, to
    whose form of the same number its name leads. ``rows``: only some of its rows (a page of a list); ``homes``: the
    households of a list whose pages the reader may open.
    """
    spans = head_spans(table)
    return ShownForm(
        table,
        [[span for span in spans if span.row == level] for level in range(depth(table.columns))],
        number_row(table),
        len(stub_heads(table)),
        [_row(table, row, version_id, below, homes) for row in (table.rows if rows is None else rows)],
    )


def _row(
    table: FormTable, row: FormRow, version_id: int, below: Mapping[str, int], homes: Collection[str]
) -> ShownRow:
    opens = _opener(table, row, version_id, homes)
    return ShownRow(
        row.kind,
        row.order,
        _("Tổng cộng") if row.kind is RowKind.TOTAL else row.name,
        _form_address(below[row.code], table.number) if row.code in below else "",
        split_word(row.split) if table.split else "",
        row.split != "persons",
        2 if table.split else 1,
        [opens(column, cell) for column, cell in zip(table.columns, row.cells, strict=True)],
    )


def _opener(
    table: FormTable, row: FormRow, version_id: int, homes: Collection[str]
) -> Callable[[Column, Cell], ShownCell]:
    # The address is made once a row: a province's form has thousands of cells.
    stem = ""
    if row.kind in (RowKind.PLACE, RowKind.TOTAL):
        stem = cell_address(version_id, table.number, row, 0).rpartition("/")[0]

    home = ""
    if row.household in homes and row.cells[0].value is not None:
        home = reverse("portal:household", kwargs={"household_id": UUID(row.household)})

    def shown(column: Column, cell: Cell) -> ShownCell:
        href = f"{stem}/{column.number}" if stem and cell.sources else ""
        if home and column.number == _NAME:
            href = home
        number = column.kind in (Kind.COUNT, Kind.RATE)
        return ShownCell(shown_value(column, cell.value), href, number, column.kind is Kind.MARK)

    return shown


def cell_address(version_id: int, number: int, row: FormRow, column: int) -> str:
    """Where a cell opens."""
    return reverse(
        "reports:cell",
        kwargs={
            "version_id": version_id,
            "number": number,
            "row": row.code,
            "split": split_in_address(row.split),
            "column": column,
        },
    )


def _form_address(version_id: int, number: int) -> str:
    return reverse("reports:form", kwargs={"version_id": version_id, "number": number})


def shown_value(column: Column, value: int | Decimal | str | None) -> str:
    """A cell as it is printed; an empty string for a blank one."""
    if isinstance(value, int | Decimal):
        return shown_number(value, 2 if column.kind is Kind.RATE else 0)
    return value or ""


def column_words(column: Column) -> str:
    """The heads of a column from the widest down, as one phrase."""
    return " › ".join(column.heads)
