"""What a kept figure is made of: the places it is the sum of, each with the cell that opens it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.urls import reverse
from django.utils.timezone import localtime

from ansinh.access.scope import Scope
from ansinh.datasets.queries import cube_of
from ansinh.kernel.numbers import shown_number
from ansinh.monitoring.enums import PaperKind
from ansinh.monitoring.given_figures import commune_rates, year_of
from ansinh.monitoring.models import WrittenFigure, WrittenReport
from ansinh.reports.kept_forms import kept_form
from ansinh.reports.printed_pages import cell_address
from ansinh.reports.tables import RowKind
from ansinh.reviews.decisions.report_figures import decided_at

_CUBE = {"poor_income": "poor_income", "poor_deprivation": "poor_deprivation"}
_BAND = "band:"


FLOWS = ("escaped_poor", "escaped_near_poor", "new_poor", "new_near_poor")
"""The figures of a half-year report that decisions within the half make."""


def is_flow(figure: WrittenFigure) -> bool:
    """Whether the figure counts households by decisions of a half year."""
    return figure.version is None and figure.code in FLOWS and figure.report.kind == PaperKind.SIX_MONTH.value


def days_of(report: WrittenReport) -> tuple[date, date]:
    """The days within which a half-year report counts decisions: to the day its figures were filled, where its half was not over."""
    first, last = year_of(report.year, report.part)
    return first, min(last, localtime(report.made_at).date())


def decided_households(figure: WrittenFigure, scope: Scope) -> pl.DataFrame:
    """The households a flow counts, of those within a scope, as the decisions stand today."""
    report = figure.report
    rows = decided_at(report.unit, *days_of(report)).filter(pl.col("column") == figure.code)
    seen = [scope.covers(unit, village) for unit, village in rows.select("unit_id", "village").iter_rows()]
    return rows.filter(pl.Series(seen, dtype=pl.Boolean)).sort("effective_from", "id")


@dataclass(frozen=True)
class Place:
    """One place of the sum: its name, its share as shown, where that opens (blank: nowhere)."""

    name: str
    shown: str
    href: str = ""


@dataclass(frozen=True)
class MadeOf:
    """The places a figure is made of; ``href`` opens its own cell (blank: no form prints it)."""

    places: Sequence[Place] = ()
    href: str = ""


def made_of(figure: WrittenFigure) -> MadeOf:
    """The parts of a figure. A figure that is no sum over places has none: its note says what it is computed from."""
    if figure.version is None:
        return MadeOf(href=figure.link)
    if figure.form:
        return _of_form(figure)
    if figure.code in _CUBE:
        return MadeOf(
            _of_cube(figure, _CUBE[figure.code]), reverse("reports:version", args=[figure.version_id])
        )
    if figure.code.startswith(_BAND):
        return MadeOf(_of_band(figure, int(figure.code.removeprefix(_BAND))))
    return MadeOf(href=figure.link)


def _of_form(figure: WrittenFigure) -> MadeOf:
    version = figure.version
    assert version is not None
    table = kept_form(version, figure.form)
    own, places = "", []
    for row in table.rows:
        if row.split != figure.split:
            continue
        cell = row.cells[figure.column - 1]
        href = cell_address(version.pk, figure.form, row, figure.column)
        if row.code == version.unit.code:
            own = href
        elif row.kind is RowKind.PLACE and cell.value is not None and not isinstance(cell.value, str):
            rated = figure.denominator is not None
            places.append(Place(row.name, shown_number(cell.value, 2 if rated else 0), href))
    return MadeOf(places, own)


def _of_cube(figure: WrittenFigure, measure: str) -> list[Place]:
    version = figure.version
    assert version is not None
    rows = cube_of(version).filter(
        (pl.col("standard") == version.standard)
        & (pl.col("measure") == measure)
        & (pl.col("class") == "poor")
    )
    counted = dict(rows.group_by("unit_code").agg(pl.col("households").sum()).rows())
    found = commune_rates(version)
    return [
        Place(one.unit.name, shown_number(counted[one.unit.code]))
        for one in found
        if counted.get(one.unit.code)
    ]


def _of_band(figure: WrittenFigure, at: int) -> list[Place]:
    version = figure.version
    assert version is not None
    return [
        Place(
            one.unit.name,
            f"{shown_number(one.rate, 2)}% ({shown_number(one.poor)}/{shown_number(one.households)})",
        )
        for one in commune_rates(version)
        if one.band == at
    ]
