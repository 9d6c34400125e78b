"""Column heads of several levels as spans of a grid, the same for every writer."""

from collections.abc import Sequence
from dataclasses import dataclass

from ansinh.kernel.language import _
from ansinh.reports.layouts.columns import HOUSEHOLDS, Column
from ansinh.reports.tables import FormTable


@dataclass(frozen=True, slots=True)
class Span:
    """One head: its place in the grid of heads (from 0), how far it reaches, its text."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


def stub_heads(table: FormTable) -> list[str]:
    """Heads of the columns before the numbered ones: order, unit, and the split where places have two
    rows."""
    if table.is_list:
        return []
    return [_("STT"), _("Đơn vị"), *([""] if table.split else [])]


def depth(columns: Sequence[Column]) -> int:
    """How many rows of heads there are."""
    return max(len(column.heads) for column in columns)


def head_spans(table: FormTable) -> list[Span]:
    """Every head once, merged to the right over equal heads and downwards where a column has fewer levels."""
    return column_spans(table.columns, stub_heads(table))


def column_spans(columns: Sequence[Column], stubs: Sequence[str]) -> list[Span]:
    """The heads of ``columns`` after the plain heads ``stubs``."""
    levels = depth(columns)
    spans = [Span(0, index, levels, 1, text) for index, text in enumerate(stubs)]
    for level in range(levels):
        spans += _level(columns, level, levels, len(stubs))
    return sorted(spans, key=lambda span: (span.row, span.column))


def _level(columns: Sequence[Column], level: int, levels: int, offset: int) -> list[Span]:
    spans: list[Span] = []
    start = 0
    while start < len(columns):
        heads = columns[start].heads
        end = start + 1
        if len(heads) <= level:
            start = end
            continue
        last = len(heads) == level + 1
        while not last and end < len(columns) and _shares(columns[end].heads, heads, level):
            end += 1
        rows = levels - level if last else 1
        spans.append(Span(level, offset + start, rows, end - start, heads[level]))
        start = end
    return spans


def _shares(heads: tuple[str, ...], first: tuple[str, ...], level: int) -> bool:
    return len(heads) > level + 1 and heads[: level + 1] == first[: level + 1]


def number_row(table: FormTable) -> list[str]:
    """The official numbers or formulas under the heads: ``A``, ``B``, ``1``, …, ``4=3/1×100``."""
    letters = ["A", "B", "C"][: len(stub_heads(table))]
    return [*letters, *(column.formula or str(column.number) for column in table.columns)]


def split_word(split: str) -> str:
    """``Hộ`` or ``Nhân khẩu``."""
    return _("Hộ") if split == HOUSEHOLDS else _("Nhân khẩu")
