"""The bank's file of loans and balances: checked row by row, taken in all of it or nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.accounts.actor import Actor
from ansinh.exchange.areas import held_elsewhere
from ansinh.exchange.columns import column, typed_table
from ansinh.households.queries import households_by_ref, open_memberships
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.standards.questions import Kind
from ansinh.support.credit.bank_file import read_bank_rows, record_bank_rows, units_of_rows
from ansinh.surveys.actions import SOURCE
from ansinh.work.batches import Checked, batch_digest, stated_encoding
from ansinh.work.tables import read_table

LOAN_COLUMNS = (
    column("reference", Kind.TEXT),
    column("household_id", Kind.TEXT),
    column("member_id", Kind.TEXT),
    column("policy", Kind.TEXT),
    column("date", Kind.DATE),
    column("amount", Kind.INTEGER),
    column("purpose", Kind.TEXT),
    column("term_months", Kind.INTEGER),
    column("rate", Kind.DECIMAL),
    column("as_of", Kind.DATE),
    column("balance", Kind.INTEGER),
    column("overdue", Kind.INTEGER),
)
REQUIRED = ("reference", "as_of", "balance")


def check_bank_loans(path: Path, *, scope: Scope = EVERYWHERE, encoding: str | None = None) -> Checked:
    """A bank's table. ``payload``: ``rows`` that change something. ``scope`` is whose loans may be told of."""
    table = read_table(path, encoding=encoding)
    typed = typed_table(table, LOAN_COLUMNS, REQUIRED)
    homes = households_by_ref(SOURCE, typed.frame["household_id"].drop_nulls().unique().to_list())
    people = open_memberships(homes["household"].to_list())
    rows = typed.frame.join(
        homes.select(pl.col("source_ref").alias("household_id"), "household", "unit_id"),
        on="household_id",
        how="left",
        maintain_order="left",
    ).join(
        people.select("household", pl.col("member_ref").alias("member_id"), "person"),
        on=["household", "member_id"],
        how="left",
        maintain_order="left",
    )
    found, same, faults = read_bank_rows(rows.rename({"date": "lent_on", "as_of": "on"}), scope)
    findings = [one for one in typed.findings if one.rule != "unknown_column"]
    findings += [
        Finding(rule, level, words, table.file, table.sheet, int(row), name)
        for rule, level, name, words, row in faults
    ]
    lost = rows.filter(pl.col("household_id").is_not_null() & pl.col("household").is_null())["__row__"]
    findings += [
        Finding(
            "unknown_household",
            Level.ERROR,
            _("Chưa có hộ này trong sổ."),
            table.file,
            table.sheet,
            int(row),
            "household_id",
        )
        for row in lost
    ]
    if "household_id" in table.columns:
        findings += held_elsewhere(SOURCE, table, "household_id", scope)
    options = stated_encoding(encoding)
    return Checked(
        "bank-loans",
        batch_digest("bank-loans", [table.digest], options),
        (table.file,),
        options,
        {"rows": typed.frame.height, "already": same},
        findings,
        {"rows": found},
    )


def accept_bank_loans(*, checked: Checked, by: Actor) -> Mapping[str, Any]:
    """Record a checked file. All of it, or nothing."""
    with transaction.atomic():
        return record_bank_rows(checked=checked, by=by)


def units_of_loans(checked: Checked) -> set[int]:
    """The communes whose loans change."""
    return units_of_rows(checked.payload["rows"])
