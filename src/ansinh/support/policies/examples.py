"""Worked cases of the catalogue: what must come out, by which source, and what the rules decide."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ansinh.standards.words import Words, words_of
from ansinh.support.catalogue.policy import Policy
from ansinh.support.policies.samples import said_of

_FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Example:
    """One case: a household with one member in the place of the policy, with a need of it."""

    policy: str
    on: date
    words: Words
    source: Words
    given: Mapping[str, Any]
    amount: int

    def computed(self, policy: Policy) -> tuple[str, int | None]:
        """What the rules decide."""
        return said_of(policy, {"on": self.on.isoformat(), "given": self.given})


@cache
def examples() -> tuple[Example, ...]:
    """Every worked case, in the order of the file."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Example(
            row["policy"],
            row["on"],
            Words(**row["words"]),
            words_of(row["source"]),
            row["given"],
            row["amount"],
        )
        for row in raw["case"]
    )


def examples_of(policy: Policy, language: str) -> list[dict[str, Any]]:
    """The worked cases of a policy in words, with what its rules decide now."""
    return [
        {
            "words": one.words.in_language(language),
            "source": one.source.in_language(language),
            "amount": one.amount,
            "computed": one.computed(policy)[1],
        }
        for one in examples()
        if one.policy == policy.code
    ]
