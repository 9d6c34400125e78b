"""Parquet: typed columns as they are stored, after its footer was read and found within limits."""

from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.work.tables.headers import check_height, check_width, column_names
from ansinh.work.tables.refusals import refusal
from ansinh.work.tables.table import Limits


def read_parquet(path: Path, limits: Limits) -> pl.DataFrame:
    """The file's columns, typed as stored.

    Raises ``UnusableInput``: ``damaged_parquet``, ``nested_column``, ``too_many_columns``, ``too_many_rows``.
    """
    try:
        with pq.ParquetFile(path) as file:
            metadata, schema = file.metadata, file.schema_arrow
        names = schema.names
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise _damaged(path) from error
    check_width(metadata.num_columns, limits, file=path.name)
    check_height(metadata.num_rows, metadata.num_columns, limits, file=path.name)
    column_names(names, file=path.name, sheet="")
    for field in schema:
        if pa.types.is_nested(field.type):
            raise refusal(
                _("cột chứa dữ liệu lồng nhau, không phải một giá trị mỗi ô."),
                code="nested_column",
                advice=_("Hãy xuất mỗi giá trị thành một cột riêng."),
                file=path.name,
                column=field.name,
            )
    try:
        return pl.read_parquet(path, hive_partitioning=False, glob=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, UnicodeDecodeError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> UnusableInput:
    return refusal(
        _("tệp Parquet bị hỏng hoặc chưa tải lên hết."),
        code="damaged_parquet",
        advice=_("Hãy xuất lại tệp rồi gửi lại."),
        file=path.name,
    )
