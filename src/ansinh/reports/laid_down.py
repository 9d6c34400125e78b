"""Tables laid down to be reconciled, read for a page: each printed cell with what was found at it and what we compute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import polars as pl
from django.conf import settings

from ansinh.datasets.models import Version
from ansinh.kernel.errors import AnSinhError, NotFound
from ansinh.kernel.findings import Level
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.kernel.language import _, current_language
from ansinh.kernel.sealed_files import open_file
from ansinh.reports.heads import Span, column_spans, depth, split_word
from ansinh.reports.kept_forms import kept_form
from ansinh.reports.layouts import layout
from ansinh.reports.layouts.columns import Column
from ansinh.reports.loading import words_of
from ansinh.reports.models import CheckedTables
from ansinh.reports.reconcile import Report, TableFinding
from ansinh.reports.reconcile.checking import check
from ansinh.reports.reconcile.published import PrintedRow, Published
from ansinh.reports.reconcile.reading import read_published
from ansinh.reports.reconcile.wording import shown
from ansinh.reports.tables import FormTable

# Forms whose columns do not depend on the standard; form 9 has the ethnic groups present, so its heads are not known.
_FIXED_FORMS = (1, 2, 3, 8, 11, 12, 13)
_OWN_COLUMNS = 9


def rule_words(rule: str) -> str:
    """A rule of the reconciliation as a sentence."""
    return {
        "rate_over_100": _("Tỷ lệ không vượt quá 100 %."),
        "no_base": _("Có số hộ hoặc nhân khẩu thì phải có tổng số của địa bàn."),
        "parts_exceed_base": _(
            "Hộ nghèo và hộ cận nghèo cộng lại không vượt tổng số hộ; nhân khẩu cũng vậy."
        ),
        "rate_mismatch": _("Tỷ lệ bằng số đếm chia tổng số, nhân 100, làm tròn hoặc cắt ở số chữ số đã in."),
        "balance": _("Cột 9 = 1 − 2 − 3 − 4 + 5 + 6 + 7 + 8 ở biểu diễn biến."),
        "cross_form_flow": _("Dòng chuyển giữa hộ nghèo và hộ cận nghèo ở biểu 2 và biểu 3 phải bằng nhau."),
        "closing_mismatch": _("Số cuối kỳ ở biểu diễn biến bằng số của biểu 1 và của các biểu phân tích."),
        "row_sum": _("Tổng số lượt thiếu hụt bằng tổng các cột chỉ số."),
        "rate_of_count": _("Tỷ lệ ở biểu 5, biểu 7 bằng số đếm ở biểu 4, biểu 6 chia cho số hộ."),
        "fewer_than_three": _(
            "Mỗi hộ nghèo thiếu hụt từ ba chỉ số trở lên, nên số lượt không dưới ba lần số hộ."
        ),
        "parent_children": _("Số của địa bàn bằng tổng số của các địa bàn bên dưới trong cùng bảng."),
        "list_passed_over": _("Hàng của danh sách hộ không thuộc phần đối chiếu."),
        "unknown_column": _("Cột lạ không được đối chiếu."),
    }.get(rule, rule)


def folder_of(tables: CheckedTables) -> Path:
    """Where the files of laid down tables lie."""
    return Path(settings.DATA_FOLDER) / "reconcile" / tables.pk.hex


def tables_of(user_id: int | None, pk: UUID) -> CheckedTables:
    """The tables that this person laid down; raises ``NotFound`` for another's."""
    found = CheckedTables.objects.filter(pk=pk, user_id=user_id).select_related("version__unit").first()
    if found is None:
        said = _("Không có lần đối chiếu này. Hãy chọn trong danh sách các lần đối chiếu của mình.")
        raise NotFound(said, code="no_such_tables")
    return found


def report_of(tables: CheckedTables) -> tuple[Published, Report]:
    """What was printed and what was found, in the current language; kept in memory, because the files do not change."""
    folder = folder_of(tables)
    files = tuple(str(folder / name) for name in tables.files)
    return kept_report(files, tables.standard, current_language())


@lru_cache(maxsize=16)
def kept_report(files: tuple[str, ...], standard: str, language: str) -> tuple[Published, Report]:
    """``report_of`` by files; the language is part of what is kept, because findings speak."""
    with TemporaryDirectory(prefix="open-", dir=settings.FILE_UPLOAD_TEMP_DIR) as opened:
        paths = [Path(opened) / Path(file).name for file in files]
        for file, path in zip(files, paths, strict=True):
            open_file(Path(file), path, keyring(keys_folder()))
        published, notes = read_published(paths)
    return published, check(published, standard or None, notes)


def findings_frame(report: Report) -> pl.DataFrame:
    """The findings in the order of the rules, numbered from 1: for the list and its export."""
    rows = [
        {
            "no": number,
            "key": number,
            "rule": one.rule,
            "level": one.level.value,
            "form": one.form,
            "unit_code": one.unit_code,
            "split": one.split,
            "column": one.column,
            "printed": None if one.printed is None else shown(one.printed),
            "computed": None if one.computed is None else shown(one.computed),
            "message": one.message,
        }
        for number, one in enumerate(report.findings, start=1)
    ]
    texts = ("rule", "level", "unit_code", "split", "column", "printed", "computed", "message")
    schema = {"no": pl.Int64, "key": pl.Int64, "form": pl.Int64} | dict.fromkeys(texts, pl.String)
    return pl.DataFrame(rows, schema=schema)


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A printed figure: its text, the numbers of what was found at it, our own figure where it differs."""

    text: str
    findings: Sequence[int]
    ours: str


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A printed row; ``findings`` are those of the row as a whole."""

    row: PrintedRow
    name: str
    split: str
    findings: Sequence[int]
    cells: Sequence[PrintedCell]


@dataclass(frozen=True, slots=True)
class LaidOut:
    """One form of the laid down tables as a grid; ``heads`` by row of the grid, ``width`` columns after the stubs.
    ``compared``: whether our own figures stand beside it, else ``why`` not."""

    number: int
    title: str
    heads: Sequence[Sequence[Span]]
    width: int
    lines: Sequence[PrintedLine]
    compared: bool
    why: str
    different: int


def forms_in(published: Published) -> list[int]:
    """The forms that have rows, in order."""
    return sorted({row.form for row in published.rows})


def laid_out(tables: CheckedTables, number: int) -> LaidOut:
    """Form ``number`` of the laid down tables. Raises ``NotFound`` where they hold none."""
    published, report = report_of(tables)
    rows = published.form(number)
    if not rows:
        raise NotFound(_("Các bảng này không có biểu số {number}.").format(number=number), code="no_form")
    width = max(max(row.values, default=1) for row in rows)
    ours, why = _ours(tables.version, number)
    at = _findings_at(report.findings, number)
    lines = [_line(row, width, at, ours) for row in rows]
    different = sum(bool(cell.ours) for line in lines for cell in line.cells)
    standard = tables.standard or (tables.version.standard if tables.version else "")
    columns = _columns(number, standard, width)
    spans = column_spans(columns, [_("Mã"), _("Đơn vị"), ""])
    heads = [[span for span in spans if span.row == level] for level in range(depth(columns))]
    return LaidOut(number, _title(number), heads, width, lines, bool(ours), why, different)


def _title(number: int) -> str:
    return layout(number, words_of("vn-2022")).title


def _columns(number: int, standard: str, width: int) -> list[Column]:
    """As many columns as were printed, with the official heads where they can be known."""
    known: Sequence[Column] = ()
    if number != _OWN_COLUMNS and (number in _FIXED_FORMS or standard):
        known = layout(number, words_of(standard or "vn-2022")).columns
    more = [Column(at, (f"c{at}",)) for at in range(len(known) + 1, width + 1)]
    return [*known[:width], *more]


def _findings_at(findings: Sequence[TableFinding], form: int) -> Mapping[tuple[str, str, str], list[int]]:
    at: dict[tuple[str, str, str], list[int]] = {}
    for number, one in enumerate(findings, start=1):
        if one.form == form and one.level is Level.ERROR:
            at.setdefault((one.unit_code, one.split, one.column), []).append(number)
    return at


def _ours(version: Version | None, number: int) -> tuple[Mapping[tuple[str, str], FormTable | object], str]:
    """Our own rows by code and split; nothing, and why, where they cannot stand beside."""
    if version is None:
        return {}, ""
    if number == _OWN_COLUMNS:
        return {}, _("Cột của biểu 9 là các dân tộc có mặt nên không so theo số cột.")
    try:
        table = kept_form(version, number)
    except AnSinhError as refusal:
        return {}, refusal.message
    return {(row.code, row.split): row for row in table.rows}, ""


def _line(
    row: PrintedRow,
    width: int,
    at: Mapping[tuple[str, str, str], list[int]],
    ours: Mapping[tuple[str, str], object],
) -> PrintedLine:
    own = ours.get((row.unit_code, row.split))
    cells = []
    for column in range(1, width + 1):
        printed = row.of(column)
        cells.append(
            PrintedCell(
                "" if printed is None else shown(printed),
                at.get((row.unit_code, row.split, f"c{column}"), ()),
                _different(printed, own, column),
            )
        )
    split = split_word(row.split) if row.split else ""
    name = row.unit_name or row.unit_code
    return PrintedLine(row, name, split, at.get((row.unit_code, row.split, ""), ()), cells)


def _different(printed: Decimal | None, own: object, column: int) -> str:
    """Our figure as text where both are known and they differ."""
    cells = getattr(own, "cells", ())
    value = cells[column - 1].value if column <= len(cells) else None
    if printed is None or not isinstance(value, int | Decimal) or Decimal(value) == printed:
        return ""
    return shown(Decimal(value))
