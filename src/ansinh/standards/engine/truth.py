"""Truth is a small integer: 0 no, 1 unknown, 2 yes, in ``uint8`` columns.

*and* is the minimum, *or* the maximum, *not* is 2 - x; "any member" is a segment maximum and a count is an
interval (sure, possible). Unknown costs nothing and is never guessed. This vocabulary, with ``answers`` and
``ages``, is all that a rule may use.
"""

from functools import reduce

import numpy as np
from numpy.typing import NDArray

Truth = NDArray[np.uint8]
Numbers = NDArray[np.float64]

NO = np.uint8(0)
UNKNOWN = np.uint8(1)
YES = np.uint8(2)


class MemberTruth:
    """One truth value a member, members lying next to their household: household i's are ``starts[i]`` and
    the ``counts[i] - 1`` after it."""

    def __init__(self, values: Truth, starts: NDArray[np.intp], counts: NDArray[np.uint32]) -> None:
        """``values`` of all members, one after another."""
        self._values, self.starts, self.counts = values, starts, counts

    @property
    def values(self) -> Truth:
        """One truth a member."""
        return self._values

    def any_one(self) -> Truth:
        """One truth a household: the maximum over its members."""
        return np.maximum.reduceat(self.values, self.starts)


def both(*columns: Truth) -> Truth:
    """*And*: the minimum. ``both(no, unknown)`` is no."""
    return reduce(np.minimum, columns)


def either(*columns: Truth) -> Truth:
    """*Or*: the maximum. ``either(yes, unknown)`` is yes."""
    return reduce(np.maximum, columns)


def no(column: Truth) -> Truth:
    """*Not*: 2 - x; unknown stays unknown."""
    return np.subtract(YES, column)


def at_least(count: int, *columns: Truth) -> Truth:
    """Whether ``count`` of the columns hold: yes when so many surely do, no when fewer possibly do."""
    sure = reduce(np.add, [(column == YES).astype(np.uint8) for column in columns])
    possible = reduce(np.add, [(column != NO).astype(np.uint8) for column in columns])
    return interval(sure >= count, possible >= count)


def interval(sure: NDArray[np.bool_], possible: NDArray[np.bool_]) -> Truth:
    """A truth from its two ends: what surely holds and what possibly does."""
    return sure.astype(np.uint8) + possible.astype(np.uint8)


def below(number: Numbers, limit: Numbers | float) -> Truth:
    """``number < limit``, compared unrounded; a blank (NaN) number is unknown."""
    found = np.where(number < limit, YES, NO)
    return np.where(np.isnan(number), UNKNOWN, found).astype(np.uint8)


def any_member(members: MemberTruth) -> Truth:
    """One member who surely is settles it; otherwise one unknown member leaves it unknown."""
    return members.any_one()


def more_than_share(members: MemberTruth, share: float) -> Truth:
    """Whether the members who are make up more than ``share`` of all members of the household."""
    # Two 16-bit lanes (sure, possible) in one modular sum: its overflow cancels in the difference.
    lanes = np.array([0, 1 << 16, (1 << 16) + 1], np.uint32)[members.values]
    total = np.concatenate([np.zeros(1, np.uint32), np.cumsum(lanes, dtype=np.uint32)])
    held = total[members.starts + members.counts] - total[members.starts]
    limit = share * members.counts
    return interval((held & np.uint32(0xFFFF)) > limit, (held >> np.uint32(16)) > limit)
