"""What the payer did with the lines of released runs: the file that comes back, checked row by row."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.accounts.actor import Actor
from ansinh.exchange.columns import column, typed_table
from ansinh.kernel.findings import Finding
from ansinh.standards.questions import Kind
from ansinh.support.delivery.reconciling import RESULTS, read_outcomes, record_outcomes
from ansinh.support.models import PayLine
from ansinh.work.batches import Checked, batch_digest, stated_encoding
from ansinh.work.tables import read_table

# The other columns of the list that went to the payer may stay in the file.
RESULT_COLUMNS = (
    column("reference", Kind.TEXT),
    column("result", Kind.CODE, *RESULTS),
    column("date", Kind.DATE),
    column("amount", Kind.INTEGER),
    column("reason", Kind.TEXT),
)
REQUIRED = ("reference", "result", "date", "amount")


def check_payment_results(path: Path, *, scope: Scope = EVERYWHERE, encoding: str | None = None) -> Checked:
    """A payer's table. ``payload``: ``rows`` of lines that change. ``scope`` is whose payments may be told of."""
    table = read_table(path, encoding=encoding)
    typed = typed_table(table, RESULT_COLUMNS, REQUIRED)
    changed, faults = read_outcomes(typed.frame, scope)
    findings = [one for one in typed.findings if one.rule != "unknown_column"]
    findings += [
        Finding(rule, level, words, table.file, table.sheet, int(row), name)
        for rule, level, name, words, rows in faults
        for row in rows
    ]
    options = stated_encoding(encoding)
    return Checked(
        "payment-results",
        batch_digest("payment-results", [table.digest], options),
        (table.file,),
        options,
        {"rows": typed.frame.height, "changed": changed.height},
        findings,
        {"rows": changed},
    )


def accept_payment_results(*, checked: Checked, by: Actor) -> Mapping[str, Any]:
    """Record a checked file; ``paid, returned``. All of it, or nothing."""
    with transaction.atomic():
        return record_outcomes(checked=checked, by=by)


def units_of_results(checked: Checked) -> set[int]:
    """The communes whose lines change."""
    ids = checked.payload["rows"]["id"].to_list()
    found: set[int] = set()
    for start in range(0, len(ids), 5_000):
        rows = PayLine.objects.everywhere().filter(pk__in=ids[start : start + 5_000]).order_by()
        found |= set(rows.values_list("unit_id", flat=True).distinct())
    return found
