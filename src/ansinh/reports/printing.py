"""Printing: forms of a sealed version into a folder, audited as one event with what was printed."""

from collections.abc import Callable, Sequence
from pathlib import Path

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.datasets.models import Version
from ansinh.kernel.progress import Progress, silent
from ansinh.reports.csv import write_csv
from ansinh.reports.forms import make_form
from ansinh.reports.loading import LISTS, context_of
from ansinh.reports.pdf import write_pdf
from ansinh.reports.policies import check_may_have
from ansinh.reports.tables import FormTable
from ansinh.reports.xlsx import write_xlsx

_WRITERS: dict[str, Callable[[FormTable, Path], object]] = {
    "xlsx": write_xlsx,
    "csv": write_csv,
    "pdf": write_pdf,
}
SHAPES = tuple(_WRITERS)


@action(EventName.FORMS_PRINTED)
def print_forms(
    *, version: Version, numbers: Sequence[int], shape: str, out: Path, by: Actor, progress: Progress = silent
) -> list[Path]:
    """Write the forms ``numbers`` of ``version`` as ``xlsx``, ``csv`` or ``pdf`` into ``out``; the files written.

    Raises ``Refused`` before anything is written where ``by`` may not have one of them.
    """
    for number in numbers:
        check_may_have(by, version, number)
    out.mkdir(parents=True, exist_ok=True)
    context = context_of(version, lists=any(number in LISTS for number in numbers))
    files = []
    for done, number in enumerate(numbers):
        progress("print", done, len(numbers))
        path = out / f"{version.period}-{version.unit.code}-bieu-{number:02d}.{shape}"
        _WRITERS[shape](make_form(number, context), path)
        files.append(path)
    note(
        subject=f"version:{version.pk}",
        place=version.unit.code,
        forms=list(numbers),
        shape=shape,
        digest=version.digest,
    )
    return files
