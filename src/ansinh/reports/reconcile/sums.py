"""Rules on sums: indicators make up their total, the poor lack three or more each, children make up their
parent."""

from collections.abc import Sequence
from decimal import Decimal

from ansinh.kernel.language import _
from ansinh.reports.reconcile.findings import Checks, fault
from ansinh.reports.reconcile.published import PrintedRow, Published, is_rate
from ansinh.reports.reconcile.wording import shown

_TWELVE = 12
# How many indicators a standard has, and whether its poor households lack three or more each (under vn-2016
# a household poor by income need not lack any).
INDICATORS = {"vn-2016": 10, "vn-2022": 12, "vn-2027": 12}
_THREE_OR_MORE = ("vn-2022", "vn-2027")


def row_sums(tables: Published, standard: str | None) -> Checks:
    """Forms 4 and 6: the total is the sum of the indicators, where every one of them was printed."""
    for row in tables.form(4, 6):
        printed, computed = row.of(2), _all_of(row, tables, standard)
        if printed is None or computed is None:
            continue
        if printed == computed:
            yield None
            continue
        yield fault(
            "row_sum",
            row,
            2,
            _("Tổng số lượt thiếu hụt in {printed}, các chỉ số cộng lại {computed}.").format(
                printed=shown(printed), computed=shown(computed)
            ),
            printed=printed,
            computed=computed,
        )


def _all_of(row: PrintedRow, tables: Published, standard: str | None) -> Decimal | None:
    known = None if standard is None else INDICATORS.get(standard.partition("+")[0])
    columns = tables.indicator_columns(row.form, known)
    values = [row.of(column) for column in columns]
    if not values or None in values:
        return None
    return sum((value for value in values if value is not None), Decimal(0))


def fewer_than_three(tables: Published, standard: str | None) -> Checks:
    """Form 4 under a standard whose poor lack three or more: total deprivations are at least three times the
    poor."""
    twelve = len(tables.indicator_columns(4, None)) == _TWELVE
    if standard not in _THREE_OR_MORE and not (standard is None and twelve):
        return
    for row in tables.form(4):
        households = row.of(1)
        total = row.of(2) if row.of(2) is not None else _all_of(row, tables, standard)
        if households is None or total is None:
            continue
        if total >= 3 * households:
            yield None
            continue
        yield fault(
            "fewer_than_three",
            row,
            2,
            _("{households} hộ nghèo phải có ít nhất {least} lượt thiếu hụt, bảng in {total}.").format(
                households=shown(households), least=shown(3 * households), total=shown(total)
            ),
            printed=total,
            computed=3 * households,
        )


def parents_and_children(tables: Published) -> Checks:
    """A place's counts are the sums of its children's, column by column, where all of them printed the
    column."""
    for (form, _split), rows in tables.groups().items():
        places = {row.unit_code: row for row in rows}
        children: dict[str, list[PrintedRow]] = {}
        for row in rows:
            if row.parent_code in places and row.parent_code != row.unit_code:
                children.setdefault(row.parent_code, []).append(row)
        for code, under in children.items():
            yield from _one_parent(places[code], under, form)


def _one_parent(parent: PrintedRow, children: Sequence[PrintedRow], form: int) -> Checks:
    for column, printed in sorted(parent.values.items()):
        parts = [child.of(column) for child in children]
        if is_rate(form, column) or None in parts:
            continue
        computed = sum((part for part in parts if part is not None), Decimal(0))
        if printed == computed:
            yield None
            continue
        yield fault(
            "parent_children",
            parent,
            column,
            _("Cột {column} in {printed}, {count} đơn vị trực thuộc cộng lại {computed}.").format(
                column=column, printed=shown(printed), count=len(children), computed=shown(computed)
            ),
            printed=printed,
            computed=computed,
        )
