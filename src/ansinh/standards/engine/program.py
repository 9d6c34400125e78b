"""A set of rules made ready for one reference date: tables for what rests on answers, functions for the
rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ansinh.standards.engine.axes import Axis, birth_axis
from ansinh.standards.engine.lanes import Lanes, PackedTruths
from ansinh.standards.engine.rules import MEMBERS, Graph, Level
from ansinh.standards.engine.tables import TruthTable, days_asked, truth_table
from ansinh.standards.engine.truth import YES, Numbers, Truth


@dataclass(frozen=True)
class Block:
    """Households with their members next to them. ``household`` and ``member`` hold places on axes by
    question, ``number`` the numeric answers (NaN blank); household i's members are ``starts[i]`` and the
    ``counts[i] - 1`` after it."""

    household: Mapping[str, NDArray[np.uint8]]
    number: Mapping[str, Numbers]
    member: Mapping[str, NDArray[np.uint8]]
    starts: NDArray[np.intp]
    counts: NDArray[np.uint32]


@dataclass(frozen=True)
class Outcome:
    """What the rules say of a block: one truth a household for each indicator, one a member for each column
    that indicators read over members, and the row of each member in that column's table."""

    indicators: dict[str, Truth]
    member_truths: Mapping[str, Truth]
    member_rows: dict[str, NDArray[np.uint16]]
    deprived_min: NDArray[np.uint8]
    deprived_max: NDArray[np.uint8]


class Program:
    """Rules ready to run. ``indicators`` are household rules, in the order of official tables."""

    def __init__(
        self,
        *,
        graph: Graph,
        indicators: Sequence[str],
        axes: Mapping[str, Axis],
        birth: str,
        numbers: Mapping[str, Any],
        as_of: date,
    ) -> None:
        """``axes`` of every coded question but ``birth``, whose axis is cut here; raises ``RefusedRule``."""
        self.graph, self.indicators, self.as_of = graph, tuple(indicators), as_of
        self.numbers = dict(numbers)
        self.members_of = {name: graph.member_inputs(name) for name in indicators}
        names = list(dict.fromkeys(column for columns in self.members_of.values() for column in columns))
        asked = days_asked(
            graph,
            names,
            axes={q: a for q, a in axes.items() if graph.questions[q] is Level.MEMBER},
            birth=birth,
            as_of=as_of,
            numbers=numbers,
        )
        self.births = birth_axis(asked, as_of)
        self.axes: dict[str, Axis] = {**axes, birth: self.births}
        self.member_tables = {name: truth_table(graph, name, self.axes, numbers) for name in names}
        self.lanes = Lanes(self.member_tables)
        self.household_tables: dict[str, TruthTable] = {
            name: truth_table(graph, name, self.axes, numbers) for name in indicators if self._coded(name)
        }

    @property
    def questions(self) -> tuple[str, ...]:
        """Every question that the indicators rest on, in the survey's order."""
        asked = {question for name in self.indicators for question in self.graph.questions_of(name)}
        return tuple(question for question in self.graph.questions if question in asked)

    def _coded(self, name: str) -> bool:
        rests_on = self.graph.questions_of(name)
        return MEMBERS not in self._all_inputs(name) and all(
            question in self.axes and self.graph.questions[question] is Level.HOUSEHOLD
            for question in rests_on
        )

    def _all_inputs(self, name: str) -> set[str]:
        rule = self.graph.rules.get(name)
        if rule is None:
            return {name}
        return set(rule.inputs).union(*(self._all_inputs(needed) for needed in rule.inputs))

    def run(self, block: Block) -> Outcome:
        """Every indicator of every household of the block."""
        rows = {name: table.rows(block.member) for name, table in self.member_tables.items()}
        words = self.lanes.words(rows, int(block.counts.sum()))
        truths = PackedTruths(self.lanes, words, block.starts, block.counts)
        known: dict[str, Any] = {MEMBERS: block.counts, **self.numbers, **block.number}
        known |= {name: truths.column(name) for name in truths}
        indicators = {}
        for name in self.indicators:
            table = self.household_tables.get(name)
            indicators[name] = (
                self.graph.evaluate(name, known)
                if table is None
                else table.values[table.rows(block.household)]
            )
        sure = np.zeros(len(block.starts), np.uint8)
        possible = np.zeros(len(block.starts), np.uint8)
        for truth in indicators.values():
            sure += truth == YES
            possible += truth != 0
        return Outcome(indicators, truths, rows, sure, possible)

    def household_relevance(
        self, name: str, block: Block, homes: NDArray[np.intp]
    ) -> dict[str, NDArray[np.bool_]]:
        """For each household question of indicator ``name``, in the households ``homes``: blank, and its
        answer could change the indicator."""
        table = self.household_tables.get(name)
        if table is not None:
            chosen = {question: block.household[question][homes] for question in table.questions}
            bits = table.relevant[table.rows(chosen)]
            return {
                question: (bits >> np.uint16(index)) & np.uint16(1) != 0
                for index, question in enumerate(table.questions)
            }
        numeric = [question for question in self.graph.questions_of(name) if question in block.number]
        return {question: np.isnan(block.number[question][homes]) for question in numeric}

    def member_relevance(
        self, name: str, outcome: Outcome, people: NDArray[np.intp]
    ) -> dict[str, NDArray[np.bool_]]:
        """For each member question of indicator ``name``, in the members ``people``: blank, and its answer
        could change what the rule says of that member."""
        found: dict[str, NDArray[np.bool_]] = {}
        for column in self.members_of[name]:
            table = self.member_tables[column]
            bits = table.relevant[outcome.member_rows[column][people]]
            for index, question in enumerate(table.questions):
                here = (bits >> np.uint16(index)) & np.uint16(1) != 0
                found[question] = found[question] | here if question in found else here
        return found
