"""What a rule said of one household and of its members, with the answers it read: the matter of an
explanation, without words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ansinh.standards.engine.rules import MEMBERS as MEMBER_COUNT
from ansinh.standards.engine.rules import Level
from ansinh.standards.engine.truth import NO, UNKNOWN, YES, MemberTruth
from ansinh.standards.parameters import Parameter
from ansinh.standards.questions import HOUSEHOLDS, MEMBERS
from ansinh.standards.results import Classified
from ansinh.standards.standard import AXES, BIRTH, Indicator, Standard


@dataclass(frozen=True)
class Answer:
    """One answer that a rule read: the column and the cell (blank: ``None``)."""

    column: str
    value: str | None


@dataclass(frozen=True)
class MemberReading:
    """What the rule ``column`` (or the question of that name) says of one member: ``yes``, ``no`` or
    ``unknown``, and the answers it read."""

    member_id: str
    column: str
    reading: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class IndicatorReading:
    """What an indicator says, with the answers of the household and of the members who decided it.
    ``asks_members`` says whether it rests on members at all, so that nobody deciding it is told."""

    indicator: Indicator
    reading: str
    answers: tuple[Answer, ...]
    members: tuple[MemberReading, ...]
    numbers: tuple[Parameter, ...]
    asks_members: bool


_WORDS = {int(NO): "not_deprived", int(UNKNOWN): "unknown", int(YES): "deprived"}
# Of a member the rule says that it holds, may hold or does not; what follows is the indicator's.
_WORDS_OF_MEMBER = {int(NO): "no", int(UNKNOWN): "unknown", int(YES): "yes"}


def answer_of(row: Mapping[str, Any], column: str) -> Answer:
    """The cell of ``column`` in a typed row, as text."""
    value = row.get(column)
    return Answer(column, None if value is None else str(value))


def indicator_reading(result: Classified, indicator: Indicator) -> IndicatorReading:
    """What ``indicator`` says of the one household of ``result``."""
    standard = result.standard
    home = result.survey.households.row(0, named=True)
    truth = int(result.outcome.indicators[indicator.rule][0])
    own = [
        name
        for name in standard.graph.questions_of(indicator.rule)
        if name in HOUSEHOLDS and name not in MEMBERS
    ]
    return IndicatorReading(
        indicator=indicator,
        reading=_WORDS[truth],
        answers=tuple(answer_of(home, name) for name in own),
        members=tuple(_deciding_members(result, indicator, truth)),
        numbers=tuple(standard.parameters[name] for name in standard.graph.numbers_of(indicator.rule)),
        asks_members=bool(standard.graph.member_inputs(indicator.rule)),
    )


def _deciding_members(result: Classified, indicator: Indicator, truth: int) -> list[MemberReading]:
    """Where a member column speaks for the deprivation (somebody lacks), the members of whom it holds or may
    hold; where it speaks against it (nobody has), those settle only that the household is not deprived, and
    everybody is named when it is or may be."""
    found = []
    graph = result.standard.graph
    rows = result.survey.members.to_dicts()
    for column in graph.member_inputs(indicator.rule):
        settled = int(YES) if speaks_for(result.standard, indicator, column) else int(NO)
        for row, value in zip(rows, result.outcome.member_truths[column], strict=True):
            if _decides(int(value), settled, truth):
                answers = tuple(answer_of(row, name) for name in graph.questions_of(column))
                reading = _WORDS_OF_MEMBER[int(value)]
                found.append(MemberReading(str(row["member_id"]), column, reading, answers))
    return found


def _decides(value: int, settled: int, truth: int) -> bool:
    """Whether a member with ``value`` is named; ``settled`` is the truth that members who hold lead to."""
    if truth == settled:
        return value == int(YES)
    return settled == int(NO) or value != int(NO)


def speaks_for(standard: Standard, indicator: Indicator, column: str) -> bool:
    """Whether a member of whom ``column`` holds makes the indicator more likely (``True``: somebody lacks
    insurance) or less (``False``: somebody uses the internet). The rule itself is asked, of a household of
    one member about whom nothing else is known."""
    holds, fails = (_alone(standard, indicator.rule, column, value) for value in (YES, NO))
    return bool(holds > fails)


def _alone(standard: Standard, rule: str, column: str, value: np.uint8) -> int:
    graph = standard.graph
    one, first = np.ones(1, np.uint32), np.zeros(1, np.intp)
    known: dict[str, Any] = {MEMBER_COUNT: one, **{name: n.value for name, n in standard.parameters.items()}}
    for name in graph.questions_of(rule):
        if graph.questions[name] is Level.HOUSEHOLD:
            known[name] = _blank(name)
    for name in graph.member_inputs(rule):
        truth = np.full(1, value if name == column else UNKNOWN, np.uint8)
        known[name] = MemberTruth(truth, first, one)
    return int(graph.evaluate(rule, known)[0])


def _blank(question: str) -> Any:
    """One unanswered cell of a household's question."""
    axis = AXES.get(question)
    if axis is None or question == BIRTH:
        return np.full(1, np.nan)
    return axis.readings(np.full(1, axis.blank, np.uint8))[0]
