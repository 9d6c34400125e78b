"""Two Parquet files read side by side, household block after household block, each row of a file once.

Members must lie in the order of the households; the reader looks, and says so with ``NotSideBySide`` when
they do not. Memory holds a few blocks, whatever the size of the files and of their row groups.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ansinh.standards.questions import HOUSEHOLDS, MEMBERS, Question
from ansinh.standards.stored_codes import StoredCodes, dictionary_columns

# Members read at once: few enough for memory, enough that the fixed cost of a block does not count.
BLOCK_MEMBERS = 300_000


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


class _Rows:
    """Rows of one Parquet file by their number, asked for in rising order."""

    def __init__(self, path: Path, columns: list[str], questions: Mapping[str, Question]) -> None:
        self.count = row_count(path)
        coded = dictionary_columns(path, {name: questions[name] for name in columns})
        self._columns, self._codes = columns, StoredCodes(path, coded)
        others = [name for name in columns if name not in coded]
        self._scan = pl.scan_parquet(path, hive_partitioning=False, glob=False).select(others)

    def read(self, start: int, length: int) -> pl.DataFrame:
        """``length`` rows from row ``start`` on, fewer at the end of the file."""
        frame = self._scan.slice(start, length).collect()
        return frame.hstack(self._codes.read(start, frame.height)).select(self._columns)


def side_by_side(
    households: Path, members: Path, household_columns: list[str], member_columns: list[str]
) -> Iterator[Part]:
    """Parts of about ``BLOCK_MEMBERS`` members; raises ``NotSideBySide``."""
    homes = _Rows(households, household_columns, HOUSEHOLDS)
    people = _Rows(members, member_columns, MEMBERS)
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
