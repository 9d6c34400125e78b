"""Which group of the insured counts for who is of several of which the same is paid: dated, as far as the law's order is known."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ansinh.support.catalogue.dated import Dated, dated_rows, row_on

_FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class GroupOrder(Dated):
    """The codes of the groups from a day on, the one that counts first."""

    groups: tuple[str, ...]


@cache
def _orders() -> tuple[GroupOrder, ...]:
    return dated_rows(_FILE, "order", lambda groups, **told: GroupOrder(groups=tuple(groups), **told))


def group_order(on: date) -> GroupOrder:
    """The order of a day; before the first day, the first order."""
    return row_on(_orders(), on)
