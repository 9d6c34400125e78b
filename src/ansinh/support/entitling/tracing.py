"""One condition of one subject: what it says, by the same tables as for a million."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ansinh.standards.engine.axes import Axis
from ansinh.standards.engine.rules import Graph, Level
from ansinh.standards.engine.rules import Rule as Column
from ansinh.standards.engine.tables import TruthTable, truth_table
from ansinh.standards.engine.truth import NO, UNKNOWN, YES, Truth
from ansinh.support.catalogue.conditions import Condition
from ansinh.support.catalogue.inputs import BIRTH
from ansinh.support.catalogue.numbers import Territory
from ansinh.support.catalogue.policy import Rule
from ansinh.support.entitling.program import PolicyProgram, Subjects, axis_of


@dataclass(frozen=True)
class Traced:
    """A condition and what it says of one subject: 0 no, 1 unknown, 2 yes."""

    condition: Condition
    truth: int


@dataclass(frozen=True)
class RuleTrace:
    """A rule over one subject: whether its territory is here, each condition, and what all say together."""

    rule: Rule
    here: int
    conditions: tuple[Traced, ...]

    @property
    def truth(self) -> int:
        """All together: the least of them."""
        return min([self.here, *(one.truth for one in self.conditions)], default=int(NO))

    @property
    def failing(self) -> tuple[Condition, ...]:
        """What surely does not hold."""
        return tuple(one.condition for one in self.conditions if one.truth == NO)

    @property
    def open(self) -> tuple[Condition, ...]:
        """What nobody knows."""
        return tuple(one.condition for one in self.conditions if one.truth == UNKNOWN)


def trace(
    program: PolicyProgram,
    rule: Rule,
    subjects: Subjects,
    row: int,
    of_person: bool,
    within: Mapping[Territory, Truth],
) -> RuleTrace:
    """What a rule and each condition of it say of one row of persons or households."""
    rows = np.array([row], np.intp)
    said = []
    for one in rule.conditions:
        table = _table(one, program)
        place = {name: subjects.column(name, rows, of_person) for name in table.questions}
        said.append(Traced(one, int(table.values[table.rows(place)][0])))
    here = int(YES)
    if rule.territory:
        here = int(within[rule.territory][subjects.unit(rows, of_person)][0])
    return RuleTrace(rule, here, tuple(said))


def _table(condition: Condition, program: PolicyProgram) -> TruthTable:
    if condition.column == BIRTH:
        return _made(condition, program.births)
    return _plain_table(condition)


@lru_cache(maxsize=2048)
def _plain_table(condition: Condition) -> TruthTable:
    return _made(condition, axis_of(condition))


def _made(condition: Condition, axis: Axis) -> TruthTable:
    column = Column(
        "it", Level.MEMBER, lambda **cells: condition.truth(cells[condition.column]), (condition.column,)
    )
    graph = Graph({"it": column}, {condition.column: Level.MEMBER}, frozenset())
    return truth_table(graph, "it", {condition.column: axis}, {})
