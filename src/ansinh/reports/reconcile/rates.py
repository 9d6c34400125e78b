"""Rules on rates and their bases."""

from collections.abc import Iterator
from decimal import Decimal

from ansinh.kernel.language import _
from ansinh.kernel.numbers import cut, round_half_up
from ansinh.reports.reconcile.findings import Checks, fault
from ansinh.reports.reconcile.published import PrintedRow, Published, is_rate
from ansinh.reports.reconcile.wording import shown

# Rate column of form 1: the column it counts and the column it is of.
_SUMMARY_RATES = {4: (3, 1), 6: (5, 1), 8: (7, 1), 10: (9, 2), 12: (11, 2), 14: (13, 2)}
_COUNTS_OF = {5: 4, 7: 6}
# Rates that were exported unrounded are compared so far and no further.
_MOST_DECIMALS = 6

HALF_UP, CUT = "half_up", "cut"


def rates_over_100(tables: Published) -> Checks:
    """No printed rate is above 100."""
    for row in tables.form(1, 5, 7):
        for column, printed in row.values.items():
            if not is_rate(row.form, column):
                continue
            if printed <= 100:
                yield None
                continue
            part, base = _part_and_base(tables, row, column)
            computed = round_half_up(part * 100 / base, 2) if part is not None and base else None
            yield fault(
                "rate_over_100",
                row,
                column,
                _("Tỷ lệ in ra là {printed}%, lớn hơn 100.").format(printed=shown(printed)),
                printed=printed,
                computed=computed,
            )


def missing_bases(tables: Published) -> Checks:
    """A place with poor or near-poor households or persons has its total entered."""
    for row in tables.form(1):
        lacking = [
            base
            for base, counts in ((1, (3, 5)), (2, (9, 11)))
            if sum(row.or_zero(count) for count in counts) > 0 and not row.or_zero(base)
        ]
        if not lacking:
            yield None
            continue
        words = _("tổng số hộ") if lacking == [1] else _("tổng số nhân khẩu")
        if len(lacking) == 2:
            words = _("tổng số hộ và tổng số nhân khẩu")
        yield fault(
            "no_base",
            row,
            lacking[0],
            _("Đơn vị có hộ nghèo hoặc hộ cận nghèo nhưng chưa nhập {what}.").format(what=words),
            printed=row.of(lacking[0]),
            computed=None,
        )


def parts_above_base(tables: Published) -> Checks:
    """Poor and near-poor households together are at most all households."""
    for row in tables.form(1):
        base = row.or_zero(1)
        if not base or (row.of(3) is None and row.of(5) is None):
            continue
        parts = row.or_zero(3) + row.or_zero(5)
        if parts <= base:
            yield None
            continue
        yield fault(
            "parts_exceed_base",
            row,
            1,
            _("Hộ nghèo và hộ cận nghèo cộng lại {parts}, nhiều hơn tổng số hộ {base}.").format(
                parts=shown(parts), base=shown(base)
            ),
            printed=base,
            computed=parts,
        )


def rates_of_summary(tables: Published) -> Checks:
    """Form 1: a rate is its count in a hundred of its base, rounded half up or cut."""
    return _mismatches(tables, "rate_mismatch", (1,))


def rates_of_counts(tables: Published) -> Checks:
    """Forms 5 and 7: a rate is the count of form 4 or 6 in a hundred households of the class."""
    return _mismatches(tables, "rate_of_count", tuple(_COUNTS_OF))


def _mismatches(tables: Published, rule: str, forms: tuple[int, ...]) -> Checks:
    for row, column, printed, half_up, cut_off in _compared(tables, forms):
        if printed in (half_up, cut_off):
            yield None
            continue
        yield fault(
            rule,
            row,
            column,
            _("Tỷ lệ in ra {printed}; tính lại được {half_up} (làm tròn) hoặc {cut} (cắt bỏ).").format(
                printed=shown(printed), half_up=shown(half_up), cut=shown(cut_off)
            ),
            printed=printed,
            computed=half_up,
        )


def roundings(tables: Published) -> dict[str, dict[str, list[str]]]:
    """By file, the printed rates that can only have been rounded half up, and those that can only have been
    cut."""
    found: dict[str, dict[str, list[str]]] = {file: {HALF_UP: [], CUT: []} for file in tables.files}
    for row, _column, printed, half_up, cut_off in _compared(tables, (1, *_COUNTS_OF)):
        if half_up != cut_off and printed in (half_up, cut_off):
            found[row.file][HALF_UP if printed == half_up else CUT].append(shown(printed))
    return found


def _compared(
    tables: Published, forms: tuple[int, ...]
) -> Iterator[tuple[PrintedRow, int, Decimal, Decimal, Decimal]]:
    """Each printed rate with a known count and base: as printed, rounded half up, cut, all at its
    decimals."""
    for row in tables.form(*forms):
        for column, text in sorted(row.values.items()):
            part, base = _part_and_base(tables, row, column) if is_rate(row.form, column) else (None, None)
            if part is None or not base:
                continue
            exponent = text.as_tuple().exponent
            decimals = min(_MOST_DECIMALS, max(0, -exponent if isinstance(exponent, int) else 0))
            exact = part * 100 / base
            yield (
                row,
                column,
                round_half_up(text, decimals),
                round_half_up(exact, decimals),
                cut(exact, decimals),
            )


def _part_and_base(tables: Published, row: PrintedRow, column: int) -> tuple[Decimal | None, Decimal | None]:
    if row.form == 1:
        part, base = _SUMMARY_RATES[column]
        return row.of(part), row.of(base)
    counts = tables.find(_COUNTS_OF[row.form], row.unit_code, row.split, "")
    if counts is None:
        return None, None
    return counts.of(column + 1), row.of(1) if row.of(1) is not None else counts.of(1)
