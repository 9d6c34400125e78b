"""What the insurer did with the lines of approved lists: the file that comes back, checked row by row."""

from collections.abc import Mapping
from pathlib import Path

from django.db import transaction

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.accounts.actor import Actor
from ansinh.exchange.columns import column, typed_table
from ansinh.kernel.findings import Finding
from ansinh.kernel.keys import keys_folder
from ansinh.standards.questions import Kind
from ansinh.support.insurance.answering import ANSWERS, REFUSED_FOR, read_answers, record_answers
from ansinh.support.models import CardLine
from ansinh.work.batches import Checked, batch_digest, stated_encoding
from ansinh.work.tables import read_table

# The other columns of the list that went to the insurer may stay in the file.
CARD_COLUMNS = (
    column("reference", Kind.TEXT),
    column("citizen_id", Kind.TEXT),
    column("result", Kind.CODE, *ANSWERS),
    column("card_number", Kind.TEXT),
    column("valid_from", Kind.DATE),
    column("valid_until", Kind.DATE),
    column("refused_for", Kind.CODE, *REFUSED_FOR),
    column("reason", Kind.TEXT),
)
CARDS_REQUIRED = ("result",)


def check_cards(path: Path, *, scope: Scope = EVERYWHERE, encoding: str | None = None) -> Checked:
    """An insurer's table; a row names its line by ``reference``, or its person by ``citizen_id``. ``payload``: ``answers`` of lines
    that change, ``cards`` of who got one. ``scope`` is whose lines may be told of."""
    table = read_table(path, encoding=encoding)
    typed = typed_table(table, CARD_COLUMNS, CARDS_REQUIRED)
    read = read_answers(typed.frame, scope, keys_folder())
    findings = [one for one in typed.findings if one.rule != "unknown_column"]
    findings += [
        Finding(rule, level, words, table.file, table.sheet, int(row), name)
        for rule, level, name, words, rows in read.faults
        for row in rows
    ]
    options = stated_encoding(encoding)
    return Checked(
        "health-cards",
        batch_digest("health-cards", [table.digest], options),
        (table.file,),
        options,
        {"rows": typed.frame.height, "changed": read.answers.height},
        findings,
        {"answers": read.answers, "cards": read.cards},
    )


def accept_cards(*, checked: Checked, by: Actor) -> Mapping[str, int]:
    """Record a checked file; ``issued, refused``. All of it, or nothing."""
    with transaction.atomic():
        return record_answers(checked=checked, keys=keys_folder(), by=by)


def units_of_cards(checked: Checked) -> set[int]:
    """The communes whose lines change."""
    ids = checked.payload["answers"]["id"].to_list()
    found: set[int] = set()
    for start in range(0, len(ids), 5_000):
        rows = CardLine.objects.everywhere().filter(pk__in=ids[start : start + 5_000]).order_by()
        found |= set(rows.values_list("unit_id", flat=True).distinct())
    return found
