"""Rows of the populations table as they come from outside, checked before any is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.places.errors import UnknownPlace
from ansinh.places.queries import unit_at

COUNTS = (
    "households",
    "persons",
    "households_kinh",
    "households_minority",
    "persons_kinh",
    "persons_minority",
)


@dataclass(frozen=True, slots=True)
class PopulationRow:
    """One row of the populations format; ``row`` is its row in the file. Counts are whole numbers or
    unknown."""

    area_code: str
    date: date
    source: str
    households: int | None = None
    persons: int | None = None
    households_kinh: int | None = None
    households_minority: int | None = None
    persons_kinh: int | None = None
    persons_minority: int | None = None
    row: int = 0

    def counts(self) -> dict[str, int | None]:
        """The six counts by column."""
        return {name: getattr(self, name) for name in COUNTS}


def check_populations(rows: Sequence[PopulationRow]) -> list[Finding]:
    """What keeps rows from being recorded: an unknown place on the date, a negative count, parts that do
    not make the whole, two rows of one place, date and source, no source."""
    findings: list[Finding] = []
    seen: set[tuple[str, date, str]] = set()
    for row in rows:
        key = (row.area_code, row.date, row.source)
        if key in seen:
            said = _("Nơi, ngày và nguồn này đã có ở một dòng trước.")
            findings.append(_fault(row, "area_code", "twice", said))
        seen.add(key)
        if not row.source:
            findings.append(_fault(row, "source", "source_missing", _("Thiếu nguồn của số dân.")))
        for name, value in row.counts().items():
            if value is not None and value < 0:
                findings.append(_fault(row, name, "negative", _("Số đếm không thể âm.")))
        findings += _parts(row)
        try:
            unit_at(row.area_code, row.date)
        except UnknownPlace as error:
            findings.append(_fault(row, "area_code", "unknown_place", error.message))
    return findings


def _parts(row: PopulationRow) -> list[Finding]:
    found = []
    for whole in ("households", "persons"):
        counts = row.counts()
        parts = counts[f"{whole}_kinh"], counts[f"{whole}_minority"]
        if counts[whole] is not None and None not in parts and counts[whole] != sum(p for p in parts if p):
            said = _("Người Kinh và dân tộc thiểu số không cộng thành tổng ở cột {column}.")
            found.append(_fault(row, whole, "parts", said.format(column=whole)))
    return found


def _fault(row: PopulationRow, column: str, rule: str, message: str) -> Finding:
    return Finding(rule, Level.ERROR, message, row=row.row, column=column)
