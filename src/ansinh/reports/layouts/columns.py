"""The parts a layout is told in: columns, and where in the cube their figures come from."""

from dataclasses import dataclass
from enum import StrEnum

HOUSEHOLDS, PERSONS = "households", "persons"
POPULATION = "population"


class Kind(StrEnum):
    """What a column prints."""

    COUNT = "count"
    RATE = "rate"
    TEXT = "text"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class CellSource:
    """Rows of the cube, or one column of the population frame (``measure`` ``population:<column>``, class
    blank).

    ``split``: ``households``, ``persons``, or blank where the row of the form decides. ``only``: the source
    belongs to the rows of that split alone.
    """

    measure: str
    class_: str
    split: str = ""
    only: str = ""

    def on(self, split: str) -> "CellSource":
        """The source as one row of the form reads it."""
        return CellSource(self.measure, self.class_, self.split or split or HOUSEHOLDS, self.only)


@dataclass(frozen=True, slots=True)
class Column:
    """One official column. ``heads`` from the widest head down to its own; ``sources`` are added up (a rate:
    its part).

    ``base``: for a rate, the number of the column it is of, counted from 1. ``parts``: the columns (with
    their signs) that must make up this one; ``must`` tells whether a difference is a fault of ours or only
    of what is not known.
    """

    number: int
    heads: tuple[str, ...]
    kind: Kind = Kind.COUNT
    sources: tuple[CellSource, ...] = ()
    base: int = 0
    parts: tuple[int, ...] = ()
    must: bool = False
    formula: str = ""
    width: float = 0

    def read_on(self, split: str) -> tuple[CellSource, ...]:
        """The sources as the rows of ``split`` read them."""
        return tuple(source.on(split) for source in self.sources if source.only in ("", split))

    @property
    def of_population(self) -> bool:
        """Whether the column prints a population, which may be unknown, rather than a count of the cube."""
        return any(source.measure.startswith(f"{POPULATION}:") for source in self.sources)

    @property
    def key(self) -> str:
        """The column's name in published tables: ``c1``, ``c2``, …"""
        return f"c{self.number}"


@dataclass(frozen=True, slots=True)
class Layout:
    """One official form as data. ``split`` tells whether each place has the rows Hộ and Nhân khẩu."""

    number: int
    title: str
    columns: tuple[Column, ...]
    split: bool = False
    notes: tuple[str, ...] = ()


def population(column: str) -> tuple[CellSource, ...]:
    """A figure of the population frame: ``households``, ``persons``, ``households_kinh`` and so on."""
    return (CellSource(f"{POPULATION}:{column}", "", PERSONS if column.startswith(PERSONS) else HOUSEHOLDS),)


def counted(measure: str, class_: str, split: str = "") -> tuple[CellSource, ...]:
    """A figure of the cube."""
    return (CellSource(measure, class_, split),)


def numbered(columns: list[Column]) -> tuple[Column, ...]:
    """``columns`` must already bear the numbers 1, 2, … in order; a slip here would move every figure by
    one."""
    if [column.number for column in columns] != list(range(1, len(columns) + 1)):
        raise ValueError("columns of a form are numbered from 1 without a gap")
    return tuple(columns)


def sum_formula(number: int, parts: tuple[int, ...]) -> str:
    """``9=1−2−3−4+5+6+7+8`` as printed under the heads; long runs are shortened: ``2=3+4+…+14``."""
    spelled = [f"{'−' if part < 0 else '+'}{abs(part)}" for part in parts]
    if len(spelled) > 8:
        spelled = [*spelled[:2], "+…", spelled[-1]]
    return f"{number}={''.join(spelled).removeprefix('+')}"
