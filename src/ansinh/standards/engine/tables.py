"""Truth tables: a rule evaluated once for every combination of answers that it can tell apart.

Answers are few (codes, 0/1, bands of birth), so a rule over them has some thousands of different rows at
most. It is evaluated on those, and a million members are one look-up each. The same table says, exactly,
which blank answers could change what the rule says: those for which some completion of the other blanks
gives two different values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ansinh.standards.engine.ages import Births
from ansinh.standards.engine.axes import Axis, BirthAxis
from ansinh.standards.engine.rules import Graph, RefusedRule
from ansinh.standards.engine.truth import UNKNOWN, Truth

_MOST_ROWS = 60_000


@dataclass(frozen=True)
class TruthTable:
    """A rule as a table. ``values`` and ``relevant`` are flat, in the order of ``questions`` and their axes;
    ``relevant`` is a bit a question: blank here, and its answer could change the value."""

    questions: tuple[str, ...]
    weights: tuple[int, ...]
    values: Truth
    relevant: NDArray[np.uint16]

    def rows(self, columns: Mapping[str, NDArray[np.uint8]]) -> NDArray[np.uint16]:
        """The row of the table for each member or household."""
        total: NDArray[np.uint16] | None = None
        for question, weight in zip(self.questions, self.weights, strict=True):
            part = columns[question].astype(np.uint16)
            if weight != 1:
                np.multiply(part, np.uint16(weight), out=part)
            total = part if total is None else np.add(total, part, out=total)
        assert total is not None
        return total


def relevance(table: NDArray[Any], axis: int, blanks: Sequence[int]) -> NDArray[np.bool_]:
    """Where ``axis`` is blank: whether some completion of the other blanks gives two different values for two
    answers of it. Same shape as ``table``; false where ``axis`` is answered."""
    answered = table
    for other, blank in enumerate(blanks):
        answered = np.delete(answered, blank, axis=other)
    varies = answered.max(axis=axis, keepdims=True) != answered.min(axis=axis, keepdims=True)
    for other, blank in enumerate(blanks):
        if other != axis:
            some = varies.any(axis=other, keepdims=True)
            varies = np.insert(varies, [blank], some, axis=other)
    result = np.zeros(table.shape, np.bool_)
    place: list[slice | int] = [slice(None)] * table.ndim
    place[axis] = blanks[axis]
    result[tuple(place)] = varies.squeeze(axis=axis)
    return result


def truth_table(graph: Graph, name: str, axes: Mapping[str, Axis], numbers: Mapping[str, Any]) -> TruthTable:
    """The table of rule or question ``name``. A birth known by its year is read at both ends of the year,
    the whole rule each time, and is known when both readings agree. Raises ``RefusedRule`` for a table past
    memory."""
    questions = graph.questions_of(name)
    shape = tuple(axes[question].size for question in questions)
    if not questions or np.prod(shape) > _MOST_ROWS:
        raise RefusedRule(f"rule {name} rests on {len(questions)} questions: {shape} answers")
    places = [index.ravel().astype(np.uint8) for index in np.indices(shape)]
    early, late = dict(numbers), dict(numbers)
    for question, place in zip(questions, places, strict=True):
        early[question], late[question] = axes[question].readings(place)
    first = graph.evaluate(name, early)
    last = graph.evaluate(name, late) if any(isinstance(axes[q], BirthAxis) for q in questions) else first
    values = np.where(first == last, first, UNKNOWN).astype(np.uint8)
    blanks = [axes[question].blank for question in questions]
    relevant = np.zeros(len(values), np.uint16)
    for bit in range(len(questions)):
        found = relevance(values.reshape(shape), bit, blanks).ravel()
        relevant |= found.astype(np.uint16) << np.uint16(bit)
    weights = tuple(int(np.prod(shape[index + 1 :])) for index in range(len(shape)))
    return TruthTable(questions, weights, values, relevant)


def days_asked(
    graph: Graph,
    names: Sequence[str],
    *,
    axes: Mapping[str, Axis],
    birth: str,
    as_of: date,
    numbers: Mapping[str, Any],
) -> set[int]:
    """The days of birth that the member rules ``names`` compare with, found by asking each once."""
    nobody = np.zeros(1, np.uint8)
    births = Births(np.zeros(1, np.int32), np.zeros(1, np.bool_), as_of)
    known = dict(numbers) | {question: axis.readings(nobody)[0] for question, axis in axes.items()}
    known[birth] = births
    for name in names:
        graph.evaluate(name, known)
    return births.asked
