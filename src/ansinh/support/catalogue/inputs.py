"""What the rules of policies may ask of a household or a person: name, whose it is, what it holds, in words."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from ansinh.standards.engine.axes import Axis, CodeAxis, TruthAxis
from ansinh.standards.engine.rules import Level
from ansinh.standards.words import Words

_FILE = Path(__file__).with_suffix(".toml")
BIRTH = "birth_date"


class InputKind(StrEnum):
    """What an input holds."""

    TRUTH = "truth"
    CODE = "code"
    NUMBER = "number"
    BIRTH = "birth"


@dataclass(frozen=True)
class Input:
    """One thing that rules may ask; ``codes`` with their words, in order."""

    name: str
    level: Level
    kind: InputKind
    label: Words
    codes: Mapping[str, Words] = field(default_factory=dict, hash=False)

    @property
    def axis(self) -> Axis | None:
        """Its answers; none for numbers and births, which comparisons cut."""
        if self.kind is InputKind.TRUTH:
            return TruthAxis()
        return CodeAxis(tuple(self.codes)) if self.kind is InputKind.CODE else None


@cache
def inputs() -> Mapping[str, Input]:
    """Every input by its name."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        name: Input(
            name=name,
            level=Level(row["of"]),
            kind=InputKind(row["kind"]),
            label=Words(**row["label"]),
            codes={code: Words(**words) for code, words in row.get("codes", {}).items()},
        )
        for name, row in raw.items()
    }
