"""Which group of the insured counts for who is of several of which the same is paid: dated, as far as the law's order is known."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ansinh.standards.words import Words, words_of

_FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class GroupOrder:
    """The codes of the groups from a day on, the one that counts first."""

    since: date
    groups: tuple[str, ...]
    article: Words
    known: str

    @property
    def unverified(self) -> bool:
        """Whether nobody read the order in a text."""
        return self.known == "M"


@cache
def _orders() -> tuple[GroupOrder, ...]:
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))["order"]
    rows = [
        GroupOrder(one["from"], tuple(one["groups"]), words_of(one["article"]), one["known"]) for one in raw
    ]
    return tuple(sorted(rows, key=lambda one: one.since))


def group_order(on: date) -> GroupOrder:
    """The order of a day; before the first day, the first order."""
    held = [one for one in _orders() if one.since <= on]
    return held[-1] if held else _orders()[0]
