"""Lists, events and populations: their tables read and checked. Nothing is written here."""

from datetime import date
from pathlib import Path

import polars as pl

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.exchange.areas import held_elsewhere, outside, units_on, unknown_findings
from ansinh.exchange.columns import column, typed_table
from ansinh.exchange.events import known_households, unknown_household_findings
from ansinh.households.enums import LifeEventKind
from ansinh.kernel.dates import today
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.places.designations import DesignationRow, check_designations
from ansinh.places.enums import DesignationKind
from ansinh.places.populations import COUNTS, PopulationRow, check_populations
from ansinh.reviews.enums import ListClass
from ansinh.standards.questions import Kind
from ansinh.standards.registry import CODES
from ansinh.surveys.actions import SOURCE
from ansinh.work.batches import Checked, batch_digest, stated_encoding
from ansinh.work.tables import Table, read_table

_CLASSES = tuple(item.value for item in ListClass if item is not ListClass.UNDETERMINED)
LIST_COLUMNS = (
    column("household_id", Kind.TEXT),
    column("area_code", Kind.TEXT),
    column("village", Kind.TEXT),
    column("list_year", Kind.INTEGER),
    column("standard", Kind.CODE, *CODES),
    column("class", Kind.CODE, *_CLASSES),
    column("kind_of_entry", Kind.TEXT),
    column("decision_no", Kind.TEXT),
    column("decision_date", Kind.DATE),
    column("effective_from", Kind.DATE),
    column("effective_until", Kind.DATE),
    column("reason", Kind.TEXT),
    # Not in every list: how many people the household had when it was listed.
    column("persons", Kind.INTEGER),
)
EVENT_COLUMNS = (
    column("household_id", Kind.TEXT),
    column("member_id", Kind.TEXT),
    column("event", Kind.CODE, *(kind.value for kind in LifeEventKind)),
    column("date", Kind.DATE),
    column("other_household_id", Kind.TEXT),
    column("from_area", Kind.TEXT),
    column("to_area", Kind.TEXT),
)
POPULATION_COLUMNS = (
    column("area_code", Kind.TEXT),
    column("date", Kind.DATE),
    *(column(name, Kind.INTEGER) for name in COUNTS),
    column("source", Kind.TEXT),
)
DESIGNATION_COLUMNS = (
    column("area_code", Kind.TEXT),
    column("village", Kind.TEXT),
    column("kind", Kind.CODE, *(kind.value for kind in DesignationKind)),
    column("holds", Kind.YES_NO),
    column("valid_from", Kind.DATE),
    column("valid_until", Kind.DATE),
    column("source", Kind.TEXT),
)


def _checked(
    kind: str, table: Table, encoding: str | None, counts: dict, findings: list[Finding], payload: dict
) -> Checked:
    options = stated_encoding(encoding)
    digest = batch_digest(kind, [table.digest], options)
    return Checked(kind, digest, (table.file,), options, counts, findings, payload)


def _by_year(table: Table, typed: pl.DataFrame, scope: Scope) -> tuple[pl.DataFrame, list[Finding]]:
    """``unit_id`` of each row: the code on 1 January of its list year, else on its last day."""
    frames, findings = [], []
    for (year,), rows in typed.partition_by("list_year", as_dict=True).items():
        days = (date(int(year), 1, 1), date(int(year), 12, 31)) if year else ()
        found, unknown = units_on(rows["area_code"].drop_nulls(), *days)
        said = _("Mã này không phải là mã xã, phường, thị trấn.")
        unknown |= {code: said for code, unit in found.items() if unit.level != "commune"}
        communes = {code: unit for code, unit in found.items() if code not in unknown}
        for rule, faults in (("unknown_place", unknown), ("outside_scope", outside(communes, scope))):
            at = rows["area_code"].is_in(list(faults))
            findings += [
                Finding(rule, Level.ERROR, faults[code], table.file, table.sheet, number, "area_code")
                for code, number in rows.filter(at).select("area_code", "__row__").iter_rows()
            ]
        ids = {code: unit.pk for code, unit in found.items()}
        frames.append(
            rows.with_columns(
                pl.col("area_code").replace_strict(ids, default=None, return_dtype=pl.Int64).alias("unit_id")
            )
        )
    empty = typed.clear().with_columns(pl.lit(None, dtype=pl.Int64).alias("unit_id"))
    return (pl.concat(frames).sort("__row__") if frames else empty), findings


def check_lists(path: Path, *, scope: Scope = EVERYWHERE, encoding: str | None = None) -> Checked:
    """A table of recognised lists. ``payload``: ``rows`` with ``unit_id``. ``scope`` is where rows may be written."""
    table = read_table(path, encoding=encoding)
    typed = typed_table(table, LIST_COLUMNS, ("household_id", "area_code", "list_year", "standard", "class"))
    rows, findings = _by_year(table, typed.frame, scope)
    twice = typed.frame.filter(
        pl.struct("household_id", "list_year", "standard", "class", "kind_of_entry").is_duplicated()
    )
    said = _("Hộ này có hơn một dòng giống nhau về năm, chuẩn, loại và kiểu ghi.")
    findings += [
        Finding("twice", Level.ERROR, said, table.file, table.sheet, number, "household_id")
        for number in twice["__row__"]
    ]
    findings += held_elsewhere(SOURCE, table, "household_id", scope)
    return _checked(
        "lists", table, encoding, {"rows": rows.height}, [*typed.findings, *findings], {"rows": rows}
    )


def check_events(path: Path, *, scope: Scope = EVERYWHERE, encoding: str | None = None) -> Checked:
    """A table of life events. ``payload``: ``rows`` with ``from_unit`` and ``to_unit``. Households must lie in ``scope``; where
    they go to or come from may not."""
    table = read_table(path, encoding=encoding)
    typed = typed_table(table, EVENT_COLUMNS, ("household_id", "event", "date"))
    rows, findings = typed.frame, list(typed.findings)
    for name, unit in (("from_area", "from_unit"), ("to_area", "to_unit")):
        days = [day for day in (rows["date"].min(), rows["date"].max()) if day is not None]
        found, unknown = units_on(rows[name].drop_nulls(), *days)
        if name in table.columns:
            findings += unknown_findings(table, name, unknown)
        ids = {code: one.pk for code, one in found.items()}
        rows = rows.with_columns(
            pl.col(name).replace_strict(ids, default=None, return_dtype=pl.Int64).alias(unit)
        )
    findings += unknown_household_findings(rows, table, known_households(rows))
    findings += held_elsewhere(SOURCE, table, "household_id", scope)
    late = rows.filter(pl.col("date") > today())["__row__"]
    said = _("Ngày của biến động ở tương lai.")
    findings += [
        Finding("future_date", Level.ERROR, said, table.file, table.sheet, row, "date") for row in late
    ]
    return _checked("events", table, encoding, {"rows": rows.height}, findings, {"rows": rows})


def check_population_table(path: Path, *, scope: Scope = EVERYWHERE, encoding: str | None = None) -> Checked:
    """A table of populations. ``payload``: ``rows`` as ``PopulationRow``. ``scope`` is where rows may be written."""
    table = read_table(path, encoding=encoding)
    typed = typed_table(table, POPULATION_COLUMNS, ("area_code", "date", "source"))
    named = typed.frame.drop_nulls(["area_code", "date", "source"])
    rows = [
        PopulationRow(row=row["__row__"], **{c.name: row[c.name] for c in POPULATION_COLUMNS})
        for row in named.iter_rows(named=True)
    ]
    places = [(row.row, row.area_code, row.date) for row in rows]
    findings = [*typed.findings, *check_populations(rows), *_outside(table, places, scope)]
    return _checked("populations", table, encoding, {"rows": typed.frame.height}, findings, {"rows": rows})


def check_designation_table(path: Path, *, scope: Scope = EVERYWHERE, encoding: str | None = None) -> Checked:
    """A table of what lists say of communes and villages. ``payload``: ``rows`` as ``DesignationRow``. ``scope`` is where rows
    may be written."""
    table = read_table(path, encoding=encoding)
    needed = ("area_code", "kind", "holds", "valid_from", "source")
    typed = typed_table(table, DESIGNATION_COLUMNS, needed)
    rows = [
        DesignationRow(
            row=row["__row__"],
            holds=bool(row["holds"]),
            **{c.name: row[c.name] for c in DESIGNATION_COLUMNS if c.name != "holds"},
        )
        for row in typed.frame.drop_nulls(list(needed)).iter_rows(named=True)
    ]
    places = [(row.row, row.area_code, row.valid_from) for row in rows]
    findings = [*typed.findings, *check_designations(rows), *_outside(table, places, scope)]
    return _checked("designations", table, encoding, {"rows": typed.frame.height}, findings, {"rows": rows})


def _outside(table: Table, places: list[tuple[int, str, date]], scope: Scope) -> list[Finding]:
    """Of rows (number, code, day), those whose place lies outside."""
    if scope.unit_ids is None:
        return []
    findings = []
    for number, code, day in places:
        found, _unknown = units_on([code], day)
        findings += [
            Finding("outside_scope", Level.ERROR, said, table.file, table.sheet, number, "area_code")
            for said in outside(found, scope).values()
        ]
    return findings
