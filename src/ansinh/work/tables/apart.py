"""Reading the cells of a workbook or a long CSV in a process of its own, so that a hostile one costs the caller nothing but a
message."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _, current_language
from ansinh.work.tables import comma_worker, workbook_worker
from ansinh.work.tables.archive import damaged
from ansinh.work.tables.comma import ROW
from ansinh.work.tables.encodings import Source
from ansinh.work.tables.refusals import refusal
from ansinh.work.tables.table import Limits

# A CSV grows by this much at most on its way to columns, beside what every file may take.
_GROWS, _ANYHOW = 8, 256 << 20
# So many bytes of a CSV are read in a second even by a slow machine.
_BYTES_A_SECOND = 2 << 20


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading under way."""

    process: subprocess.Popen[bytes]
    path: Path
    sheet: str
    out: Path
    seconds: int

    def cells(self) -> pl.DataFrame:
        """The cells when they are there, typed as the reader guessed, columns named as it named them.

        Raises ``UnusableInput``: ``damaged_workbook``, ``too_large``, ``too_slow``.
        """
        try:
            code = self.process.wait(self.seconds)
        except subprocess.TimeoutExpired as error:
            raise self._refused("too_slow", _("đọc quá lâu nên đã dừng.")) from error
        if code == workbook_worker.DAMAGED:
            raise damaged(self.path)
        if code != workbook_worker.DONE:
            raise self._refused("too_large", _("vùng ô quá rộng nên bộ nhớ cho phép không đủ để đọc."))
        return pl.read_ipc(self.out)

    def _refused(self, code: str, reason: str) -> Exception:
        advice = _("Hãy xóa các dòng, cột thừa ở xa vùng dữ liệu, chia nhỏ tệp, hoặc xuất ra CSV.")
        return refusal(reason, code=code, advice=advice, file=self.path.name, sheet=self.sheet)


@contextmanager
def reading_apart(path: Path, sheet: str, *, skip: int, text: bool, limits: Limits) -> Iterator[Reading]:
    """Read ``sheet`` from row ``skip`` + 1 on in a worker with capped memory and time; leaving the block ends it.

    ``text``: every cell as text; else each column as the one type that all its cells share, text where they differ.
    """
    with tempfile.TemporaryDirectory(prefix="ansinh-cells-") as folder:
        out = Path(folder) / "cells.arrow"
        arguments = [
            str(path.resolve()),
            sheet,
            str(skip),
            "text" if text else "typed",
            str(out),
            str(limits.worker_bytes),
            str(limits.worker_seconds),
        ]
        process = subprocess.Popen(
            [sys.executable, "-P", workbook_worker.__file__, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield Reading(process, path, sheet, out, limits.worker_seconds)
        finally:
            process.kill()
            process.wait()


def read_comma_apart(
    source: Source, limits: Limits, *, short_rows: bool = False
) -> tuple[list[str], pl.DataFrame, pl.Series]:
    """What ``comma.read_comma`` gives and raises, read by a process with capped memory and time that keeps a few thousand
    records at once. Raises ``UnusableInput`` also with ``too_large``, ``too_slow``."""
    size = source.path.stat().st_size
    seconds = max(limits.worker_seconds, size // _BYTES_A_SECOND)
    with tempfile.TemporaryDirectory(prefix="ansinh-records-") as folder:
        out, told = Path(folder) / "cells.arrow", Path(folder) / "told.json"
        order = comma_worker.order(
            source,
            limits,
            out=str(out),
            told=str(told),
            language=current_language(),
            short_rows=short_rows,
            bytes=limits.worker_bytes,
            seconds=seconds,
            largest=_GROWS * size + _ANYHOW,
        )
        try:
            code = subprocess.run(
                [sys.executable, "-P", "-m", comma_worker.__name__, order],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired as error:
            raise _too_costly(source, "too_slow", _("đọc quá lâu nên đã dừng.")) from error
        if code == comma_worker.REFUSED:
            why = json.loads(told.read_text(encoding="utf-8"))
            raise UnusableInput(why["message"], code=why["code"], **why["facts"])
        if code != comma_worker.DONE:
            raise _too_costly(source, "too_large", _("bộ nhớ cho phép không đủ để đọc."))
        cells = pl.read_ipc(out)
        return json.loads(told.read_text(encoding="utf-8"))["header"], cells.drop(ROW), cells[ROW]


def _too_costly(source: Source, code: str, reason: str) -> UnusableInput:
    advice = _("Hãy chia tệp thành nhiều phần nhỏ hơn.")
    return refusal(reason, code=code, advice=advice, file=source.path.name)
