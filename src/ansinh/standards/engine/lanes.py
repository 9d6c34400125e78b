"""What all member rules say of each member in one word, two bits a rule, so that "any member" is one pass over
the members for all rules together.

A truth is its own two bits (0 no, 1 unknown, 2 yes). Their bitwise *or* over a household is 3 where one member
surely is and another is unknown: one who surely is settles it.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ansinh.standards.engine.rules import RefusedRule
from ansinh.standards.engine.tables import TruthTable
from ansinh.standards.engine.truth import NO, UNKNOWN, YES, MemberTruth, Truth

Words = NDArray[np.unsignedinteger[Any]]
_SETTLED = np.array([NO, UNKNOWN, YES, YES], np.uint8)
_WORDS = (np.uint8, np.uint16, np.uint32, np.uint64)


class Lanes:
    """Where each member rule stands in a word, and its truth table shifted to that place."""

    def __init__(self, tables: Mapping[str, TruthTable]) -> None:
        """Raises ``RefusedRule`` for more rules than a word of 64 bits holds."""
        fitting = [word for word in _WORDS if 2 * len(tables) <= 8 * np.dtype(word).itemsize]
        if not fitting:
            raise RefusedRule(f"{len(tables)} member rules do not fit 64 bits")
        self.word = np.dtype(fitting[0])
        self.shift = {name: self.word.type(2 * lane) for lane, name in enumerate(tables)}
        self._values = {
            name: table.values.astype(self.word) << self.shift[name] for name, table in tables.items()
        }

    def words(self, rows: Mapping[str, NDArray[np.uint16]], members: int) -> Words:
        """One word a member; ``rows`` are the rows of the members in each rule's table."""
        words = np.zeros(members, self.word)
        for name, values in self._values.items():
            words |= values[rows[name]]
        return words


class PackedTruths(Mapping[str, Truth]):
    """One truth a member by rule, unpacked when asked for."""

    def __init__(
        self, lanes: Lanes, words: Words, starts: NDArray[np.intp], counts: NDArray[np.uint32]
    ) -> None:
        """``words`` of members lying next to their household."""
        self._lanes, self._words, self.starts, self.counts = lanes, words, starts, counts

    def __getitem__(self, name: str) -> Truth:
        return self._lane(self._words, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._lanes.shift)

    def __len__(self) -> int:
        return len(self._lanes.shift)

    @cached_property
    def _of_households(self) -> Words:
        return np.bitwise_or.reduceat(self._words, self.starts)

    def _lane(self, words: Words, name: str) -> Truth:
        lane = ((words >> self._lanes.shift[name]) & self._lanes.word.type(3)).astype(np.uint8)
        return _SETTLED[lane]

    def any_one(self, name: str) -> Truth:
        """One truth a household: whether the rule holds for any of its members."""
        return self._lane(self._of_households, name)

    def column(self, name: str) -> "PackedTruth":
        """The rule's column, as household rules read it."""
        return PackedTruth(self, name)


class PackedTruth(MemberTruth):
    """One rule's lane of ``PackedTruths``."""

    def __init__(self, truths: PackedTruths, name: str) -> None:
        """The column of the rule ``name``."""
        self._truths, self._name = truths, name
        self.starts, self.counts = truths.starts, truths.counts

    @property
    def values(self) -> Truth:
        """One truth a member."""
        return self._truths[self._name]

    def any_one(self) -> Truth:
        """One truth a household."""
        return self._truths.any_one(self._name)
