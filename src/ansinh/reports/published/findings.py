"""What the rules on printed figures say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ansinh.kernel.findings import Level
from ansinh.reports.published.figures import Figure

Group = Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class FigureFinding:
    """One thing found in a paper: the rule, the figures it is about, what was printed and what follows from the others."""

    rule: str
    level: Level
    message: str
    figures: tuple[Figure, ...]
    computed: Decimal | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[str, ...]:
        """Where in the paper, in order and once each."""
        return tuple(dict.fromkeys(one.line for one in self.figures))

    def as_json(self) -> dict[str, Any]:
        """Plain values for a program."""
        return {
            "rule": self.rule,
            "level": self.level.value,
            "paper": self.figures[0].paper,
            "lines": list(self.lines),
            "unit_code": self.figures[0].unit_code,
            "statistics": [one.statistic for one in self.figures],
            "printed": [one.printed for one in self.figures],
            "computed": None if self.computed is None else str(self.computed),
            "message": self.message,
        } | dict(self.facts)


Findings = Iterator[FigureFinding]
# What a rule is asked: the figures of one paper, place and day; and how many communes the place had then, where that is known.
Rule = Callable[[Group, int | None], Findings]


def found(
    rule: str,
    level: Level,
    message: str,
    figures: Sequence[Figure],
    computed: Decimal | None = None,
    **facts: Any,
) -> FigureFinding:
    """A finding about ``figures``."""
    return FigureFinding(rule, level, message, tuple(figures), computed, facts)
