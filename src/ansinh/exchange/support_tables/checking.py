"""Facts and needs of a file: read, checked row by row, written in one transaction."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import polars as pl
from django.db import transaction

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.accounts.actor import Actor
from ansinh.exchange.areas import held_elsewhere
from ansinh.exchange.columns import column, typed_table
from ansinh.households.queries import households_by_ref, open_memberships
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.dates import today
from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.standards.questions import Kind
from ansinh.support.catalogue.adopted import policies_in_use
from ansinh.support.facts.actions import record_facts
from ansinh.support.facts.registry import fact_kinds, value_of
from ansinh.support.models.planning_enums import NeedSource
from ansinh.support.needs.actions import record_needs
from ansinh.surveys.actions import SOURCE
from ansinh.work.batches import Checked, batch_digest, record_accepted, stated_encoding
from ansinh.work.tables import Table, read_table

FACT_COLUMNS = (
    column("household_id", Kind.TEXT),
    column("member_id", Kind.TEXT),
    column("fact", Kind.TEXT),
    column("value", Kind.TEXT),
    column("valid_from", Kind.DATE),
    column("valid_until", Kind.DATE),
    column("source", Kind.TEXT),
)
FACTS_REQUIRED = ("household_id", "fact", "value", "valid_from", "source")
NEED_COLUMNS = (
    column("household_id", Kind.TEXT),
    column("member_id", Kind.TEXT),
    column("policy", Kind.TEXT),
    column("since", Kind.DATE),
    column("until", Kind.DATE),
    column("source", Kind.CODE, *(one.value for one in NeedSource)),
    column("remark", Kind.TEXT),
)
NEEDS_REQUIRED = ("household_id", "policy", "since", "source")
_FOREVER = date(9999, 12, 31)


class Told:
    """What a check finds, row by row."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.found: list[Finding] = []

    def error(self, rule: str, rows: Sequence[int], name: str, words: str) -> None:
        self.found += [
            Finding(rule, Level.ERROR, words, self.table.file, self.table.sheet, row, name) for row in rows
        ]

    def note(self, rule: str, rows: Sequence[int], name: str, words: str) -> None:
        self.found += [
            Finding(rule, Level.INFO, words, self.table.file, self.table.sheet, row, name) for row in rows
        ]


def with_subjects(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """The rows with ``household``, ``person`` (hex), ``unit_id`` and ``village``; an error for whom the registry does not know."""
    homes = households_by_ref(SOURCE, rows["household_id"].drop_nulls().unique().to_list())
    people = open_memberships(homes["household"].to_list())
    found = rows.join(
        homes.select(pl.col("source_ref").alias("household_id"), "household", "unit_id", "village"),
        on="household_id",
        how="left",
    ).join(
        people.select("household", pl.col("member_ref").alias("member_id"), "person"),
        on=["household", "member_id"],
        how="left",
    )
    told.error(
        "unknown_household",
        found.filter(pl.col("household").is_null())["__row__"].to_list(),
        "household_id",
        _("Chưa có hộ này trong sổ. Hãy nhập danh sách hoặc phiếu khảo sát trước."),
    )
    lost = pl.col("household").is_not_null() & pl.col("member_id").is_not_null() & pl.col("person").is_null()
    told.error(
        "unknown_member",
        found.filter(lost)["__row__"].to_list(),
        "member_id",
        _("Không có thành viên nào đang sống ở hộ này mang số này."),
    )
    return found


def check_facts(path: Path, *, scope: Scope = EVERYWHERE, encoding: str | None = None) -> Checked:
    """A table of facts. ``payload``: ``rows`` as ``record_facts`` takes them, what is recorded already left out."""
    table = read_table(path, encoding=encoding)
    typed = typed_table(table, FACT_COLUMNS, FACTS_REQUIRED)
    told = Told(table)
    rows = with_subjects(typed.frame, told)
    rows = _with_values(rows, told)
    told.error(
        "future_date",
        rows.filter(pl.col("valid_from") > today())["__row__"].to_list(),
        "valid_from",
        _("Ngày này còn ở tương lai."),
    )
    told.error(
        "dates_reversed",
        rows.filter(pl.col("valid_until") < pl.col("valid_from"))["__row__"].to_list(),
        "valid_until",
        _("Ngày cuối trước ngày bắt đầu."),
    )
    new, known = _new_facts(rows, told)
    findings = [*typed.findings, *told.found, *held_elsewhere(SOURCE, table, "household_id", scope)]
    return _checked("facts", table, encoding, {"rows": rows.height, "already": known}, findings, new)


def _with_values(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """``value`` as it is kept; an error for a fact that is none, a subject or a value that does not fit it."""
    kinds, kept = fact_kinds(), []
    for row in rows.iter_rows(named=True):
        number, kind = row["__row__"], kinds.get(row["fact"] or "")
        value = None
        if kind is None:
            told.error("unknown_fact", [number], "fact", _("Không có dữ kiện này trong danh mục."))
        elif (kind.of == "person") != (row["member_id"] is not None):
            said = (
                _("Dữ kiện này là của một người: hãy ghi số thành viên.")
                if kind.of == "person"
                else _("Dữ kiện này là của cả hộ: để trống số thành viên.")
            )
            told.error("fact_subject", [number], "member_id", said)
        elif row["value"] is not None:
            try:
                value = value_of(kind, row["value"])
            except AnSinhError as refusal:
                told.error("fact_value", [number], "value", refusal.message)
        kept.append(value)
    return rows.with_columns(pl.Series("value", kept, dtype=pl.String), pl.col("fact").alias("code"))


_KNOWN_FACTS = {
    "household": pl.String,
    "person": pl.String,
    "code": pl.String,
    "value": pl.String,
    "valid_from": pl.Date,
    "valid_until": pl.Date,
}


def _new_facts(rows: pl.DataFrame, told: Told) -> tuple[pl.DataFrame, int]:
    """The rows that are not recorded yet and how many are; an error for each that meets another in time."""
    homes = rows["household"].drop_nulls().unique().to_list()
    people = rows["person"].drop_nulls().unique().to_list()
    select = (
        "SELECT CAST(household_id AS VARCHAR(36)), CAST(person_id AS VARCHAR(36)), code, value, valid_from, "
        "valid_until FROM support_fact WHERE in_force = TRUE AND "
    )
    stored = pl.concat(
        [
            read_frame_of(select + "person_id IS NULL AND household_id IN ({keys})", homes, _KNOWN_FACTS),
            read_frame_of(select + "person_id IN ({keys})", people, _KNOWN_FACTS),
        ]
    ).with_columns(as_hex("household", "person"))
    subject = pl.coalesce("person", "household").alias("subject")
    # What has a fault of its own is compared with nothing.
    whole = rows.filter(~pl.col("__row__").is_in([one.row for one in told.found]))
    stored, asked = stored.with_columns(subject), whole.with_columns(subject)
    same = ["subject", "code", "value", "valid_from", "valid_until"]
    new = asked.join(stored.select(same), on=same, how="anti", nulls_equal=True)
    _clashes(
        new,
        stored,
        told,
        _("Đã có giá trị khác trong khoảng thời gian này. Hãy kết thúc hoặc sửa nó ở trang của hộ."),
    )
    own = new.select("__row__", "subject", "code", "valid_from", "valid_until")
    _clashes(new, own, told, _("Hai dòng của tệp nói về cùng một thời gian của cùng một dữ kiện."))
    return new, asked.height - new.height


def _clashes(rows: pl.DataFrame, others: pl.DataFrame, told: Told, words: str) -> None:
    both = rows.join(others, on=["subject", "code"], how="inner", suffix="_other")
    if "__row___other" in both.columns:
        both = both.filter(pl.col("__row__") > pl.col("__row___other"))
    meet = (pl.col("valid_from") <= pl.col("valid_until_other").fill_null(_FOREVER)) & (
        pl.col("valid_from_other") <= pl.col("valid_until").fill_null(_FOREVER)
    )
    told.error("fact_overlaps", both.filter(meet)["__row__"].unique().sort().to_list(), "valid_from", words)


def check_needs(path: Path, *, scope: Scope = EVERYWHERE, encoding: str | None = None) -> Checked:
    """A table of needs. ``payload``: ``rows`` as ``record_needs`` takes them, those that stand already left out."""
    table = read_table(path, encoding=encoding)
    typed = typed_table(table, NEED_COLUMNS, NEEDS_REQUIRED)
    told = Told(table)
    rows = with_subjects(typed.frame, told)
    served = {one.code: one.target for one in policies_in_use() if one.benefit != "programme"}
    known = pl.col("policy").is_in(list(served))
    told.error(
        "unknown_policy",
        rows.filter(pl.col("policy").is_not_null() & ~known)["__row__"].to_list(),
        "policy",
        _("Không có chính sách nào mang mã này mà hộ hoặc người nhận riêng."),
    )
    of_person = pl.col("policy").replace_strict(served, default=None, return_dtype=pl.String) == "person"
    told.error(
        "need_subject",
        rows.filter(known & (of_person != pl.col("member_id").is_not_null()))["__row__"].to_list(),
        "member_id",
        _("Chính sách cho từng người thì ghi số thành viên, cho cả hộ thì để trống."),
    )
    told.error(
        "future_date",
        rows.filter(pl.col("since") > today())["__row__"].to_list(),
        "since",
        _("Ngày này còn ở tương lai."),
    )
    key = ["policy", "household", "person"]
    told.error(
        "twice",
        rows.filter(pl.struct(key).is_duplicated() & pl.col("household").is_not_null())["__row__"].to_list(),
        "policy",
        _("Nhu cầu này có hơn một dòng trong tệp."),
    )
    stored = read_frame_of(
        "SELECT policy, CAST(household_id AS VARCHAR(36)), CAST(person_id AS VARCHAR(36)) FROM support_need "
        "WHERE withdrawn_on IS NULL AND household_id IN ({keys})",
        rows["household"].drop_nulls().unique().to_list(),
        dict.fromkeys(key, pl.String),
    ).with_columns(as_hex("household", "person"))
    new = rows.join(stored, on=key, how="anti", nulls_equal=True)
    counts = {"rows": rows.height, "already": rows.height - new.height}
    findings = [*typed.findings, *told.found, *held_elsewhere(SOURCE, table, "household_id", scope)]
    return _checked("needs", table, encoding, counts, findings, new)


def _checked(
    kind: str,
    table: Table,
    encoding: str | None,
    counts: dict[str, int],
    findings: list[Finding],
    rows: pl.DataFrame,
) -> Checked:
    options = stated_encoding(encoding)
    digest = batch_digest(kind, [table.digest], options)
    return Checked(kind, digest, (table.file,), options, counts, findings, {"rows": rows})


def _accept(checked: Checked, write: Callable[..., int], by: Actor) -> dict[str, int]:
    rows = checked.payload["rows"]
    with transaction.atomic():
        if rows.height:
            batch = record_accepted(checked, by)
            write(rows=rows, by=by, batch=batch.pk)
    return {"recorded": rows.height, "already": checked.counts["already"]}


def accept_facts(*, checked: Checked, by: Actor) -> dict[str, int]:
    """Record a checked table of facts; ``recorded, already``. All of it, or nothing."""
    return _accept(checked, record_facts, by)


def accept_needs(*, checked: Checked, by: Actor) -> dict[str, int]:
    """Record a checked table of needs; ``recorded, already``. All of it, or nothing."""
    return _accept(checked, record_needs, by)


def units_of(checked: Checked) -> set[int]:
    """The communes whose households a checked file speaks of."""
    return set(checked.payload["rows"]["unit_id"].drop_nulls())
