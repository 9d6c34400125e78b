"""Causes of poverty, a list of its own for each standard: they are never summed to a total."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CauseList:
    """``causes`` as (code, Vietnamese, English) in the official order; ``known`` as in the parameters."""

    causes: tuple[tuple[str, str, str], ...]
    source: str
    known: str

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in order."""
        return tuple(code for code, _vi, _en in self.causes)


@cache
def causes_of(standard_code: str) -> CauseList:
    """The causes of a standard; a local standard has those of its national one."""
    tables = tomllib.loads((Path(__file__).parent / "causes.toml").read_text(encoding="utf-8"))
    table = tables[standard_code.partition("+")[0]]
    listed = tables[table["same_as"]]["causes"] if "same_as" in table else table["causes"]
    return CauseList(
        tuple((cause["code"], cause["vi"], cause["en"]) for cause in listed), table["source"], table["known"]
    )
