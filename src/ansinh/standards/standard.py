"""A standard: rules, numbers, words and classes under one code; and the overlays that change its numbers."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import _
from ansinh.standards.classes import AREAS, Class, Lines
from ansinh.standards.decisions import DecisionTable
from ansinh.standards.engine.axes import Axis, CodeAxis, TruthAxis
from ansinh.standards.engine.program import Program
from ansinh.standards.engine.rules import Graph, Rule
from ansinh.standards.parameters import Parameter, read_parameters, values_on
from ansinh.standards.questions import HOUSEHOLDS, MEMBERS, Kind
from ansinh.standards.words import Words, words_of

_PREFIX = "deprived_"
BIRTH = "birth_date"


class WrongOverlay(AnSinhError):
    """An overlay that names a number or indicator which its standard does not have."""

    code = "wrong_overlay"


@dataclass(frozen=True)
class Indicator:
    """One indicator of deprivation with its words; ``known`` as in ``Parameter``; ``remark`` says what else
    is known of it."""

    code: str
    name: Words
    dimension: Words
    deprived: Words
    article: Words
    known: str
    remark: Words | None = None

    @property
    def rule(self) -> str:
        """The name of its rule."""
        return _PREFIX + self.code


@dataclass(frozen=True)
class Overlay:
    """Other numbers on the same rules, each with its act: a province's stricter line, or a what-if.

    ``numbers`` gives ``{parameter: (value, act)}``; ``indicators``, when given, the codes that are counted
    (in the standard's order) and ``indicators_act`` the act that says so. ``place`` is the place code,
    blank for a what-if. ``verified`` says that somebody read the acts.
    """

    place: str = ""
    verified: bool = False
    numbers: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    indicators: tuple[str, ...] | None = None
    indicators_act: str = ""


@dataclass(frozen=True, eq=False)
class Standard:
    """A standard as it is used: ``code`` with the place of its overlay, if any. ``member_words``
    say what a rule of a member asks."""

    code: str
    title: Words
    note: Words
    article: str
    verified: bool
    first_list: int
    last_list: int
    indicators: tuple[Indicator, ...]
    class_words: Mapping[Class, Words]
    parameters: Mapping[str, Parameter]
    graph: Graph
    member_words: Mapping[str, Words] = field(default_factory=dict)
    overlay: Overlay | None = None
    _programs: dict[date, Program] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the indicators, in the order of every official table."""
        return tuple(indicator.code for indicator in self.indicators)

    @property
    def act(self) -> str:
        """The act that chose the set of indicators; blank for the national set."""
        return self.overlay.indicators_act if self.overlay else ""

    @property
    def needed(self) -> int:
        """How many deprivations make a household poor."""
        return int(self.parameters["deprivations_for_poor"].value)

    @property
    def unverified(self) -> tuple[str, ...]:
        """Parameters and indicators that rest on memory only."""
        return tuple(
            [name for name, parameter in self.parameters.items() if parameter.unverified]
            + [indicator.code for indicator in self.indicators if indicator.known == "M"]
        )

    def lines(self) -> dict[str, Lines]:
        """The lines of each area."""
        return {area: self._lines(area) for area in AREAS}

    def _lines(self, area: str) -> Lines:
        def value(name: str) -> tuple[float, ...]:
            found = self.parameters.get(f"{name}_{area}")
            return () if found is None else (found.value,)

        two = bool(value("minimum_line"))
        average = value("average_line")
        return Lines(
            income=value("income_line") + value("minimum_line"),
            score=value("score_line") + value("score_minimum"),
            average=average[0] if average else None,
            lowest=Class.POOR_INCOME if two else None,
            enough=Class.POOR_DEPRIVATION if two else Class.POOR,
        )

    def decision_table(self) -> DecisionTable:
        """Every decision of the standard (made once)."""
        return _decision_table(self)

    def program(self, as_of: date) -> Program:
        """The rules made ready for a reference date (made once a date)."""
        if as_of not in self._programs:
            self._programs[as_of] = Program(
                graph=self.graph,
                indicators=[indicator.rule for indicator in self.indicators],
                axes=AXES,
                birth=BIRTH,
                numbers=_tidy(values_on(self.parameters, as_of)),
                as_of=as_of,
            )
        return self._programs[as_of]

    def with_overlay(self, overlay: Overlay) -> "Standard":
        """The same rules under other numbers; raises ``WrongOverlay`` for a name that the standard lacks."""
        strange = sorted(set(overlay.numbers) - set(self.parameters))
        strange += sorted(set(overlay.indicators or ()) - set(self.codes))
        if strange:
            raise WrongOverlay(
                _("Chuẩn {code} không có: {names}.").format(code=self.code, names=", ".join(strange)),
                names=strange,
            )
        parameters = dict(self.parameters)
        for name, (value, act) in overlay.numbers.items():
            parameters[name] = parameters[name].changed(
                value, act, place=overlay.place, verified=overlay.verified
            )
        kept = self.codes if overlay.indicators is None else overlay.indicators
        return replace(
            self,
            code=f"{self.code}+{overlay.place}" if overlay.place else self.code,
            parameters=parameters,
            indicators=tuple(indicator for indicator in self.indicators if indicator.code in kept),
            overlay=overlay,
            _programs={},
        )


@lru_cache(maxsize=64)
def _decision_table(standard: Standard) -> DecisionTable:
    return DecisionTable(standard.lines(), standard.needed)


def _tidy(values: Mapping[str, float]) -> dict[str, Any]:
    """Whole numbers as integers: ages and months are counted, not measured."""
    return {name: int(value) if float(value).is_integer() else value for name, value in values.items()}


def _axis(kind: Kind, codes: tuple[str, ...]) -> Axis:
    return TruthAxis() if kind is Kind.YES_NO else CodeAxis(codes)


# Answers that rules may rest on; numbers (income, score, area of the house) have no axis.
AXES: dict[str, Axis] = {
    question.name: _axis(question.kind, question.codes)
    for question in (*HOUSEHOLDS.values(), *MEMBERS.values())
    if question.kind in (Kind.YES_NO, Kind.CODE)
}
QUESTION_LEVELS = {
    question.name: question.level
    for question in (*HOUSEHOLDS.values(), *MEMBERS.values())
    if question.name in AXES or question.kind in (Kind.DECIMAL, Kind.INTEGER, Kind.DATE)
}


def load_standard(folder: Path, rules: Mapping[str, Rule]) -> Standard:
    """The standard of a folder (``parameters.toml``, ``words.toml``) with its rules; raises ``RefusedRule``
    when a rule asks for what nobody knows."""
    words = tomllib.loads((folder / "words.toml").read_text(encoding="utf-8"))
    parameters = read_parameters(folder / "parameters.toml")
    return Standard(
        code=words["code"],
        title=Words(**words["title"]),
        note=Words(**words["note"]),
        article=words["article"],
        verified=words["verified"],
        first_list=words["first_list"],
        last_list=words["last_list"],
        indicators=tuple(
            Indicator(
                code=row["code"],
                name=Words(**row["name"]),
                dimension=Words(**row["dimension"]),
                deprived=Words(**row["deprived"]),
                article=words_of(row["article"]),
                known=row["known"],
                remark=Words(**row["remark"]) if "remark" in row else None,
            )
            for row in words["indicator"]
        ),
        class_words={Class(code): Words(**row) for code, row in words["class"].items()},
        parameters=parameters,
        member_words={rule: Words(**row) for rule, row in words.get("member", {}).items()},
        graph=Graph(rules, QUESTION_LEVELS, frozenset(parameters)),
    )
