"""Two Parquet files read side by side, household block after household block, each part of a file once.

Members must lie in the order of the households; the reader looks, and says so with ``NotSideBySide`` when
they do not. Memory holds a few row groups, whatever the size of the files.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
from numpy.typing import NDArray

BLOCK_HOUSEHOLDS = 1 << 17
_READ_ROWS = 1 << 20


class NotSideBySide(Exception):
    """Members do not lie in the order of their households, or ids come again: the files must be brought
    together."""


@dataclass(frozen=True)
class Part:
    """A run of whole households with their members, and where each began in its file (rows from 0)."""

    households: pl.DataFrame
    members: pl.DataFrame
    household_row: int
    member_row: int
    starts: NDArray[np.intp]


def row_count(path: Path) -> int:
    """Rows of a Parquet file, from its footer."""
    return int(pq.read_metadata(path).num_rows)


def _chunks(path: Path, columns: list[str]) -> Iterator[pl.DataFrame]:
    """The file in pieces of whole row groups, about ``_READ_ROWS`` rows each."""
    metadata = pq.read_metadata(path)
    scan = pl.scan_parquet(path, hive_partitioning=False, glob=False).select(columns)
    start = length = 0
    for group in range(metadata.num_row_groups):
        length += metadata.row_group(group).num_rows
        if length >= _READ_ROWS or group == metadata.num_row_groups - 1:
            yield scan.slice(start, length).collect()
            start, length = start + length, 0


class _Homes:
    """Households handed out in order, however many are asked for."""

    def __init__(self, path: Path, columns: list[str]) -> None:
        self._chunks = _chunks(path, columns)
        self._left: pl.DataFrame | None = None

    def take(self, count: int) -> pl.DataFrame:
        """The next ``count`` households, fewer at the end of the file."""
        parts, wanted = [], count
        while wanted:
            if self._left is None or self._left.is_empty():
                self._left = next(self._chunks, None)
            if self._left is None:
                break
            parts.append(self._left.head(wanted))
            self._left = self._left.slice(parts[-1].height)
            wanted -= parts[-1].height
        return pl.concat(parts) if parts else pl.DataFrame()


def side_by_side(
    households: Path, members: Path, household_columns: list[str], member_columns: list[str]
) -> Iterator[Part]:
    """Parts of about ``BLOCK_HOUSEHOLDS`` households; raises ``NotSideBySide``."""
    homes = _Homes(households, household_columns)
    kept: pl.DataFrame | None = None
    household_row = member_row = 0
    last_id: str | None = None
    for chunk in _chunks(members, member_columns):
        people = chunk if kept is None else pl.concat([kept, chunk])
        starts = _starts(people)
        whole = len(starts) - 1
        for first in range(0, whole, BLOCK_HOUSEHOLDS):
            last = min(first + BLOCK_HOUSEHOLDS, whole)
            part = _part(homes, people, starts[first : last + 1], household_row, member_row)
            last_id = _rising(part.households["household_id"], last_id)
            yield part
            household_row, member_row = household_row + last - first, member_row + part.members.height
        kept = people.slice(int(starts[whole])) if whole >= 0 else people
    if kept is not None and kept.height:
        part = _part(homes, kept, np.array([0, kept.height]), household_row, member_row)
        _rising(part.households["household_id"], last_id)
        yield part
    if homes.take(1).height:
        raise NotSideBySide


def _starts(people: pl.DataFrame) -> np.ndarray:
    owner = people["household_id"]
    return (owner != owner.shift(1)).fill_null(True).arg_true().to_numpy()


def _part(
    homes: _Homes, people: pl.DataFrame, starts: np.ndarray, household_row: int, member_row: int
) -> Part:
    """One part: households ``starts[:-1]`` of ``people``, whose ids must be those of the next households."""
    own = homes.take(len(starts) - 1)
    theirs = people.slice(int(starts[0]), int(starts[-1] - starts[0]))
    heads = theirs["household_id"].gather(starts[:-1] - starts[0])
    if (
        own.height != len(heads)
        or own["household_id"].has_nulls()
        or not (own["household_id"] == heads).all()
    ):
        raise NotSideBySide
    return Part(own, theirs, household_row, member_row, (starts[:-1] - starts[0]).astype(np.intp))


def _rising(ids: pl.Series, before: str | None) -> str:
    """The last id; ids that rise through the whole file cannot come again."""
    first = ids[0]
    if (before is not None and not before < first) or not bool((ids > ids.shift(1)).slice(1).all()):
        raise NotSideBySide
    return str(ids[-1])
