"""Rules of policies made ready for one day: one truth table a rule, on the engine of the standards.

A rule asks columns of a person and of the household the person lives in; the household's are spread over its members. What
only the poor can have is asked of the poor alone: the class of the household comes first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ansinh.standards.engine.axes import Axis, BirthAxis, CodeAxis, TruthAxis, birth_axis
from ansinh.standards.engine.rules import Graph, Level, RefusedRule
from ansinh.standards.engine.rules import Rule as Column
from ansinh.standards.engine.tables import TruthTable, days_asked, truth_table
from ansinh.standards.engine.truth import NO, UNKNOWN, Truth, both
from ansinh.support.catalogue.conditions import Condition, Form
from ansinh.support.catalogue.inputs import BIRTH, inputs
from ansinh.support.catalogue.numbers import Territory
from ansinh.support.catalogue.policy import Policy, Rule, RuleKind, Target

CLASS = "class"
TERRITORY = "territory"
Places = NDArray[np.uint8]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Readied:
    """A rule of a policy with its table. ``first`` is its condition on the household's class, by which most are left out."""

    policy: Policy
    rule: Rule
    table: TruthTable
    first: Condition | None

    @property
    def name(self) -> str:
        """``CODE/rule``."""
        return f"{self.policy.code}/{self.rule.id}"

    @property
    def of_person(self) -> bool:
        """Whether it is asked of each member."""
        return self.policy.target is Target.PERSON


@dataclass(frozen=True)
class Subjects:
    """Columns of households and of their members, as places on the axes; ``home`` is each member's household.

    ``numbers`` hold what comparisons and amounts read (NaN: nobody knows), ``units`` each household's place among the units.
    """

    household: Mapping[str, Places]
    member: Mapping[str, Places]
    household_numbers: Mapping[str, Numbers]
    member_numbers: Mapping[str, Numbers]
    home: NDArray[np.intp]
    units: NDArray[np.intp]

    def column(self, name: str, rows: NDArray[np.intp], of_person: bool) -> Places:
        """A column at these rows of persons or households."""
        if of_person and name in self.member:
            return self.member[name][rows]
        return self.household[name][self.home[rows] if of_person else rows]

    def number(self, name: str, rows: NDArray[np.intp], of_person: bool) -> Numbers:
        """A number at these rows; NaN where nobody knows."""
        if of_person and name in self.member_numbers:
            return self.member_numbers[name][rows]
        return self.household_numbers[name][self.home[rows] if of_person else rows]

    def size(self, of_person: bool) -> int:
        """How many persons or households."""
        return len(self.home) if of_person else len(self.units)

    def unit(self, rows: NDArray[np.intp], of_person: bool) -> NDArray[np.intp]:
        """The place of each row's unit."""
        return self.units[self.home[rows]] if of_person else self.units[rows]


@dataclass(frozen=True)
class Hits:
    """Of whom a rule may hold: their rows, ``truth`` (yes or unknown), and a bit a question that is blank and matters."""

    readied: Readied
    rows: NDArray[np.intp]
    truth: Truth
    relevant: NDArray[np.uint16]


@dataclass
class PolicyProgram:
    """The rules of ``policies`` that hold on a day. Raises ``RefusedRule`` where one cannot be evaluated."""

    policies: Sequence[Policy]
    on: date
    kinds: tuple[RuleKind, ...] = (RuleKind.LAW, RuleKind.LOCAL)
    rules: tuple[Readied, ...] = field(init=False)
    births: BirthAxis = field(init=False)
    columns: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        pairs = [
            (policy, rule)
            for policy in self.policies
            if policy.holds_on(self.on)
            for rule in policy.in_force(self.on, *self.kinds)
        ]
        conditions = {c.column: c for _policy, rule in pairs for c in rule.conditions}
        graph = _graph(pairs, conditions)
        axes = {name: axis_of(one) for name, one in conditions.items() if name != BIRTH}
        asking = [_name(*pair) for pair in pairs if _asks_birth(pair[1])]
        asked = days_asked(graph, asking, axes=axes, birth=BIRTH, as_of=self.on, numbers={})
        self.births = birth_axis(asked, self.on)
        axes[BIRTH] = self.births
        self.columns = tuple(conditions)
        self.rules = tuple(
            Readied(policy, rule, truth_table(graph, _name(policy, rule), axes, {}), _first(rule))
            for policy, rule in pairs
        )

    @property
    def comparisons(self) -> tuple[Condition, ...]:
        """The conditions that compare a number: their columns are made before the rules run."""
        return self._of(Form.NUMBER)

    @property
    def of_members(self) -> tuple[Condition, ...]:
        """The conditions on some member of the household: their columns are made before the rules run."""
        return self._of(Form.MEMBER)

    @property
    def needs(self) -> tuple[str, ...]:
        """The policies whose need is asked."""
        found = {c.column.partition(" ")[2] for c in self._of(Form.NEED)}
        return tuple(policy.code for policy in self.policies if policy.code in found)

    def _of(self, form: Form) -> tuple[Condition, ...]:
        found = {c.column: c for each in self.rules for c in each.rule.conditions if c.form is form}
        return tuple(found.values())

    def inputs_asked(self) -> set[str]:
        """Inputs of the vocabulary that a rule or an amount of it reads."""
        asked = {c.input for each in self.rules for c in each.rule.conditions if c.form is not Form.NEED}
        return asked | {name for each in self.rules if each.rule.amount for name in each.rule.amount.inputs}

    def run(self, subjects: Subjects, within: Mapping[Territory, Truth]) -> list[Hits]:
        """Of whom each rule holds or may hold; ``within`` says of each unit whether it is in a territory."""
        candidates: dict[tuple[bool, str], NDArray[np.intp]] = {}
        found = []
        for one in self.rules:
            key = (one.of_person, one.first.text if one.first else "")
            if key not in candidates:
                candidates[key] = _candidates(one, subjects)
            found.append(_hits(one, subjects, candidates[key], within))
        return found


def _name(policy: Policy, rule: Rule) -> str:
    return f"{policy.code}/{rule.id}"


def _asks_birth(rule: Rule) -> bool:
    return any(c.form is Form.AGE for c in rule.conditions)


def _first(rule: Rule) -> Condition | None:
    return next((c for c in rule.conditions if c.column == CLASS), None)


def _graph(pairs: Iterable[tuple[Policy, Rule]], conditions: Mapping[str, Condition]) -> Graph:
    columns = {}
    for policy, rule in pairs:
        if policy.target is Target.HOUSEHOLD and any(_of_member(c) for c in rule.conditions):
            raise RefusedRule(f"{_name(policy, rule)} is of a household and asks of one member")
        asked = tuple(dict.fromkeys(c.column for c in rule.conditions))
        columns[_name(policy, rule)] = Column(
            _name(policy, rule), Level.MEMBER, _holding(rule.conditions), asked
        )
    return Graph(columns, dict.fromkeys(conditions, Level.MEMBER), frozenset())


def _of_member(condition: Condition) -> bool:
    return condition.form is not Form.NEED and condition.level is Level.MEMBER


def _holding(conditions: Sequence[Condition]):
    """The rule as a function of its columns: all conditions hold."""

    def holds(**columns: object) -> Truth:
        return both(*(c.truth(columns[c.column]) for c in conditions))

    return holds


def axis_of(condition: Condition) -> Axis:
    """The answers of a condition's column (births have their own)."""
    if condition.form is Form.CODES:
        return CodeAxis(tuple(inputs()[condition.input].codes))
    return TruthAxis()


def _candidates(one: Readied, subjects: Subjects) -> NDArray[np.intp]:
    """Rows that the condition on the class does not leave out."""
    if one.first is None:
        return np.arange(subjects.size(one.of_person), dtype=np.intp)
    axis = CodeAxis(tuple(inputs()[CLASS].codes))
    column, _late = axis.readings(np.arange(axis.size, dtype=np.uint8))
    homes = one.first.truth(column)[subjects.household[CLASS]] != NO
    return np.flatnonzero(homes[subjects.home] if one.of_person else homes)


def _hits(
    one: Readied, subjects: Subjects, rows: NDArray[np.intp], within: Mapping[Territory, Truth]
) -> Hits:
    if one.rule.territory:
        here = within[one.rule.territory][subjects.unit(rows, one.of_person)]
        rows, here = rows[here != NO], here[here != NO]
    else:
        here = None
    asked = {name: subjects.column(name, rows, one.of_person) for name in one.table.questions}
    lines = one.table.rows(asked)
    truth = one.table.values[lines]
    relevant = np.where(truth == UNKNOWN, one.table.relevant[lines], 0).astype(np.uint16)
    if BIRTH in one.table.questions:
        # A year of birth alone is an answer, and yet the day may be what is missing.
        bit = np.uint16(1) << np.uint16(one.table.questions.index(BIRTH))
        relevant[(truth == UNKNOWN) & (relevant == 0)] |= bit
    if here is not None:
        truth = np.minimum(truth, here)
    kept = truth != NO
    return Hits(one, rows[kept], truth[kept], relevant[kept])
