"""Forms as CSV: the published-table format for forms 1 to 13, in plain numbers; lists with columns of their
own."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from ansinh.reports.tables import FormRow, FormTable, RowKind, Value

FIXED = ("form", "unit_code", "unit_name", "parent_code", "split")
LIST_COLUMNS = (
    "household_no",
    "member_no",
    "full_name",
    "sex",
    "birth_year",
    "ethnicity",
    "relation",
    "new",
    "relapse",
    "old",
    "merit",
    "no_labour_capacity",
    "deprivations",
    "support_health",
    "support_education",
    "support_production",
    "support_credit",
    "support_housing",
    "support_other",
)
# A spreadsheet takes a text that begins so for a formula.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def csv_text(tables: Sequence[FormTable]) -> str:
    """Forms 1 to 13 in one published table, the total row under the unit's own code; or lists (14, 15) in
    theirs.

    Raises ``ValueError`` where lists and other forms are mixed: their columns differ.
    """
    kinds = {table.is_list for table in tables}
    if len(kinds) > 1:
        raise ValueError("lists have columns of their own and go to a file of their own")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    rows = _list_rows(tables) if kinds == {True} else _published_rows(tables)
    writer.writerows(rows)
    return stream.getvalue()


def write_csv(table: FormTable, path: Path) -> Path:
    """Write one form as UTF-8 to ``path``."""
    path.write_text(csv_text([table]), encoding="utf-8", newline="")
    return path


def _published_rows(tables: Sequence[FormTable]) -> list[list[str]]:
    width = max((len(table.columns) for table in tables), default=0)
    rows = [[*FIXED, *(f"c{number}" for number in range(1, width + 1))]]
    for table in tables:
        for row in table.rows:
            cells = [_plain(cell.value) for cell in row.cells]
            rows.append([*_fixed(table, row), *cells, *[""] * (width - len(cells))])
    return rows


def _fixed(table: FormTable, row: FormRow) -> list[str]:
    parent = table.parent_code if row.kind is RowKind.TOTAL else table.unit_code
    return [str(table.number), row.code, safe_text(row.name), parent, row.split]


def _list_rows(tables: Sequence[FormTable]) -> list[list[str]]:
    rows = [["form", "unit_code", "village", *LIST_COLUMNS]]
    for table in tables:
        village = ""
        for row in table.rows:
            if row.kind is RowKind.GROUP:
                village = safe_text(row.name)
            else:
                rows.append(
                    [str(table.number), row.code, village, *(_plain(cell.value) for cell in row.cells)]
                )
    return rows


def _plain(value: Value) -> str:
    return safe_text(value) if isinstance(value, str) else "" if value is None else str(value)


def safe_text(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula; numbers never pass here."""
    return (
        f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) or text.startswith(_FORMULA_STARTS) else text
    )
