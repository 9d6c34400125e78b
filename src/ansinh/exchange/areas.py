"""Codes of places in a file, each on its date, once: unit ids, and a finding for every row of a code nobody knows."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from ansinh.access.scope import Scope
from ansinh.households.queries import households_by_ref
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.places.errors import UnknownPlace
from ansinh.places.grounds import paths_above
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.work.tables import Table


def units_on(codes: Iterable[str], *days: date) -> tuple[dict[str, Unit], dict[str, str]]:
    """The unit of each code on the first of ``days`` on which it has one, and for the others why not."""
    found: dict[str, Unit] = {}
    unknown: dict[str, str] = {}
    for code in set(codes):
        for day in days:
            try:
                found[code] = unit_at(code, day)
                unknown.pop(code, None)
                break
            except UnknownPlace as error:
                unknown.setdefault(code, error.message)
    return found, unknown


def outside(found: dict[str, Unit], scope: Scope) -> dict[str, str]:
    """Of the codes found, those that whoever hands in the file may not write to, with why."""
    said = _(
        "Địa bàn này ngoài phạm vi được giao của người nhập. Hãy bỏ dòng này, hoặc đề nghị cấp trên nhập."
    )
    return {code: said for code, unit in found.items() if not scope.covers(unit.pk)}


def held_elsewhere(source: str, table: Table, column: str, scope: Scope) -> list[Finding]:
    """An error for each row whose household is known in the registry at a place outside of the scope."""
    if scope.unit_ids is None:
        return []
    codes = table.frame.get_column(column).cast(pl.String)
    known = households_by_ref(source, codes.drop_nulls().unique().to_list()).drop_nulls("unit_id")
    others = known.filter(~pl.col("unit_id").is_in(list(scope.unit_ids)))["source_ref"].to_list()
    said = _(
        "Mã hộ này đang thuộc địa bàn khác trong sổ. Hãy kiểm tra mã; nếu hộ chuyển đến, hãy đề nghị nơi đi hoặc cấp trên ghi "
        "biến động trước."
    )
    return [
        Finding("held_elsewhere", Level.ERROR, said, table.file, table.sheet, int(table.rows[i]), column)
        for i in codes.is_in(others).fill_null(value=False).arg_true()
    ]


def unknown_findings(
    table: Table, column: str, unknown: dict[str, str], rule: str = "unknown_place"
) -> list[Finding]:
    """An error a row whose ``column`` names an unknown place, or one at fault by another rule."""
    if not unknown:
        return []
    at = table.frame.get_column(column).cast(pl.String).is_in(list(unknown)).arg_true()
    codes = table.frame.get_column(column)
    return [
        Finding(
            rule,
            Level.ERROR,
            unknown[codes[i]],
            table.file,
            table.sheet,
            int(table.rows[i]),
            column,
        )
        for i in at
    ]


def common_ground(unit_ids: Iterable[int]) -> Unit | None:
    """The smallest unit that holds all of the units; nothing where they lie in several provinces, or there are none."""
    paths = set(Unit.objects.filter(pk__in=list(unit_ids)).values_list("path", flat=True))
    shared = [list(ways) for ways in zip(*(paths_above(path) for path in paths), strict=False)]
    common = [ways[0] for ways in shared if len(set(ways)) == 1]
    if not common:
        return None
    return Unit.objects.filter(path=common[-1]).order_by("-valid_from").first()
