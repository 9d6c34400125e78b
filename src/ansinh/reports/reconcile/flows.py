"""Rules on movements: a row closes, two forms agree on what passed between them, closings are the lists."""

from decimal import Decimal

from ansinh.kernel.language import _
from ansinh.reports.layouts.columns import HOUSEHOLDS, PERSONS
from ansinh.reports.reconcile.findings import Checks, fault
from ansinh.reports.reconcile.published import PrintedRow, Published
from ansinh.reports.reconcile.wording import listed, shown

_SIGNS = {1: 1, 2: -1, 3: -1, 4: -1, 5: 1, 6: 1, 7: 1, 8: 1}
_OTHERS = (4, 8)
# (form 2 column, form 3 column) of the same flow.
_SHARED = ((2, 5), (5, 3))
# (form, its column, split of the row or None for any) and the form 1 column it must equal.
_CLOSINGS = {
    (2, 9, HOUSEHOLDS): 3,
    (2, 9, PERSONS): 9,
    (3, 9, HOUSEHOLDS): 5,
    (3, 9, PERSONS): 11,
    (4, 1, HOUSEHOLDS): 3,
}


def balances(tables: Published) -> Checks:
    """Forms 2 and 3: column 9 is what the other columns leave. A row that does not close says which cells it
    did not print; it never says that a count is wrong."""
    for row in tables.form(2, 3):
        printed = row.of(9)
        if printed is None or row.of(1) is None:
            continue
        computed = sum((sign * row.or_zero(column) for column, sign in _SIGNS.items()), Decimal(0))
        if computed == printed:
            yield None
            continue
        yield fault("balance", row, 9, _does_not_close(row), printed=printed, computed=computed)


def _does_not_close(row: PrintedRow) -> str:
    blank = [column for column in _SIGNS if row.of(column) is None]
    others = [column for column in blank if column in _OTHERS]
    rest = [column for column in blank if column not in _OTHERS]
    said = _("Hàng in ra không khép")
    if others:
        said = (
            _("Hàng in ra không khép; các cột {columns} để trống")
            if len(others) > 1
            else _("Hàng in ra không khép; cột {columns} để trống")
        ).format(columns=listed(others))
    if rest:
        said += _("; cũng để trống: {columns}").format(columns=listed(rest))
    return f"{said}."


def cross_form_flows(tables: Published) -> Checks:
    """What leaves one list for the other in form 2 arrives in form 3, and the other way round."""
    for row in tables.form(2):
        other = tables.find(3, row.unit_code, row.split)
        if other is None:
            continue
        for column, twin in _SHARED:
            printed, computed = row.of(column), other.of(twin)
            if printed is None or computed is None:
                continue
            if printed == computed:
                yield None
                continue
            yield fault(
                "cross_form_flow",
                row,
                column,
                _(
                    "Biểu 2 cột {column} in {printed}, biểu 3 cột {twin} in {computed}: cùng một luồng."
                ).format(column=column, printed=shown(printed), twin=twin, computed=shown(computed)),
                printed=printed,
                computed=computed,
            )


def closings(tables: Published) -> Checks:
    """The closing of forms 2 and 3 and the households of form 4 are the counts of form 1."""
    for row in tables.form(2, 3, 4):
        split = row.split or HOUSEHOLDS
        column = 1 if row.form == 4 else 9
        target = _CLOSINGS.get((row.form, column, split))
        summary = tables.find(1, row.unit_code, "", HOUSEHOLDS)
        if target is None or summary is None:
            continue
        printed, computed = row.of(column), summary.of(target)
        if printed is None or computed is None:
            continue
        if printed == computed:
            yield None
            continue
        yield fault(
            "closing_mismatch",
            row,
            column,
            _("Biểu {form} cột {column} in {printed}, biểu 1 cột {target} in {computed}.").format(
                form=row.form,
                column=column,
                printed=shown(printed),
                target=target,
                computed=shown(computed),
            ),
            printed=printed,
            computed=computed,
        )
