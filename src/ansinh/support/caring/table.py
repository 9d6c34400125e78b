"""The decision table of the dispatch: from what a household lacks and can do to what is to be done."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ansinh.kernel.language import current_language
from ansinh.support.models.planning_enums import PlanGroup


@dataclass(frozen=True, slots=True)
class Condition:
    """Of whom a line of the table speaks: a group, or who is deprived in one of ``indicators``."""

    code: str
    vi: str
    en: str
    group: str
    indicators: frozenset[str]

    @property
    def words(self) -> str:
        return self.en if current_language() == "en" else self.vi

    def holds(self, group: PlanGroup, deprived: Collection[str]) -> bool:
        """Whether a household of this group, deprived in these indicators, meets it."""
        return self.group == group.value if self.group else not self.indicators.isdisjoint(deprived)


@dataclass(frozen=True, slots=True)
class Solution:
    """One solution of the table, with the line of the dispatch that says it."""

    code: str
    condition: str
    vi: str
    en: str
    policy: str
    near_poor_policy: str
    agency: str
    line: str

    @property
    def words(self) -> str:
        return self.en if current_language() == "en" else self.vi

    def policy_for(self, list_name: str) -> str:
        """The policy that pays for it, for a household of that list; blank: none."""
        return self.near_poor_policy if list_name == "near_poor" and self.near_poor_policy else self.policy


@cache
def _table() -> tuple[dict[str, Condition], dict[str, Solution]]:
    raw = tomllib.loads((Path(__file__).parent / "solutions.toml").read_text(encoding="utf-8"))
    conditions = {
        code: Condition(
            code, row["vi"], row["en"], row.get("group", ""), frozenset(row.get("indicators", ()))
        )
        for code, row in raw["condition"].items()
    }
    solutions = {
        row["code"]: Solution(
            row["code"],
            row["condition"],
            row["vi"],
            row["en"],
            row.get("policy", ""),
            row.get("near_poor_policy", ""),
            row["agency"],
            row["line"],
        )
        for row in raw["solution"]
    }
    return conditions, solutions


def conditions() -> dict[str, Condition]:
    """Every condition by its code."""
    return _table()[0]


def solutions() -> dict[str, Solution]:
    """Every solution by its code, in the order of the dispatch."""
    return _table()[1]


def solutions_for(group: PlanGroup, deprived: Collection[str]) -> list[Solution]:
    """What the table says for a household of a group that is deprived in these indicators. Of whom nobody knows the capacity to
    work the table says nothing in that respect: somebody must find out first."""
    return [one for one in solutions().values() if conditions()[one.condition].holds(group, deprived)]


def answered(deprived: Collection[str]) -> set[str]:
    """The indicators among these of which the table says anything; what is left needs a solution of the officer's own."""
    known = frozenset().union(*(one.indicators for one in conditions().values()))
    return {code for code in deprived if code in known}
