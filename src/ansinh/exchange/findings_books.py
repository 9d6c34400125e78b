"""The workbook that goes back: each row of a file with what was found in it beside it."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from ansinh.exchange.kinds import KINDS
from ansinh.work.models import Batch
from ansinh.work.tables import read_table
from ansinh.work.tables.findings_workbook import write_findings
from ansinh.work.uploads import as_findings, findings_of, folder_of, keep_book, stored

# What is written while a person waits; a longer file goes through the queue.
AT_ONCE = 5_000


def book_of(batch: Batch, role: str) -> Path:
    """Where the workbook of one of the batch's files stands, or will (sealed: ``uploads.book_content`` reads it)."""
    return folder_of(batch) / f"findings-{role}.xlsx"


def write_books(batch: Batch) -> list[Path]:
    """Write the workbook of every file of a batch; findings of the whole import stand in the first."""
    with stored(batch) as files:
        return _written(batch, files)


def _written(batch: Batch, files: Mapping[str, Path]) -> list[Path]:
    kind, found = KINDS[batch.kind], as_findings(findings_of(batch))
    books = []
    for index, role in enumerate(file.role for file in kind.files):
        table = read_table(files[role], header_rows=kind.header_rows, encoding=batch.options.get("encoding"))
        own = [one for one in found if one.file == table.file or (not one.file and index == 0)]
        book = book_of(batch, role)
        with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
            draft = Path(folder) / book.name
            write_findings(table, own, draft)
            keep_book(draft.read_bytes(), book)
        books.append(book)
    return books
