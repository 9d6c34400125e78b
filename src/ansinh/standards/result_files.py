"""Results on their way to a file: Parquet by blocks, whole or not at all, and a disk that gives out said in words."""

import errno
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.standards.missing import MASK_COLUMNS
from ansinh.standards.standard import Standard
from ansinh.work.tables.drafts import whole_or_not

# What a system says of a disk that is full, over a quota, broken or refuses; some libraries give no number.
_DISK = frozenset(
    {None, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM}
)


@contextmanager
def told_when_full(out: Path) -> Iterator[None]:
    """A disk that is full or refuses is said in words."""
    try:
        yield
    except OSError as error:
        if error.errno not in _DISK:
            raise
        raise UnusableInput(
            _("Không ghi được tệp kết quả {out}: hết chỗ trên đĩa hoặc không được phép ghi.").format(
                out=out.name
            ),
            code="cannot_write",
        ) from error


@contextmanager
def results_file(standard: Standard, as_of: date, out: Path) -> Iterator["ResultsFile"]:
    """The Parquet file of results, whole or not at all; raises ``UnusableInput`` where the disk gives out."""
    meaning = {
        "ansinh.standard": standard.code,
        "ansinh.as_of": as_of.isoformat(),
        "ansinh.verified": standard.verified,
        "ansinh.missing": list(MASK_COLUMNS),
    }
    with told_when_full(out), whole_or_not(out) as draft, closing(ResultsFile(draft, meaning)) as writer:
        yield writer


class ResultsFile:
    """Results written block after block; what their masks mean stands in the file's metadata."""

    def __init__(self, path: Path, meaning: dict[str, Any]) -> None:
        """``meaning``: the keys of the metadata and their values, as JSON."""
        self._path = path
        self._meaning = {key: json.dumps(value).encode() for key, value in meaning.items()}
        self._writer: pq.ParquetWriter | None = None

    def write(self, frame: pl.DataFrame) -> None:
        """Add the rows of one block."""
        table = frame.to_arrow(compat_level=pl.CompatLevel.oldest()).replace_schema_metadata(self._meaning)
        if self._writer is None:
            self._writer = _opened(self._path, table.schema)
        self._writer.write_table(table)

    def close(self) -> None:
        """Write the end of the file."""
        if self._writer is not None:
            self._writer.close()


def _opened(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Small numbers as differences, which costs less than looking each up in a dictionary; statistics, which
    help nobody in nought and one, for the ids only."""
    numbers = [field.name for field in schema if pa.types.is_integer(field.type)]
    return pq.ParquetWriter(
        path,
        schema,
        compression={name: "lz4" if name in numbers else "zstd" for name in schema.names},
        use_dictionary=[field.name for field in schema if pa.types.is_dictionary(field.type)],
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
        write_statistics=["household_id"],
    )
