"""Two Parquet files read side by side, household block after household block, each row of a file once.

Members must lie in the order of the households; the reader looks, and says so with ``NotSideBySide`` when
they do not. Memory holds a few blocks, whatever the size of the files and of their row groups.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ansinh.standards.questions import HOUSEHOLDS, MEMBERS, Question
from ansinh.standards.stored_codes import StoredCodes, dictionary_columns

# Members read at once: few enough for memory, enough that the fixed cost of a block does not count.
BLOCK_MEMBERS = 300_000
# Households fetched at once: reading from the middle of a row group passes over its beginning again.
_HOUSEHOLDS_FETCHED = 250_000


class NotSideBySide(Exception):
    """Members do not lie in the order of their households, or ids come again: the files must be brought
    together."""


class NotByBlocks(Exception):
    """A file cannot be opened or read piece by piece; the reader of whole files names what is wrong."""


@contextmanager
def reading() -> Iterator[None]:
    """Turns what the libraries raise while they read a file into ``NotByBlocks``."""
    try:
        yield
    except (pl.exceptions.PolarsError, pa.ArrowException, OSError) as error:
        raise NotByBlocks from error


@dataclass(frozen=True)
class Part:
    """A run of whole households with their members, and where each began in its file (rows from 0)."""

    households: pl.DataFrame
    members: pl.DataFrame
    household_row: int
    member_row: int
    starts: NDArray[np.intp]


def row_count(path: Path) -> int:
    """Rows of a Parquet file, from its footer; raises ``NotByBlocks``."""
    with reading():
        return int(pq.read_metadata(path).num_rows)


class _Rows:
    """Rows of one Parquet file by their number, asked for in rising order."""

    def __init__(
        self, path: Path, columns: list[str], questions: Mapping[str, Question], fetched: int
    ) -> None:
        """``fetched``: rows taken from the file at once, at the least."""
        self.count = row_count(path)
        with reading():
            coded = dictionary_columns(path, {name: questions[name] for name in columns})
        self._columns, self._codes, self._fetched = columns, StoredCodes(path, coded), fetched
        others = [name for name in columns if name not in coded]
        self._scan = pl.scan_parquet(path, hive_partitioning=False, glob=False).select(others)
        self._held = pl.DataFrame()
        self._first = 0

    def read(self, start: int, length: int) -> pl.DataFrame:
        """``length`` rows from row ``start`` on, fewer at the end of the file; raises ``NotByBlocks``."""
        with reading():
            frame = self._plain(start, min(length, self.count - start))
            return frame.hstack(self._codes.read(start, frame.height)).select(self._columns)

    def _plain(self, start: int, length: int) -> pl.DataFrame:
        """The columns that are not codes."""
        if start + length > self._first + self._held.height:
            self._held = pl.DataFrame()
            self._held = self._scan.slice(start, max(length, self._fetched)).collect()
            self._first = start
        return self._held.slice(start - self._first, length)


def side_by_side(
    households: Path, members: Path, household_columns: list[str], member_columns: list[str]
) -> Iterator[Part]:
    """Parts of about ``BLOCK_MEMBERS`` members; raises ``NotSideBySide``, ``NotByBlocks``."""
    homes = _Rows(households, household_columns, HOUSEHOLDS, _HOUSEHOLDS_FETCHED)
    people = _Rows(members, member_columns, MEMBERS, BLOCK_MEMBERS)
    household_row = member_row = 0
    last_id: str | None = None
    while member_row < people.count:
        theirs = people.read(member_row, BLOCK_MEMBERS)
        starts = _starts(theirs)
        if member_row + theirs.height < people.count:
            # The last household may go on: it begins the next block.
            theirs, starts = theirs.head(int(starts[-1])), starts[:-1]
        own = homes.read(household_row, len(starts))
        _must_match(own["household_id"], theirs["household_id"].gather(starts))
        last_id = _rising(own["household_id"], last_id)
        yield Part(own, theirs, household_row, member_row, starts)
        household_row, member_row = household_row + own.height, member_row + theirs.height
    if household_row != homes.count:
        raise NotSideBySide


def _starts(people: pl.DataFrame) -> NDArray[np.intp]:
    owner = people["household_id"]
    if owner.has_nulls():
        raise NotSideBySide
    return owner.ne_missing(owner.shift(1)).arg_true().to_numpy().astype(np.intp)


def _must_match(ids: pl.Series, heads: pl.Series) -> None:
    """The ids of the next households must be those of the members; a block without one whole household is
    too long for this reader."""
    if ids.is_empty() or len(ids) != len(heads) or not ids.equals(heads):
        raise NotSideBySide


def _rising(ids: pl.Series, before: str | None) -> str:
    """The last id; ids that rise through the whole file cannot come again."""
    first = ids[0]
    if (before is not None and not before < first) or not bool((ids > ids.shift(1)).slice(1).all()):
        raise NotSideBySide
    return str(ids[-1])
