"""Worked examples of a standard, kept as data beside its rules: printed in the manual, run by the tests on both
engines."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class IndicatorExample:
    """Every answer that decides one indicator (all others are blank) and its reading: ``deprived``,
    ``not_deprived`` or ``unknown``."""

    code: str
    household: Answers
    members: tuple[Answers, ...]
    reading: str


@dataclass(frozen=True)
class ClassExample:
    """Area, score and income of a household, the number of its deprivations, and its class."""

    household: Answers
    deprivations: int
    klass: str


@dataclass(frozen=True)
class Examples:
    """The examples of one standard; ages are those on ``as_of``."""

    as_of: date
    indicators: tuple[IndicatorExample, ...]
    classes: tuple[ClassExample, ...]

    def of_indicator(self, code: str) -> list[IndicatorExample]:
        """Those of one indicator."""
        return [example for example in self.indicators if example.code == code]


@cache
def examples_of(standard_code: str) -> Examples:
    """The examples of a standard; a local standard has the cases of its national one, on which its own
    numbers may decide otherwise."""
    table = _read(standard_code.partition("+")[0])
    cases = _read(table["indicators_of"]) if "indicators_of" in table else table
    return Examples(
        as_of=cases["as_of"],
        indicators=tuple(
            IndicatorExample(
                row["code"], row.get("household", {}), tuple(row.get("members", [])), row["reading"]
            )
            for row in cases["indicator"]
        ),
        classes=tuple(
            ClassExample(row["household"], row["deprivations"], row["class"]) for row in table["class"]
        ),
    )


def _read(standard_code: str) -> dict[str, Any]:
    path = Path(__file__).parent / standard_code.replace("-", "_") / "examples.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
