"""Conditions of rules: one line each over the vocabulary, read once, said in words, run as the engine's columns.

``poor_commune`` · ``not merit`` · ``class in poor near_poor`` · ``class not in poor`` · ``age >= 60`` · ``age < 16`` ·
``electricity_use_kwh <= 50`` · ``income_month_per_capita <= 1.5 * income_line`` · ``some merit`` (a member of the household)
· ``none lonely_elderly``. What cannot be read is refused: a rule never matches everybody.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ansinh.kernel.language import _, current_language
from ansinh.standards.engine.ages import Births, reached
from ansinh.standards.engine.answers import Codes, one_of
from ansinh.standards.engine.rules import Level, RefusedRule
from ansinh.standards.engine.truth import Truth, no
from ansinh.support.catalogue.inputs import BIRTH, InputKind, inputs

NEED = "need"
_AGE = re.compile(r"^age (>=|<) (\d+)$")
_NUMBER = re.compile(r"^(\w+) (>=|<=|>|<) (?:([\d.]+)|(?:([\d.]+) \* )?([a-z_]\w*))$")
_CODES = re.compile(r"^(\w+) (not )?in ([\w ]+)$")
_MEMBER = re.compile(r"^(some|none) (\w+)$")
_TRUTH = re.compile(r"^(not )?(\w+)$")


class Form(StrEnum):
    """The forms of a condition."""

    TRUTH = "truth"
    CODES = "codes"
    AGE = "age"
    NUMBER = "number"
    MEMBER = "member"
    NEED = "need"


@dataclass(frozen=True)
class Condition:
    """One condition. ``column`` is the question of the engine that it reads: the input itself, a comparison of a number, a
    member's truth over the household, or the need of the policy."""

    text: str
    form: Form
    input: str
    column: str
    negated: bool = False
    codes: tuple[str, ...] = ()
    sign: str = ""
    value: float | None = None
    number: str = ""

    @property
    def level(self) -> Level:
        """Whose column it is; the need is of whom the policy is for."""
        if self.form is Form.MEMBER:
            return Level.HOUSEHOLD
        return inputs()[self.input].level if self.form is not Form.NEED else Level.HOUSEHOLD

    def truth(self, column: Any) -> Truth:
        """The condition over its column."""
        if self.form is Form.AGE:
            old = reached(_births(column), int(self.value or 0))
            return old if self.sign == ">=" else no(old)
        found = one_of(_codes(column), *self.codes) if self.form is Form.CODES else column
        return no(found) if self.negated else found

    def words(self) -> str:
        """The condition in the reader's language."""
        return _WORDS[self.form](self)


def _births(column: Any) -> Births:
    assert isinstance(column, Births)
    return column


def _codes(column: Any) -> Codes:
    assert isinstance(column, Codes)
    return column


def read_condition(text: str) -> Condition:
    """The condition of one line; raises ``RefusedRule`` for a form, an input or a code that nobody knows."""
    text = " ".join(text.split())
    for shape, read in (
        (_AGE, _read_age),
        (_NUMBER, _read_number),
        (_CODES, _read_codes),
        (_MEMBER, _read_member),
        (_TRUTH, _read_truth),
    ):
        if match := shape.match(text):
            return read(text, match)
    raise RefusedRule(f"«{text}» is no condition")


def needed(policy: str) -> Condition:
    """The condition that a need of the policy is on record."""
    return Condition(text=f"{NEED} {policy}", form=Form.NEED, input=NEED, column=f"{NEED} {policy}")


def _input(name: str, *kinds: InputKind) -> str:
    found = inputs().get(name)
    if found is None or found.kind not in kinds:
        raise RefusedRule(f"nobody knows «{name}» as {' or '.join(kinds)}")
    return name


def _read_age(text: str, match: re.Match[str]) -> Condition:
    return Condition(text, Form.AGE, BIRTH, BIRTH, sign=match[1], value=float(match[2]))


def _read_number(text: str, match: re.Match[str]) -> Condition:
    name, sign, value, factor, number = match.groups()
    _input(name, InputKind.NUMBER)
    given = float(value) if value is not None else float(factor or 1)
    return Condition(text, Form.NUMBER, name, text, sign=sign, value=given, number=number or "")


def _read_codes(text: str, match: re.Match[str]) -> Condition:
    name, negated, listed = match.groups()
    codes = tuple(listed.split())
    strange = set(codes) - set(inputs()[_input(name, InputKind.CODE)].codes)
    if strange:
        raise RefusedRule(f"{sorted(strange)} are no answers of {name}")
    return Condition(text, Form.CODES, name, name, negated=bool(negated), codes=codes)


def _read_member(text: str, match: re.Match[str]) -> Condition:
    name = _input(match[2], InputKind.TRUTH)
    if inputs()[name].level is not Level.MEMBER:
        raise RefusedRule(f"{name} is no column of a member")
    return Condition(text, Form.MEMBER, name, f"some {name}", negated=match[1] == "none")


def _read_truth(text: str, match: re.Match[str]) -> Condition:
    name = _input(match[2], InputKind.TRUTH)
    return Condition(text, Form.TRUTH, name, name, negated=bool(match[1]))


def input_words(name: str) -> str:
    """An input in the reader's language."""
    if name.partition(" ")[0] == NEED:
        return _("Nhu cầu đã ghi nhận")
    return inputs()[name].label.in_language(current_language())


def _truth_words(one: Condition) -> str:
    words = input_words(one.input)
    return _("không: {words}").format(words=words) if one.negated else words


def _codes_words(one: Condition) -> str:
    known = inputs()[one.input].codes
    listed = ", ".join(known[code].in_language(current_language()) for code in one.codes)
    form = _("{words}: không phải {codes}") if one.negated else _("{words}: {codes}")
    return form.format(words=input_words(one.input), codes=listed)


def _age_words(one: Condition) -> str:
    form = _("từ đủ {years} tuổi") if one.sign == ">=" else _("dưới {years} tuổi")
    return form.format(years=int(one.value or 0))


_SIGNS: dict[str, Callable[[], str]] = {
    ">=": lambda: _("từ"),
    "<=": lambda: _("không quá"),
    ">": lambda: _("trên"),
    "<": lambda: _("dưới"),
}


def _number_words(one: Condition) -> str:
    value = f"{one.value:g}"
    if one.number:
        value = _("{factor} lần số «{number}»").format(factor=value, number=one.number)
    return f"{input_words(one.input)}: {_SIGNS[one.sign]()} {value}"


def _member_words(one: Condition) -> str:
    form = _("không thành viên nào: {words}") if one.negated else _("có thành viên: {words}")
    return form.format(words=input_words(one.input))


_WORDS: dict[Form, Callable[[Condition], str]] = {
    Form.TRUTH: _truth_words,
    Form.CODES: _codes_words,
    Form.AGE: _age_words,
    Form.NUMBER: _number_words,
    Form.MEMBER: _member_words,
    Form.NEED: lambda one: input_words(one.input),
}
