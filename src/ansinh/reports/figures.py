"""The figures of a form, row by row, gathered from the cube and the population frame in one pass each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from ansinh.kernel.language import _
from ansinh.kernel.text import sort_key
from ansinh.reports.context import UNPLACED, FormContext
from ansinh.reports.errors import OutsideUnit
from ansinh.reports.layouts.columns import HOUSEHOLDS, PERSONS, POPULATION, CellSource

KINH = "Kinh"
OTHER_ETHNICITY = "khác"
_PREFIX = f"{POPULATION}:"
_LISTED = ("poor", "near_poor")
_PEOPLE = (
    "households",
    "persons",
    "households_kinh",
    "households_minority",
    "persons_kinh",
    "persons_minority",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted: ``cube`` by (row code, measure, class, split), ``populations`` by row code and
    column.

    A population that is not known is absent, never zero; a count that is not in the cube is zero.
    """

    cube: Mapping[tuple[str, str, str, str], int]
    populations: Mapping[str, Mapping[str, int]]

    def values(self, row: str, sources: Iterable[tuple[CellSource, ...]]) -> list[int | None]:
        """For each column's sources, as ``Column.read_on`` gives them, their sum in the row ``row``."""
        people = self.populations.get(row, {})
        return [self._sum(row, column, people) for column in sources]

    def _sum(self, row: str, sources: tuple[CellSource, ...], people: Mapping[str, int]) -> int | None:
        total = 0
        for source in sources:
            if source.measure.startswith(_PREFIX):
                known = people.get(source.measure.removeprefix(_PREFIX))
                if known is None:
                    return None
                total += known
            else:
                total += self.cube.get((row, source.measure, source.class_, source.split), 0)
        return total


def ethnicities_present(context: FormContext) -> list[str]:
    """Ethnic groups of heads among the poor and near-poor, but Kinh: Vietnamese order, ``khác`` last."""
    prefix = "ethnicity:"
    names = (
        context.cube.lazy()
        .filter(
            pl.col("standard") == context.standard.code,
            pl.col("class").is_in(_LISTED),
            pl.col("measure").cast(pl.String).str.starts_with(prefix),
            pl.col("households") > 0,
        )
        .select(pl.col("measure").cast(pl.String).str.strip_prefix(prefix).unique())
        .collect()
        .to_series()
    )
    present = [name for name in names if name.casefold() != KINH.casefold()]
    return sorted(present, key=lambda name: (name.casefold() == OTHER_ETHNICITY, sort_key(name)))


def gather(context: FormContext, sources: Iterable[CellSource]) -> Figures:
    """Figures for the rows of ``context``. Raises ``OutsideUnit`` where the cube holds a commune of no
    row."""
    wanted = list(sources)
    measures = {source.measure for source in wanted if not source.measure.startswith(_PREFIX)}
    counted = _counted(context, measures) if measures else {}
    people = _populations(context) if len(measures) < len({source.measure for source in wanted}) else {}
    return Figures(counted, people)


def _counted(context: FormContext, measures: set[str]) -> dict[tuple[str, str, str, str], int]:
    grouped = (
        context.cube.lazy()
        .filter(pl.col("standard") == context.standard.code, pl.col("measure").is_in(sorted(measures)))
        .group_by(context.row_key, "measure", "class")
        .agg(pl.col("households").sum(), pl.col("persons").sum())
        .collect()
    )
    found: dict[tuple[str, str, str, str], int] = {}
    for place, measure, class_, households, persons in grouped.iter_rows():
        row = _row_of(context, place)
        for split, count in ((HOUSEHOLDS, households), (PERSONS, persons)):
            key = (row, measure, class_, split)
            found[key] = found.get(key, 0) + count
    return found


def _row_of(context: FormContext, place: str | None) -> str:
    row = context.row_of.get(place or "")
    if row is not None:
        return row
    if context.row_key == "village":
        return unplaced_code(context)
    raise OutsideUnit(
        _("Số liệu có địa bàn mã {code} nằm ngoài {unit}.").format(code=place, unit=context.unit.name)
    )


def unplaced_code(context: FormContext) -> str:
    """The code of the row for households whose village is none of the rows."""
    return f"{context.unit.code}.{UNPLACED}"


def _populations(context: FormContext) -> dict[str, dict[str, int]]:
    """By row: its own figures where the frame has them, otherwise the sum of its communes when all are
    known."""
    own = {row["unit_code"]: row for row in context.populations.iter_rows(named=True)}
    under: dict[str, list[str]] = {}
    for place, row in context.row_of.items():
        under.setdefault(row, []).append(place)
    people: dict[str, dict[str, int]] = {}
    for row in [*(place.code for place in context.rows), context.unit.code]:
        people[row] = {
            name: value
            for name in _PEOPLE
            if (value := _known(own, row, under.get(row, ()), name)) is not None
        }
    return people


def _known(own: Mapping[str, Mapping[str, object]], row: str, places: Iterable[str], name: str) -> int | None:
    if row in own:
        figure = own[row].get(name)
        return figure if isinstance(figure, int) else None
    figures = [own.get(place, {}).get(name) for place in places]
    known = [figure for figure in figures if isinstance(figure, int)]
    return sum(known) if figures and len(known) == len(figures) else None
