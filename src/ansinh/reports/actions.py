"""Published tables laid down to be reconciled, and taken away again."""

import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.datasets.models import Version
from ansinh.kernel.dates import now
from ansinh.kernel.findings import Level
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.kernel.sealed_files import seal_file
from ansinh.reports.laid_down import folder_of, kept_report
from ansinh.reports.models import CheckedTables
from ansinh.reports.reconcile import reconcile


@action(EventName.TABLES_RECONCILED)
def lay_down_tables(
    *, files: Sequence[Path], standard: str, version: Version | None, by: Actor
) -> CheckedTables:
    """Reconcile ``files`` (each with its own name) and keep them to be looked at; they are sealed into a folder of theirs.

    Raises ``UnusableInput`` or ``UnreadableTable`` where a file cannot be read without guessing; nothing is kept then.
    """
    report = reconcile(files, standard or None)
    made = CheckedTables(
        id=uuid.uuid4(),
        user_id=by.user_id,
        files=[path.name for path in files],
        standard=standard,
        version=version,
        comparisons=sum(report.checked.values()),
        errors=sum(found.level is Level.ERROR for found in report.findings),
        notes=sum(found.level is not Level.ERROR for found in report.findings),
        made_at=now(),
    )
    folder = folder_of(made)
    folder.mkdir(parents=True, mode=0o700)
    for path in files:
        # Laid down tables may be lists of households.
        seal_file(path, folder / path.name, keyring(keys_folder()))
        path.unlink()
    made.save(force_insert=True)
    note(subject=f"tables:{made.pk}", files=len(files), errors=made.errors, comparisons=made.comparisons)
    return made


@action(EventName.TABLES_REMOVED)
def remove_tables(*, tables: CheckedTables, by: Actor) -> None:
    """Take away laid down tables and what was found in them; the log keeps how many contradictions there were."""
    note(subject=f"tables:{tables.pk}", errors=tables.errors)
    folder = folder_of(tables)
    tables.delete()
    shutil.rmtree(folder, ignore_errors=True)
    kept_report.cache_clear()
