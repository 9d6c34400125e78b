"""Published tables from files: columns checked, numbers read in the file's own spelling, rows of one place
joined."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from ansinh.kernel.language import _
from ansinh.reports.errors import UnreadableTable
from ansinh.reports.layouts import FORM_NUMBERS, LIST_CLASSES
from ansinh.reports.layouts.columns import HOUSEHOLDS, PERSONS
from ansinh.reports.reconcile.findings import TableFinding, note
from ansinh.reports.reconcile.published import PrintedRow, Published, is_rate, row_key
from ansinh.reports.reconcile.spelling import Spelling, column_spelling, read_number, told_by
from ansinh.work.tables import Table, read_table

_CELL = re.compile(r"c([1-9]\d*)")
_NAMES = ("form", "unit_code", "unit_name", "parent_code", "split")
_SPLITS = ("", HOUSEHOLDS, PERSONS)


def read_published(files: Sequence[Path]) -> tuple[Published, list[TableFinding]]:
    """The tables of all ``files`` together, and notes on what was passed over.

    Raises ``UnusableInput`` for a file that cannot be read and ``UnreadableTable`` for a cell that is no
    number, that could be two numbers, or that contradicts another print of the same row; it names file, row
    and column.
    """
    joined: dict[tuple[int, str, str, str], PrintedRow] = {}
    notes: list[TableFinding] = []
    for path in files:
        rows, said = _read_file(path)
        notes += said
        for row in rows:
            known = joined.get(row_key(row))
            joined[row_key(row)] = row if known is None else _joined(known, row)
    return Published(joined.values(), [path.name for path in files]), notes


def _read_file(path: Path) -> tuple[list[PrintedRow], list[TableFinding]]:
    # Forms of different widths stand in one file: the rows of a narrow one may end early.
    table = read_table(path, short_rows=True)
    numbers = {name: int(m[1]) for name in table.columns if (m := _CELL.fullmatch(name))}
    if "form" not in table.columns:
        raise _refusal(
            table, 1, "form", _("không có cột này; bảng đã công bố có form, unit_code, …, c1, c2, …")
        )
    cells = [{name: _text(value) for name, value in row.items()} for row in table.frame.iter_rows(named=True)]
    forms = [_form(table, at, row) for at, row in zip(table.rows, cells, strict=True)]
    lists = [form for form in forms if form in LIST_CLASSES]
    notes = [_passed_over(table, lists)] if lists else []
    if len(lists) == len(forms):
        return [], notes
    if "unit_code" not in table.columns or not numbers:
        raise _refusal(table, 1, "unit_code" if numbers else "c1", _("không có cột này."))
    notes += _unknown_columns(table, numbers)
    kept = [entry for entry in zip(table.rows, forms, cells, strict=True) if entry[1] not in LIST_CLASSES]
    texts = {name: [_bare(row[name]) for _at, _form, row in kept if row[name]] for name in numbers}
    spellings = {name: _spelling(table, name, texts[name]) for name in numbers}
    return [_row(table, at, form, row, numbers=numbers, spellings=spellings) for at, form, row in kept], notes


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return str(value).strip()


def _spelling(table: Table, name: str, texts: Sequence[str]) -> Spelling:
    """Columns that are numbers in the file, not text, need no reading."""
    return Spelling.PLAIN if table.frame[name].dtype.is_numeric() else column_spelling(texts)


def _bare(text: str) -> str:
    """A rate may be printed with its sign: ``2,14%``."""
    return text.removesuffix("%").rstrip()


def _form(table: Table, at: int, row: Mapping[str, str]) -> int:
    text = row["form"].removesuffix(".0")
    if not text.isdecimal() or int(text) not in FORM_NUMBERS:
        raise _refusal(table, at, "form", _("không phải số của một biểu từ 1 đến 15."))
    return int(text)


def _row(
    table: Table,
    at: int,
    form: int,
    row: Mapping[str, str],
    *,
    numbers: Mapping[str, int],
    spellings: Mapping[str, Spelling],
) -> PrintedRow:
    if not row["unit_code"]:
        raise _refusal(table, at, "unit_code", _("ô trống; mỗi hàng phải có mã đơn vị."))
    split = row.get("split", "")
    if split not in _SPLITS:
        raise _refusal(table, at, "split", _("phải là households, persons hoặc để trống."))
    vietnamese = Spelling.VIETNAMESE in spellings.values() and Spelling.PLAIN not in spellings.values()
    values = {}
    for name, number in numbers.items():
        if not row[name]:
            continue
        spelling, rate = spellings[name], is_rate(form, number)
        if spelling is Spelling.SILENT and vietnamese and not rate:
            spelling = Spelling.VIETNAMESE
        values[number] = _value(table, at, name, row[name], spelling=spelling, rate=rate)
    return PrintedRow(
        table.file,
        at,
        form,
        row["unit_code"],
        row.get("unit_name", ""),
        row.get("parent_code", ""),
        split,
        values,
    )


def _value(table: Table, at: int, name: str, text: str, *, spelling: Spelling, rate: bool) -> Decimal:
    bare = _bare(text) if rate else text
    number = read_number(bare, spelling)
    if number is None:
        raise _refusal(table, at, name, _why(bare))
    if not rate and number != number.to_integral_value():
        raise _refusal(table, at, name, _("cột này đếm hộ, người hoặc lượt nên phải là số nguyên."))
    if number < 0:
        raise _refusal(table, at, name, _("số âm không có nghĩa trong biểu này."))
    return number


def _why(text: str) -> str:
    if told_by(text) is Spelling.UNREADABLE:
        return _("không phải là một số.")
    return _(
        "số đọc được theo hai cách (dấu chấm và dấu phẩy là phân cách hàng nghìn hay phần thập phân), "
        "hoặc viết khác cách viết của cột. Hãy viết cả cột theo một cách."
    )


def _joined(known: PrintedRow, row: PrintedRow) -> PrintedRow:
    """The two prints as one row. Two different figures for one cell are a matter for a person."""
    for column, value in row.values.items():
        if known.values.get(column, value) != value:
            raise UnreadableTable(
                _(
                    "{file}, dòng {row}, cột «{column}»: khác với số của cùng đơn vị, cùng biểu ở {other}, "
                    "dòng {at}. "
                    "Không thể đọc chung hai bảng này."
                ).format(file=row.file, row=row.row, column=f"c{column}", other=known.file, at=known.row),
                file=row.file,
                row=row.row,
                column=f"c{column}",
            )
    return replace(
        known, parent_code=known.parent_code or row.parent_code, values={**row.values, **known.values}
    )


def _passed_over(table: Table, lists: Sequence[int]) -> TableFinding:
    return note(
        "list_passed_over",
        _(
            "{file}: {count} hàng của danh sách (biểu {forms}) không thuộc phần đối chiếu nên được bỏ qua."
        ).format(
            file=table.file, count=len(lists), forms=", ".join(str(form) for form in sorted(set(lists)))
        ),
        form=min(lists),
    )


def _unknown_columns(table: Table, numbers: Iterable[str]) -> list[TableFinding]:
    unknown = [name for name in table.columns if name not in _NAMES and name not in set(numbers)]
    if not unknown:
        return []
    return [
        note(
            "unknown_column",
            _("{file}: các cột {columns} không thuộc bảng đã công bố nên không được đối chiếu.").format(
                file=table.file, columns=", ".join(unknown)
            ),
        )
    ]


def _refusal(table: Table, row: int, column: str, reason: str) -> UnreadableTable:
    return UnreadableTable(
        _("{file}, dòng {row}, cột «{column}»: {reason}").format(
            file=table.file, row=row, column=column, reason=reason
        ),
        file=table.file,
        row=row,
        column=column,
    )
