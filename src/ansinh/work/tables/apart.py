"""Reading a workbook's cells in a process of its own, so that a hostile one costs the caller nothing but a message."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ansinh.kernel.language import _
from ansinh.work.tables import workbook_worker
from ansinh.work.tables.archive import damaged
from ansinh.work.tables.refusals import refusal
from ansinh.work.tables.table import Limits


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
