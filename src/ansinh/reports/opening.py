"""From a cell of a form to what it is made of: the households counted in it, the people, or the population record.

The same yes/no expressions that counted the cube choose the rows here, so what opens adds up to what is printed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from ansinh.datasets.files import version_file
from ansinh.datasets.measures import Measure, class_measures, flow_measures
from ansinh.datasets.models import Version
from ansinh.datasets.queries import communes_of
from ansinh.kernel.dates import add_months
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.text import sort_key
from ansinh.reports.context import FormContext
from ansinh.reports.figures import unplaced_code
from ansinh.reports.kept_forms import Key, kept_context, kept_form, key_of
from ansinh.reports.layouts.columns import PERSONS, POPULATION, CellSource, Column, Kind
from ansinh.reports.tables import Cell, FormRow, FormTable, RowKind
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.causes import causes_of
from ansinh.standards.children import CHILD_MONTHS

_ETHNICITY = "ethnicity:"
_PREFIX = f"{POPULATION}:"
_LISTED = ("poor", "near_poor")
SHOWN = ("household_id", "unit_code", "village", "class", "movement", "persons", "minority")


@dataclass(frozen=True, slots=True)
class OpenedCell:
    """One cell of a made form with its row and column. ``base`` is, for a rate, the column it is of; ``key`` what the form
    depended on when it was made."""

    key: Key
    table: FormTable
    row: FormRow
    column: Column
    cell: Cell
    base: Column | None

    @property
    def population(self) -> str:
        """The column of the population record that the cell prints, or blank."""
        first = self.cell.sources[0].measure if self.cell.sources else ""
        return first.removeprefix(_PREFIX) if first.startswith(_PREFIX) else ""

    @property
    def counts_persons(self) -> bool:
        """Whether the cell counts people rather than households."""
        return any(source.split == PERSONS for source in self.cell.sources)

    @property
    def base_cell(self) -> Cell | None:
        """For a rate, the cell of the same row it is of."""
        return None if self.base is None else self.row.cells[self.base.number - 1]


def open_cell(
    version: Version, number: int, row: str, split: str, column: int, *, key: Key | None = None
) -> OpenedCell:
    """The cell of ``column`` (from 1) in the row of code ``row``. Raises ``NotFound`` where the form has none. Who opens
    many gives the ``key_of`` the version."""
    key = key or key_of(version)
    table = kept_form(version, number, key)
    rows = [one for one in table.rows if one.code == row and one.split == split]
    if not rows or not 1 <= column <= len(table.columns):
        raise NotFound(_("Biểu này không có ô đó. Hãy mở lại biểu và chọn một ô."), code="no_cell")
    plan = table.columns[column - 1]
    base = table.columns[plan.base - 1] if plan.kind is Kind.RATE else None
    return OpenedCell(key, table, rows[0], plan, rows[0].cells[column - 1], base)


def households_of(opened: OpenedCell) -> pl.DataFrame:
    """The households counted in a cell, one row each: ``SHOWN`` columns, ``counted`` (how much each adds; their sum is the
    cell, or of a rate its counted part), ``why`` (the first measure that counted it), ``place`` (for sorting).
    """
    return _households(opened.key, _row_code(opened), opened.cell.sources)


def _row_code(opened: OpenedCell) -> str:
    """The code of the row, blank for the total: it is made of everything."""
    return "" if opened.row.kind is RowKind.TOTAL else opened.row.code


@lru_cache(maxsize=64)
def _households(key: Key, row: str, sources: tuple[CellSource, ...]) -> pl.DataFrame:
    version = Version.objects.select_related("unit__parent").get(pk=key[0])
    context = kept_context(key)
    frames = [_outcomes(path) for path in _files(version, context, row)]
    if not frames or not sources:
        return _empty()
    known = _chosen_measures(version, sources)
    lazy = pl.concat(frames, how="diagonal_relaxed").filter(pl.col("standard") == version.standard)
    if row and context.row_key == "village":
        lazy = lazy.filter(_of_village(context, row))
    parts = [_counted(lazy, source, known[source.measure, source.class_]) for source in sources]
    found = pl.concat(pl.collect_all(parts)) if parts else _empty()
    return (
        found.group_by("household_id", maintain_order=True)
        .agg(pl.col(SHOWN[1:]).first(), pl.col("counted").sum(), pl.col("why").first())
        .with_columns(_place())
        .sort("place", "household_id")
    )


def _files(version: Version, context: FormContext, row: str) -> list[str]:
    """The outcome files of the communes that a row is made of."""
    communes = communes_of(version)
    if row and context.row_key == "unit_code":
        communes = [one for one in communes if context.row_of.get(one.unit.code) == row]
    return [str(version_file(one.folder, "outcomes")) for one in communes]


def _outcomes(path: str) -> pl.LazyFrame:
    """As the cube was counted from them: blanks for what is not known of area and class."""
    return pl.scan_parquet(path).with_columns(
        pl.col("area_type").fill_null(""), pl.col("class").fill_null(""), pl.col("village").fill_null("")
    )


def _of_village(context: FormContext, row: str) -> pl.Expr:
    village = pl.col("village")
    if row == unplaced_code(context):
        return ~village.is_in(list(context.row_of))
    return village.is_in([name for name, code in context.row_of.items() if code == row])


def _chosen_measures(
    version: Version, sources: Sequence[CellSource]
) -> dict[tuple[str, str], tuple[pl.Expr, Measure]]:
    """By measure and class: which rows it is asked of, and the measure."""
    names = [s.measure.removeprefix(_ETHNICITY) for s in sources if s.measure.startswith(_ETHNICITY)]
    causes = [cause[0] for cause in causes_of(version.standard).causes]
    by_class = {
        one.name: one for one in class_measures(standard_in_use(version.standard).codes, causes, names)
    }
    flows = {(one.name, name): one for name, ones in flow_measures().items() for one in ones}
    chosen = {}
    for source in sources:
        key = (source.measure, source.class_)
        if key in flows:
            chosen[key] = (pl.lit(True), flows[key])
        else:
            chosen[key] = (pl.col("class") == source.class_, by_class[source.measure])
    return chosen


def _counted(lazy: pl.LazyFrame, source: CellSource, asked: tuple[pl.Expr, Measure]) -> pl.LazyFrame:
    which, measure = asked
    amount = measure.persons if source.split == PERSONS else measure.households
    return (
        lazy.filter(which & measure.test)
        .with_columns(
            amount.fill_null(0).cast(pl.Int64).alias("counted"), pl.lit(source.measure).alias("why")
        )
        .filter(pl.col("counted") != 0)
        .select(*(pl.col(name).cast(_TYPES[name]) for name in SHOWN), "counted", "why")
    )


_TYPES = dict.fromkeys(SHOWN, pl.String) | {"persons": pl.Int64, "minority": pl.Int8}


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema=_TYPES | {"counted": pl.Int64, "why": pl.String, "place": pl.String})


def _place() -> pl.Expr:
    village = pl.col("village").map_elements(sort_key, return_dtype=pl.String, skip_nulls=True)
    return pl.concat_str([pl.col("unit_code"), pl.lit(" "), village]).alias("place")


@lru_cache(maxsize=64)
def commune_names(key: Key) -> dict[str, str]:
    """The names of the communes a version rests on, by code."""
    version = Version.objects.select_related("unit__parent").get(pk=key[0])
    return {one.unit.code: one.unit.name for one in communes_of(version)}


# Measures whose people can be named from what was sealed, and which members each counts.
_MEMBERS = {
    "total": pl.lit(True),
    "kinh": (pl.col("ethnicity") == "Kinh").fill_null(False),
    "minority": (pl.col("ethnicity") != "Kinh").fill_null(False),
}


def names_people(opened: OpenedCell) -> bool:
    """Whether the cell opens to the people themselves: the members of listed households are sealed with the version."""
    if not opened.counts_persons or len(opened.cell.sources) != 1:
        return False
    [source] = opened.cell.sources
    return source.class_ in _LISTED and (source.measure in _MEMBERS or source.measure == "children")


def people_of(opened: OpenedCell) -> pl.DataFrame:
    """The members counted in a cell that ``names_people``: ``household_id, place, member_no, full_name, sex,
    birth_date, ethnicity, relation, key`` (unique). A household kept on the list unseen has persons counted but no members sealed.
    """
    return _people(opened.key, _row_code(opened), opened.cell.sources)


@lru_cache(maxsize=4)
def _people(key: Key, row: str, sources: tuple[CellSource, ...]) -> pl.DataFrame:
    """Few are kept, because they are people."""
    homes = _households(key, row, sources).select("household_id", "place")
    version = Version.objects.select_related("unit__parent").get(pk=key[0])
    [source] = sources
    context = kept_context(key)
    files = [path.replace("outcomes.parquet", "members.parquet") for path in _files(version, context, row)]
    if not files:
        return pl.DataFrame()
    which = _child(version) if source.measure == "children" else _MEMBERS[source.measure]
    members = pl.concat([pl.scan_parquet(path) for path in files], how="diagonal_relaxed").collect()
    return (
        members.with_columns(pl.int_range(1, pl.len() + 1).over("household_id").alias("member_no"))
        .filter(which)
        .join(homes, on="household_id", maintain_order="left")
        .select(
            "household_id",
            "place",
            "member_no",
            "full_name",
            "sex",
            pl.col("birth_date").cast(pl.String),
            "ethnicity",
            "relation",
            pl.format("{}-{}", "household_id", pl.col("member_no").cast(pl.String).str.zfill(4)).alias("key"),
        )
        .sort("place", "key")
    )


def _child(version: Version) -> pl.Expr:
    """Under 16 on the reference date, as form 11 counts: a year alone is read as its first day."""
    text = pl.col("birth_date").cast(pl.String).str.slice(0, 10)
    day = pl.when(text.str.len_chars() == 4).then(text + "-01-01").otherwise(text)
    born = day.str.to_date("%Y-%m-%d", strict=False)
    return (born > add_months(version.as_of, -CHILD_MONTHS)).fill_null(False)


def populations_behind(opened: OpenedCell) -> list[dict[str, object]]:
    """The population records that a cell of the population rests on: name, value, date and source of each place."""
    context = kept_context(opened.key)
    total = opened.row.kind is RowKind.TOTAL
    names = {place.code: place.name for place in context.rows} | {context.unit.code: context.unit.name}
    records = {row["unit_code"]: row for row in context.populations.iter_rows(named=True)}
    parts = [code for code in names if code != context.unit.code] if total else [opened.row.code]
    known = [code for code in parts if (records.get(code) or {}).get(opened.population) is not None]
    # The total is its rows' sum where every row is known, else the place's own record.
    shown: Iterable[str] = parts if len(known) == len(parts) and parts else [context.unit.code]
    return [
        {
            "code": code,
            "name": names[code],
            "value": (records.get(code) or {}).get(opened.population),
            "date": (records.get(code) or {}).get("date"),
            "source": (records.get(code) or {}).get("source"),
        }
        for code in shown
    ]
