"""Rules: pure functions whose parameter names are their inputs, put in order by what they need.

A parameter is another rule, a question of the survey, a number of the law, or ``members`` (how many the
household has). Anything else is refused before the first household is read.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import ModuleType
from typing import Any, TypeVar

MEMBERS = "members"
_MARK = "__ansinh_rule_level__"
Function = TypeVar("Function", bound=Callable[..., Any])


class Level(Enum):
    """Whose column a rule or a question is."""

    MEMBER = "member"
    HOUSEHOLD = "household"


class RefusedRule(Exception):
    """A rule that cannot be evaluated: it is refused, it never matches everybody."""


def of_member(function: Function) -> Function:
    """Mark a function as a rule that gives one truth a member."""
    setattr(function, _MARK, Level.MEMBER)
    return function


def of_household(function: Function) -> Function:
    """Mark a function as a rule that gives one truth a household."""
    setattr(function, _MARK, Level.HOUSEHOLD)
    return function


@dataclass(frozen=True)
class Rule:
    """One rule: its name, whose column it is, its function and the names of its inputs."""

    name: str
    level: Level
    function: Callable[..., Any]
    inputs: tuple[str, ...]


def rules_of(module: ModuleType) -> dict[str, Rule]:
    """Every marked function that ``module`` defines or imports, by name."""
    found = {}
    for name, value in vars(module).items():
        level = getattr(value, _MARK, None)
        if isinstance(level, Level):
            found[name] = Rule(name, level, value, tuple(inspect.signature(value).parameters))
    return found


class Graph:
    """Rules, questions and numbers together; every input is known and nothing needs itself."""

    def __init__(
        self, rules: Mapping[str, Rule], questions: Mapping[str, Level], numbers: frozenset[str]
    ) -> None:
        """``questions`` gives the level of each column; raises ``RefusedRule``."""
        self.rules = dict(rules)
        self.questions = dict(questions)
        self.numbers = numbers
        self.order: list[str] = []
        for name in self.rules:
            self._visit(name, ())

    def _visit(self, name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise RefusedRule(f"rule needs itself: {' -> '.join([*path, name])}")
        if name in self.order:
            return
        rule = self.rules[name]
        for needed in rule.inputs:
            if needed in self.rules:
                self._visit(needed, (*path, name))
            elif needed not in self.questions and needed not in self.numbers and needed != MEMBERS:
                raise RefusedRule(f"rule {name} asks for {needed}, which nobody knows")
            if rule.level is Level.MEMBER and self.level_of(needed) is Level.HOUSEHOLD:
                raise RefusedRule(f"rule {name} of a member asks for {needed} of the household")
        self.order.append(name)

    def level_of(self, name: str) -> Level | None:
        """Whose column ``name`` is; ``None`` for a number of the law."""
        if name in self.rules:
            return self.rules[name].level
        if name in self.questions:
            return self.questions[name]
        return Level.HOUSEHOLD if name == MEMBERS else None

    def questions_of(self, name: str) -> tuple[str, ...]:
        """The questions that ``name`` (a rule or a question) rests on, in the survey's order."""
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            here = waiting.pop()
            if here in self.rules:
                waiting.extend(self.rules[here].inputs)
            elif here in self.questions:
                seen.add(here)
        return tuple(question for question in self.questions if question in seen)

    def numbers_of(self, name: str) -> tuple[str, ...]:
        """The numbers of the law that a rule rests on, its own first."""
        rule = self.rules.get(name)
        if rule is None:
            return ()
        own = [needed for needed in rule.inputs if needed in self.numbers]
        for needed in rule.inputs:
            own.extend(number for number in self.numbers_of(needed) if number not in own)
        return tuple(own)

    def member_inputs(self, name: str) -> tuple[str, ...]:
        """The member columns (rules or questions) that a household rule reads over its members, itself or
        through other household rules."""
        found: list[str] = []
        for needed in self.rules[name].inputs:
            level = self.level_of(needed)
            inner = (
                (needed,)
                if level is Level.MEMBER
                else self.member_inputs(needed)
                if needed in self.rules
                else ()
            )
            found.extend(column for column in inner if column not in found)
        return tuple(found)

    def evaluate(self, name: str, known: dict[str, Any]) -> Any:
        """The value of ``name`` from the columns and numbers in ``known``; what is computed on the way is
        kept."""
        if name not in known:
            rule = self.rules[name]
            known[name] = rule.function(**{needed: self.evaluate(needed, known) for needed in rule.inputs})
        return known[name]
