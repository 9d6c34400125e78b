"""Forms as PDF through Typst, in Tinos (the metrics of Times New Roman), with no font of the machine."""

import json
from decimal import Decimal
from pathlib import Path

import typst

from ansinh.kernel.fonts import FOLDER, LETTERS, in_letters
from ansinh.kernel.language import _, current_language
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.text import clean
from ansinh.reports.heads import depth, head_spans, number_row, split_word, stub_heads
from ansinh.reports.layouts.columns import Column, Kind
from ansinh.reports.tables import Cell, FormRow, FormTable, RowKind

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "form.typ"
_TAGGED = 400
_WIDTHS = {Kind.COUNT: 9.0, Kind.RATE: 9.0, Kind.TEXT: 14.0, Kind.MARK: 7.0}


def write_pdf(table: FormTable, path: Path) -> Path:
    """Write one form to ``path``."""
    path.write_bytes(pdf_bytes(table))
    return path


def pdf_bytes(table: FormTable) -> bytes:
    """One form as PDF/A; the same form of the same version gives the same bytes.

    A form of up to ``_TAGGED`` rows carries its structure for screen readers (PDF/A-2a). The tags of a long
    list weigh thirty times its text, so it goes without them (PDF/A-2u).
    """
    tagged = len(table.rows) <= _TAGGED
    return typst.compile(
        str(_TEMPLATE),
        root=str(_HERE),
        font_paths=[str(FOLDER)],
        ignore_system_fonts=True,
        sys_inputs={"form": json.dumps(_printable(_plain_form(table)), ensure_ascii=False)},
        pdf_standards=["a-2a" if tagged else "a-2u"],
        pdf_tags=tagged,
        timestamp=int(table.sealed_at.timestamp()),
    )


def _printable(form: dict[str, object]) -> dict[str, object]:
    """``form`` in letters the font has; where one had to be replaced, a note of the form says so."""
    lacking: set[str] = set()
    shown = {key: _shown_text(value, lacking) for key, value in form.items()}
    if lacking:
        said = _("{count} ký tự ngoài bảng chữ của phông chữ được in thành dấu ?; dữ liệu vẫn giữ nguyên.")
        notes = shown["notes"] if isinstance(shown["notes"], list) else []
        shown["notes"] = [*notes, said.format(count=len(lacking))]
    return shown


def _shown_text(value: object, lacking: set[str]) -> object:
    if isinstance(value, str):
        text = clean(value)
        lacking |= set(text) - LETTERS
        return in_letters(text)
    if isinstance(value, list):
        return [_shown_text(part, lacking) for part in value]
    if isinstance(value, dict):
        return {key: _shown_text(part, lacking) for key, part in value.items()}
    return value


def _plain_form(table: FormTable) -> dict[str, object]:
    head = table.head
    widths = [5.0, 22.0, 9.0][: len(stub_heads(table))]
    widths += [column.width or _WIDTHS[column.kind] for column in table.columns]
    wide = sum(widths) > 180
    return {
        "language": current_language(),
        "paper": "a3" if wide else "a4",
        "size": 10 if wide or len(widths) <= 16 else 9,
        "superior": head.superior,
        "authority": head.authority,
        "state": head.state,
        "motto": head.motto,
        "number": head.number,
        "title": head.title,
        "subtitle": head.subtitle,
        "version": head.version,
        "widths": widths,
        "aligns": [*("center", "left", "center")[: len(stub_heads(table))], *map(_align, table.columns)],
        "depth": depth(table.columns),
        "heads": [
            {"x": s.column, "y": s.row, "rows": s.rows, "columns": s.columns, "text": s.text}
            for s in head_spans(table)
        ],
        "numbers": number_row(table),
        "rows": [_plain_row(table, row) for row in table.rows],
        "notes": list(table.notes),
        "notes_word": _("Ghi chú"),
        "page_word": _("Trang"),
        "signatures": [list(pair) for pair in table.signatures],
    }


def _align(column: Column) -> str:
    return {Kind.TEXT: "left", Kind.MARK: "center"}.get(column.kind, "right")


def _plain_row(table: FormTable, row: FormRow) -> dict[str, object]:
    if row.kind is RowKind.GROUP:
        return {"group": True, "bold": True, "cells": [row.name]}
    cells = [_shown(column, cell) for column, cell in zip(table.columns, row.cells, strict=True)]
    if not table.is_list:
        second = row.split == "persons"
        name = _("Tổng cộng") if row.kind is RowKind.TOTAL else row.name
        stubs = ["" if second else row.order, "" if second else name, split_word(row.split)]
        cells = stubs[: len(stub_heads(table))] + cells
    return {"group": False, "bold": row.kind is RowKind.TOTAL, "cells": cells}


def _shown(column: Column, cell: Cell) -> str:
    if isinstance(cell.value, int | Decimal):
        return shown_number(cell.value, 2 if column.kind is Kind.RATE else 0)
    return cell.value or ""
