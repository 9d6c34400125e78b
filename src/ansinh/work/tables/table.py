"""What a file from outside becomes: one frame of text, with the row of the file that each row came from."""

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from ansinh.kernel.findings import Finding


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost. A file beyond a limit is refused before its content is unpacked.

    Bytes are bytes, seconds are seconds of wall clock. ``ratio`` is inflated to packed size of a workbook. ``apart``: a long
    CSV is read in a process of its own, with ``worker_bytes`` of memory.
    """

    file_bytes: int = 2 << 30
    rows: int = 5_000_000
    columns: int = 2_000
    cells: int = 500_000_000
    cell_characters: int = 100_000
    inflated_bytes: int = 1 << 30
    ratio: int = 100
    entries: int = 2_000
    sheets: int = 500
    worker_bytes: int = 1_500 << 20
    worker_seconds: int = 180
    apart: bool = True


DEFAULT = Limits()
# A country in one file, brought by who runs the program: 27 million households, 100 million members.
NATIONAL = replace(DEFAULT, file_bytes=64 << 30, rows=150_000_000, cells=6_000_000_000, apart=False)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One read table.

    ``frame``: the data rows; from CSV and XLSX every column is ``String`` (trimmed, NFC, null where blank), from
    Parquet as stored. ``rows``: for each data row its row number in the file, where the first row of the file is 1
    (a Parquet file counts as if it had one header row). ``digest``: SHA-256 of the file's bytes, hex.
    """

    path: Path
    frame: pl.DataFrame
    rows: pl.Series
    sheet: str
    digest: str
    encoding: str
    findings: tuple[Finding, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The machine names of the columns, in the file's order."""
        return self.frame.columns

    @property
    def file(self) -> str:
        """The file's name without its folder, as findings give it."""
        return self.path.name
