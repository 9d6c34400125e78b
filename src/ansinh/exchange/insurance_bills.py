"""What the insurer received or billed for the people of a settlement of premiums: its file, checked row by row."""

from collections.abc import Mapping
from pathlib import Path

from django.db import transaction

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.accounts.actor import Actor
from ansinh.exchange.columns import column, typed_table
from ansinh.kernel.findings import Finding
from ansinh.kernel.keys import keys_folder
from ansinh.standards.questions import Kind
from ansinh.support.insurance.settling.bills import SAID, read_bills, record_bills
from ansinh.support.models import SettledCard
from ansinh.work.batches import Checked, batch_digest, stated_encoding
from ansinh.work.tables import read_table

# Amounts are read as texts: what is given back stands below nothing. Other columns of the list that went out may stay in the file.
BILL_COLUMNS = (
    column("settlement", Kind.TEXT),
    column("reference", Kind.TEXT),
    column("citizen_id", Kind.TEXT),
    *(column(name, Kind.TEXT) for name in SAID),
)
BILLS_REQUIRED = SAID


def check_bills(path: Path, *, scope: Scope = EVERYWHERE, encoding: str | None = None) -> Checked:
    """An insurer's table. ``payload``: ``changed`` cards and ``added`` ones. ``scope`` is whose cards may be told of."""
    table = read_table(path, encoding=encoding)
    typed = typed_table(table, BILL_COLUMNS, BILLS_REQUIRED)
    read = read_bills(typed.frame, scope, keys_folder())
    findings = [one for one in typed.findings if one.rule != "unknown_column"]
    findings += [
        Finding(rule, level, words, table.file, table.sheet, int(row), name)
        for rule, level, name, words, rows in read.faults
        for row in rows
    ]
    # The same file told of another settlement is another import.
    options = stated_encoding(encoding) | {"settlements": read.settlements}
    return Checked(
        "insurance-bills",
        batch_digest("insurance-bills", [table.digest], options),
        (table.file,),
        options,
        {"rows": typed.frame.height, "changed": read.changed.height + read.added.height},
        findings,
        {"changed": read.changed, "added": read.added},
    )


def accept_bills(*, checked: Checked, by: Actor) -> Mapping[str, int]:
    """Record a checked file; ``told, only_told``. All of it, or nothing."""
    with transaction.atomic():
        return record_bills(checked=checked, by=by)


def units_of_bills(checked: Checked) -> set[int]:
    """The communes whose cards are told of."""
    ids = checked.payload["changed"]["id"].to_list()
    found: set[int] = set(checked.payload["added"]["unit_id"].to_list())
    for start in range(0, len(ids), 5_000):
        rows = SettledCard.objects.everywhere().filter(pk__in=ids[start : start + 5_000]).order_by()
        found |= set(rows.values_list("unit_id", flat=True).distinct())
    return found
