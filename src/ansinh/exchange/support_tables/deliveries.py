"""Support in kind of a file (an agency's list of who got what): read, checked row by row, written in one transaction."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
from django.db import transaction

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.accounts.actor import Actor
from ansinh.exchange.areas import held_elsewhere
from ansinh.exchange.columns import column, typed_table
from ansinh.exchange.support_tables.checking import Told, with_subjects
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.dates import today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.standards.questions import Kind
from ansinh.support.catalogue.policy import Target
from ansinh.support.delivery.giving import given_policies
from ansinh.support.delivery.giving_many import record_deliveries
from ansinh.support.delivery.kinds import ASKABLE, check_told, delivery_kinds, kind_of, results
from ansinh.surveys.actions import SOURCE
from ansinh.work.batches import Checked, batch_digest, stated_encoding
from ansinh.work.tables import read_table

DELIVERY_COLUMNS = (
    column("household_id", Kind.TEXT),
    column("member_id", Kind.TEXT),
    column("policy", Kind.TEXT),
    column("kind", Kind.CODE, *delivery_kinds()),
    column("given_on", Kind.DATE),
    column("valid_until", Kind.DATE),
    column("quantity", Kind.INTEGER),
    column("hours", Kind.INTEGER),
    column("course", Kind.TEXT),
    column("term", Kind.TEXT),
    column("result", Kind.CODE, *results()),
    column("area", Kind.INTEGER),
    column("amount", Kind.INTEGER),
    column("document", Kind.TEXT),
)
DELIVERIES_REQUIRED = ("household_id", "policy", "given_on", "document")
_STORED = {
    "policy": pl.String,
    "beneficiary": pl.String,
    "given_on": pl.Date,
    "quantity": pl.Int64,
    "kind": pl.String,
}
_LENGTHS = {"course": 120, "term": 40, "document": 160}


def check_deliveries(path: Path, *, scope: Scope = EVERYWHERE, encoding: str | None = None) -> Checked:
    """A table of what was given. ``payload``: ``rows`` as ``record_deliveries`` takes them, what is recorded already left out."""
    table = read_table(path, encoding=encoding)
    typed = typed_table(table, DELIVERY_COLUMNS, DELIVERIES_REQUIRED)
    told = Told(table)
    rows = with_subjects(typed.frame, told).with_columns(pl.col("quantity").fill_null(1))
    _check_days(rows, told)
    rows = _with_kinds(rows, told)
    new, already = _new(rows, told)
    findings = [*typed.findings, *told.found, *held_elsewhere(SOURCE, table, "household_id", scope)]
    options = stated_encoding(encoding)
    digest = batch_digest("deliveries", [table.digest], options)
    counts = {"rows": rows.height, "already": already}
    return Checked("deliveries", digest, (table.file,), options, counts, findings, {"rows": new})


def _check_days(rows: pl.DataFrame, told: Told) -> None:
    checks = (
        ("future_date", "given_on", pl.col("given_on") > today(), _("Ngày ở tương lai.")),
        (
            "dates_reversed",
            "valid_until",
            pl.col("valid_until") < pl.col("given_on"),
            _("Ngày cuối trước ngày bắt đầu."),
        ),
        (
            "number_wrong",
            "quantity",
            pl.any_horizontal(
                pl.col("quantity") < 1, pl.col("hours") < 1, pl.col("area") < 1, pl.col("amount") < 0
            ),
            _("Số lượng, số giờ, diện tích phải từ 1, trị giá không dưới 0."),
        ),
        *(
            (
                "too_long",
                name,
                pl.col(name).str.len_chars() > most,
                _("Dài quá {most} ký tự.").format(most=most),
            )
            for name, most in _LENGTHS.items()
        ),
    )
    for rule, name, held, words in checks:
        told.error(rule, rows.filter(held.fill_null(value=False))["__row__"].to_list(), name, words)


def _with_kinds(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """The rows with ``kind, agency, once``; an error for a policy that is not given in kind, a kind or column that does not fit."""
    known = {one.code: one for one in given_policies()}
    kept: list[tuple[str, str, bool]] = []
    for row in rows.iter_rows(named=True):
        number, found = row["__row__"], known.get(row["policy"] or "")
        kept.append((row["kind"] or "", found.agency if found else "", bool(found and found.once_only)))
        if found is None:
            words = _(
                "Không có chính sách nào mang mã này mà ghi hỗ trợ đã giao ở đây (tiền theo kỳ, thẻ, nhà, vay ghi ở trang riêng)."
            )
            told.error("unknown_policy", [number], "policy", words)
            continue
        if (found.target is Target.PERSON) != (row["member_id"] is not None):
            words = _("Chính sách cho từng người thì ghi số thành viên, cho cả hộ thì để trống.")
            told.error("wrong_subject", [number], "member_id", words)
        try:
            kind = kind_of(found.code, row["kind"] or "")
            kept[-1] = (kind.code, *kept[-1][1:])
            check_told(kind, {name: row[name] for name in ASKABLE})
        except UnusableInput as refusal:
            told.error(refusal.code, [number], "kind", refusal.message)
    kinds = pl.DataFrame(
        kept, schema={"kind": pl.String, "agency": pl.String, "once": pl.Boolean}, orient="row"
    )
    return rows.drop("kind").hstack(kinds)


def _new(rows: pl.DataFrame, told: Told) -> tuple[pl.DataFrame, int]:
    """The rows that are not recorded yet, and how many are; an error for each that was given before, or twice in the file."""
    rows = rows.with_columns(pl.coalesce("person", "household").alias("beneficiary"))
    stored = read_frame_of(
        "SELECT policy, CAST(beneficiary AS VARCHAR(36)), given_on, quantity, kind FROM support_delivery "
        "WHERE state IN ('reported', 'confirmed') AND household_id IN ({keys})",
        rows["household"].drop_nulls().unique().to_list(),
        _STORED,
    ).with_columns(as_hex("beneficiary"))
    whole = rows.filter(~pl.col("__row__").is_in([one.row for one in told.found]))
    new = whole.join(stored, on=list(_STORED), how="anti")
    day = ["policy", "beneficiary", "given_on"]
    before = pl.concat(
        [
            new.join(stored.select(day).unique(), on=day, how="semi"),
            new.filter("once").join(stored.select(day[:2]).unique(), on=day[:2], how="semi"),
        ]
    )
    told.error(
        "given_before",
        before["__row__"].unique().sort().to_list(),
        "given_on",
        _(
            "Đã ghi hỗ trợ này cho người hoặc hộ ấy (cùng ngày, hoặc chính sách chỉ hỗ trợ một lần). Nếu lần trước sai, hãy rút trước."
        ),
    )
    twice = pl.concat(
        [
            new.filter(pl.struct(day).is_duplicated()),
            new.filter(pl.col("once") & pl.struct(day[:2]).is_duplicated()),
        ]
    )
    told.error(
        "twice",
        twice["__row__"].unique().sort().to_list(),
        "policy",
        _("Khoản này có hơn một dòng trong tệp."),
    )
    return new, whole.height - new.height


def accept_deliveries(*, checked: Checked, by: Actor) -> Mapping[str, int]:
    """Record a checked table; ``recorded, already``. All of it, or nothing."""
    with transaction.atomic():
        recorded = record_deliveries(checked=checked, by=by)
    return {"recorded": recorded, "already": checked.counts["already"]}
