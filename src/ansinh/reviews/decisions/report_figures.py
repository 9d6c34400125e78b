"""The figures of a periodic report: from the lists in force, from dossiers not yet decided, or from a sealed version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Count

from ansinh.datasets.files import read_version
from ansinh.datasets.queries import latest_version
from ansinh.kernel.dates import shown_date
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.places.queries import population_at
from ansinh.reviews.decisions.average import recognised_at
from ansinh.reviews.decisions.coming import POOR
from ansinh.reviews.decisions.enums import ReportKind
from ansinh.reviews.decisions.lists import entries_held, listed_on
from ansinh.reviews.enums import ListClass
from ansinh.reviews.models import Outcome
from ansinh.reviews.queries import commune_map, communes_at
from ansinh.standards.registry import standard_for_list

COLUMNS = ("poor", "near_poor", "escaped_poor", "escaped_near_poor", "new_poor", "new_near_poor", "average")
_OF_MOVEMENT = {
    "poor_out": "escaped_poor",
    "near_out": "escaped_near_poor",
    "new_poor": "new_poor",
    "relapse_poor": "new_poor",
    "new_near": "new_near_poor",
    "relapse_near": "new_near_poor",
}
_FIRST_IN_YEAR = 1


@dataclass(frozen=True)
class Figures:
    """A table of a report: rows of ``code, name`` and ``COLUMNS``, the sum of them, and what they rest on."""

    rows: Sequence[Mapping[str, Any]]
    provisional: bool
    basis: str

    @property
    def total(self) -> dict[str, int]:
        return {name: sum(row[name] for row in self.rows) for name in COLUMNS}

    def frozen(self, unit: Unit, on: date) -> dict[str, Any]:
        """As a report keeps them: beside each place the households that live there by the newest population on that day,
        blank where none is known, and from where they are."""
        known = _households_at([unit, *communes_at(unit, on)], on)
        rows = [row | {"households": known.get(row["code"], _NOT_KNOWN).households} for row in self.rows]
        whole = known.get(unit.code, _NOT_KNOWN)
        shown = [whole, *(known[row["code"]] for row in rows if row["code"] in known)]
        return {
            "rows": rows,
            "total": self.total | {"households": whole.households},
            "population": "; ".join(dict.fromkeys(one.said for one in shown if one.said)),
        }


@dataclass(frozen=True)
class _Households:
    """How many households live at a place, and who counted them when."""

    households: int | None = None
    said: str = ""


_NOT_KNOWN = _Households()


def _households_at(units: Sequence[Unit], on: date) -> dict[str, _Households]:
    known = population_at(units, on).filter(pl.col("households").is_not_null() & (pl.col("households") > 0))
    return {
        one["unit_code"]: _Households(
            one["households"],
            _("{source}, ngày {day}").format(source=one["source"], day=shown_date(one["date"])),
        )
        for one in known.to_dicts()
    }


def figures_of(unit: Unit, kind: ReportKind, year: int, on: date, *, since: date | None = None) -> Figures:
    """The figures of a report as they stand on a day; who came and went within the year counts from ``since`` on where a day is given.
    Raises ``Refused`` where what it must rest on is not there."""
    if kind is ReportKind.OFFICIAL:
        return _sealed_figures(unit, year)
    if kind is ReportKind.PRELIMINARY:
        return _dossier_figures(unit, year, on)
    return _list_figures(unit, on, since)


def decided_between(entries: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """The rows (as ``entries_held`` gives them) by which households came and went from one day to another, both included, with the
    ``column`` of a report that counts them. The yearly list itself, of 1 January, moves nobody within the year."""
    newest = pl.col("effective_from") > date(last.year, 1, _FIRST_IN_YEAR)
    taken = entries.filter(newest & pl.col("effective_from").is_between(first, last))
    column = pl.col("kind").replace_strict(_OF_MOVEMENT, default=None, return_dtype=pl.String)
    return taken.with_columns(column.alias("column")).filter(pl.col("column").is_not_null())


def decided_at(unit: Unit, first: date, last: date) -> pl.DataFrame:
    """``decided_between`` of a place, on the lists that hold on the last day."""
    of = sorted(commune_map(communes_at(unit, last), last))
    return decided_between(entries_held(of, last).filter(pl.col("unit_id").is_in(of)), first, last)


def _list_figures(unit: Unit, on: date, since: date | None) -> Figures:
    """Lists in force on a day, and who came and went by decisions within the year (or since a day of it) up to it."""
    communes = communes_at(unit, on)
    of = commune_map(communes, on)
    entries = entries_held(sorted(of), on)
    rows = listed_on(entries, on).filter(pl.col("unit_id").is_in(sorted(of)))
    first = since or date(on.year, 1, _FIRST_IN_YEAR)
    taken = decided_between(entries.filter(pl.col("unit_id").is_in(sorted(of))), first, on)
    counted = _Table(unit, communes, of)
    for one in rows.to_dicts():
        counted.add(one["unit_id"], one["village"], one["list_name"])
    for one in taken.to_dicts():
        counted.add(one["unit_id"], one["village"], one["column"])
    for unit_id, village in recognised_at(sorted(of), on):
        counted.add(unit_id, village, "average")
    return Figures(
        counted.rows(),
        False,
        _("Danh sách đang có hiệu lực ngày {day}; biến động theo các quyết định trong năm").format(
            day=shown_date(on)
        )
        if since is None
        else _(
            "Danh sách đang có hiệu lực ngày {day}; biến động theo các quyết định có hiệu lực từ {first} đến {day}"
        ).format(day=shown_date(on), first=shown_date(since)),
    )


def _dossier_figures(unit: Unit, year: int, on: date) -> Figures:
    """What the dossiers of the yearly round hold today, decided or not."""
    communes = communes_at(unit, on)
    of = commune_map(communes, on)
    standard = standard_for_list(year + 1)
    rows = _outcome_counts(sorted(of), year, standard)
    counted = _Table(unit, communes, of)
    for unit_id, village, recognised, movement, here, many in rows:
        if here and recognised in POOR:
            counted.add(unit_id, village, "poor", many)
        if here and recognised == ListClass.NEAR_POOR.value:
            counted.add(unit_id, village, "near_poor", many)
        if movement in _OF_MOVEMENT:
            counted.add(unit_id, village, _OF_MOVEMENT[movement], many)
    for unit_id, village in recognised_at(sorted(of), on):
        counted.add(unit_id, village, "average")
    if not rows:
        raise Refused(
            _(
                "Chưa có kết quả rà soát năm {year} ở {place}. Hãy chạy phân loại trước khi lập báo cáo sơ bộ."
            ).format(year=year, place=unit.name),
            code="no_outcomes",
        )
    return Figures(
        counted.rows(),
        True,
        _("Số liệu sơ bộ từ hồ sơ của các xã đến ngày {day}, chưa phê duyệt").format(day=shown_date(on)),
    )


def _outcome_counts(
    units: Sequence[int], year: int, standard: str
) -> list[tuple[int, str, str, str, bool, int]]:
    rows = (
        Outcome.objects.everywhere()
        .filter(dossier__round__period=str(year), standard=standard, dossier__unit__in=units)
        .order_by()
        .values_list("dossier__unit_id", "household__village", "recognised_class", "movement")
        .annotate(many=Count("pk"), here=Count("answer_id"))
    )
    found = []
    for unit_id, village, recognised, movement, many, here in rows:
        found.append((unit_id, village, recognised, movement, True, here))
        found.append((unit_id, village, recognised, movement, False, many - here))
    return [row for row in found if row[5]]


def _sealed_figures(unit: Unit, year: int) -> Figures:
    """The newest sealed version of the yearly round."""
    version = latest_version(unit, str(year), standard_for_list(year + 1))
    if version is None:
        raise Refused(
            _(
                "Kết quả rà soát năm {year} của {place} chưa được phê duyệt. Báo cáo chính thức chỉ lập từ bản niêm phong: hãy "
                "phê duyệt trước."
            ).format(year=year, place=unit.name),
            code="not_sealed",
        )
    cube = read_version(version.folder, "cube")
    communes = communes_at(unit, version.as_of)
    of = {one.pk: one.pk for one in communes}
    by_code = {one.code: one.pk for one in communes}
    counted = _Table(unit, communes, of)
    kept = cube.filter(
        pl.col("measure").str.starts_with("movement:") | pl.col("measure").is_in(["total", "agricultural"])
    )
    for row in (
        kept.group_by("unit_code", "village", "class", "measure").agg(pl.col("households").sum()).to_dicts()
    ):
        name = _column_of(row["measure"], row["class"])
        if name and row["unit_code"] in by_code:
            counted.add(by_code[row["unit_code"]], row["village"] or "", name, row["households"])
    return Figures(
        counted.rows(),
        False,
        _("Bản niêm phong số {number}, SHA-256 {digest}").format(
            number=version.number, digest=version.digest[:16]
        ),
    )


def _column_of(measure: str, of_class: str) -> str:
    if measure == "total" and of_class in ("poor", "near_poor"):
        return of_class
    if measure == "agricultural":
        return "average"
    return _OF_MOVEMENT.get(measure.removeprefix("movement:"), "") if measure.startswith("movement:") else ""


class _Table:
    """Rows by village of a commune, else by commune: counted into one by one."""

    def __init__(self, unit: Unit, communes: Sequence[Unit], of: Mapping[int, int]) -> None:
        self.by_village = unit.level == "commune"
        self.of = of
        self.names = {one.pk: one.name for one in communes}
        self.codes = {one.pk: one.code for one in communes}
        self.counts: dict[tuple[str, str], dict[str, int]] = {}
        if not self.by_village:
            for one in communes:
                self.counts[one.code, one.name] = dict.fromkeys(COLUMNS, 0)

    def add(self, unit_id: int, village: str, column: str, many: int = 1) -> None:
        commune = self.of[unit_id]
        key = (
            ("", village or _("(không ghi thôn)"))
            if self.by_village
            else (self.codes[commune], self.names[commune])
        )
        self.counts.setdefault(key, dict.fromkeys(COLUMNS, 0))[column] += many

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"code": code, "name": name, **counts} for (code, name), counts in sorted(self.counts.items())
        ]
