"""Tables of lists, events and populations from text to their types, with a finding for every cell nobody can read."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.standards.cells import read_cells
from ansinh.standards.engine.rules import Level as QuestionLevel
from ansinh.standards.questions import Kind, Question
from ansinh.work.tables import Table


def column(name: str, kind: Kind, *codes: str) -> Question:
    """A column of an exchange table."""
    return Question(name, QuestionLevel.HOUSEHOLD, kind, name, name, tuple(codes))


@dataclass(frozen=True)
class Typed:
    """The typed frame (every asked column present, unknown ones kept) and what was found."""

    frame: pl.DataFrame
    findings: tuple[Finding, ...]


def typed_table(table: Table, questions: Sequence[Question], required: Sequence[str]) -> Typed:
    """Every column of ``questions`` typed; a bad cell or a blank in a ``required`` column is an error with its row.

    Raises ``UnusableInput`` where a required column is missing as a whole.
    """
    lacking = [name for name in required if name not in table.columns]
    if lacking:
        raise UnusableInput(
            _("{file}: thiếu cột bắt buộc {columns}.").format(file=table.file, columns=", ".join(lacking)),
            columns=lacking,
        )
    findings = list(table.findings)
    columns: list[pl.Series] = []
    for question in questions:
        cells = table.frame.get_column(question.name, default=None)
        if cells is None:
            columns.append(pl.Series(question.name, [None] * table.frame.height, dtype=_type(question)))
            continue
        values, bad = _read(cells, question)
        columns.append(values.alias(question.name))
        findings += [_finding(table, index, question) for index in bad]
        if question.name in required:
            blank = cells.is_null().arg_true().to_list()
            findings += [_blank(table, index, question.name) for index in blank]
    asked = {question.name for question in questions}
    extra = [name for name in table.columns if name not in asked]
    if extra:
        said = _("Cột không được hỏi, vẫn giữ: {columns}.").format(columns=", ".join(extra))
        findings.append(Finding("unknown_column", Level.WARNING, said, table.file, table.sheet))
    frame = pl.DataFrame(columns).hstack(table.frame.select(extra))
    return Typed(frame.with_columns(table.rows.alias("__row__")), tuple(findings))


def _type(question: Question) -> pl.DataType:
    types = {
        Kind.INTEGER: pl.Int64(),
        Kind.DECIMAL: pl.Float64(),
        Kind.DATE: pl.Date(),
        Kind.YES_NO: pl.UInt8(),
    }
    return types.get(question.kind, pl.String())


def _read(cells: pl.Series, question: Question) -> tuple[pl.Series, list[int]]:
    if question.kind is Kind.DATE:
        if cells.dtype == pl.Date:
            return cells, []
        text = cells.cast(pl.String).str.strip_chars()
        days = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
        days = days.set(
            text.str.contains(r"^\d{4}-\d{2}-\d{2}([T ]00:00:00)?$").not_() & text.is_not_null(), None
        )
        return days, (days.is_null() & text.is_not_null()).arg_true().to_list()
    read = read_cells(cells, question)
    values = read.values.cast(pl.String) if question.kind is Kind.CODE else read.values
    return values, read.bad.tolist()


def _finding(table: Table, index: int, question: Question) -> Finding:
    words = {
        Kind.INTEGER: _("Ô này phải là một số nguyên không âm."),
        Kind.DECIMAL: _("Ô này phải là một số không âm."),
        Kind.YES_NO: _("Ô này phải là 0 hoặc 1."),
        Kind.DATE: _("Ô này phải là một ngày dạng năm-tháng-ngày, ví dụ 2022-12-14."),
        Kind.CODE: _("Ô này phải là một trong các mã: {codes}.").format(codes=", ".join(question.codes)),
    }
    message = words.get(question.kind, _("Ô này không đọc được."))
    return Finding(
        "cell", Level.ERROR, message, table.file, table.sheet, int(table.rows[index]), question.name
    )


def _blank(table: Table, index: int, name: str) -> Finding:
    message = _("Thiếu giá trị bắt buộc.")
    return Finding("required", Level.ERROR, message, table.file, table.sheet, int(table.rows[index]), name)
