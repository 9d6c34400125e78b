"""Members next to their household: sums and choices within a household, on whole columns."""

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


class Segments:
    """``sizes[i]`` members lie side by side for household ``i``; every household has one at least."""

    def __init__(self, sizes: NDArray[np.int64]) -> None:
        self.sizes = sizes
        self.starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        self.owner = np.repeat(np.arange(sizes.size), sizes)
        self.members = int(sizes.sum())
        self.number = np.arange(self.members) - self.starts[self.owner]

    def any(self, flags: Flags) -> Flags:
        """Whether some member of each household is flagged; shape (households,)."""
        return np.logical_or.reduceat(flags, self.starts)

    def count(self, flags: Flags) -> NDArray[np.int64]:
        """How many members of each household are flagged; shape (households,)."""
        return np.add.reduceat(flags.astype(np.int64), self.starts)

    def choose_one(self, rng: np.random.Generator, among: Flags) -> Flags:
        """One of the flagged members of each household that has any; shape (members,)."""
        return self.choose(rng, among, np.ones(self.sizes.size, dtype=np.int64))

    def choose(self, rng: np.random.Generator, among: Flags, wanted: NDArray[np.int64]) -> Flags:
        """Up to ``wanted[i]`` of the flagged members of household ``i``; shape (members,)."""
        keys = np.where(among, rng.random(self.members), 2.0)
        order = np.lexsort((keys, self.owner))
        rank = np.empty(self.members, dtype=np.int64)
        rank[order] = self.number
        return among & (rank < wanted[self.owner])
