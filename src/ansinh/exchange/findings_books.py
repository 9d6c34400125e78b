"""The workbook that goes back: each row of a file with what was found in it beside it."""

from pathlib import Path

from ansinh.exchange.kinds import KINDS
from ansinh.work.models import Batch
from ansinh.work.tables import read_table
from ansinh.work.tables.findings_workbook import write_findings
from ansinh.work.uploads import as_findings, findings_of, folder_of, stored

# What is written while a person waits; a longer file goes through the queue.
AT_ONCE = 5_000


def book_of(batch: Batch, role: str) -> Path:
    """Where the workbook of one of the batch's files stands, or will."""
    return folder_of(batch) / f"findings-{role}.xlsx"


def write_books(batch: Batch) -> list[Path]:
    """Write the workbook of every file of a batch; findings of the whole import stand in the first."""
    kind, found = KINDS[batch.kind], as_findings(findings_of(batch))
    files = stored(batch)
    books = []
    for index, role in enumerate(file.role for file in kind.files):
        table = read_table(files[role], header_rows=kind.header_rows, encoding=batch.options.get("encoding"))
        own = [one for one in found if one.file == table.file or (not one.file and index == 0)]
        book = book_of(batch, role)
        write_findings(table, own, book)
        book.chmod(0o600)
        books.append(book)
    return books
