"""Codes of places in a file, each on its date, once: unit ids, and a finding for every row of a code nobody knows."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from ansinh.kernel.findings import Finding, Level
from ansinh.places.errors import UnknownPlace
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


def unknown_findings(table: Table, column: str, unknown: dict[str, str]) -> list[Finding]:
    """An error a row whose ``column`` names an unknown place."""
    if not unknown:
        return []
    at = table.frame.get_column(column).cast(pl.String).is_in(list(unknown)).arg_true()
    codes = table.frame.get_column(column)
    return [
        Finding(
            "unknown_place",
            Level.ERROR,
            unknown[codes[i]],
            table.file,
            table.sheet,
            int(table.rows[i]),
            column,
        )
        for i in at
    ]
