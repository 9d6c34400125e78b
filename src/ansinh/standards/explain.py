"""One household explained: what each indicator says, who and which answers decided it, and on what law it
rests.

The same rules, tables and decision as for a million households, run on one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from ansinh.kernel.language import _, current_language, speaking
from ansinh.standards.answers import AREA, INCOME, SCORE
from ansinh.standards.classes import AREAS, Class
from ansinh.standards.engine.truth import NO, UNKNOWN, YES
from ansinh.standards.parameters import Parameter
from ansinh.standards.questions import HOUSEHOLDS, MEMBERS, Kind
from ansinh.standards.results import Classified, classify_survey, result_frame
from ansinh.standards.standard import Indicator, Standard
from ansinh.standards.survey import read_survey
from ansinh.standards.wording import (
    class_reason,
    known_words,
    number_words,
    reading_words,
    unit_words,
    warning_words,
)


@dataclass(frozen=True)
class Answer:
    """One answer that a rule read: the column and the cell (blank: ``None``)."""

    column: str
    value: str | None


@dataclass(frozen=True)
class MemberReading:
    """What a rule says of one member: ``deprived``, ``not_deprived`` or ``unknown``, and the answers it
    read."""

    member_id: str
    reading: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class IndicatorReading:
    """What an indicator says, with the answers of the household and of the members who decided it."""

    indicator: Indicator
    reading: str
    answers: tuple[Answer, ...]
    members: tuple[MemberReading, ...]
    numbers: tuple[Parameter, ...]


@dataclass(frozen=True)
class Explanation:
    """Why a household has its class. ``as_json`` gives plain values, ``text`` a page for people."""

    standard: Standard
    as_of: date
    result: Mapping[str, Any]
    facts: tuple[Answer, ...]
    lines: tuple[Parameter, ...]
    readings: tuple[IndicatorReading, ...]

    @property
    def missing(self) -> list[str]:
        """Columns whose answer could change the class."""
        return [name for name in self.result["missing"].split(";") if name]

    @property
    def warnings(self) -> list[str]:
        """Codes of the warnings."""
        return [name for name in self.result["warnings"].split(";") if name]

    def as_json(self, language: str = "vi") -> dict[str, Any]:
        """Everything as plain values, words in ``vi`` or ``en``."""
        with speaking(language):
            return {
                "household_id": self.result["household_id"],
                "standard": self.standard.code,
                "title": self.standard.title.in_language(language),
                "article": self.standard.article,
                "verified": self.standard.verified,
                "note": self.standard.note.in_language(language),
                "as_of": self.as_of.isoformat(),
                "class": self.result["class"],
                "class_name": self.standard.class_words[Class(self.result["class"])].in_language(language),
                "income_side": self.result["income_side"],
                "reason": self._reason(),
                "deprivations_min": self.result["deprivations_min"],
                "deprivations_max": self.result["deprivations_max"],
                "facts": {answer.column: answer.value for answer in self.facts},
                "lines": [_number_json(number, self.as_of, language) for number in self.lines],
                "warnings": [{"code": code, "words": warning_words(code)} for code in self.warnings],
                "indicators": [_reading_json(reading, self.as_of, language) for reading in self.readings],
                "missing": self.missing,
            }

    def _reason(self) -> str:
        return class_reason(
            klass=self.result["class"],
            side=self.result["income_side"],
            least=self.result["deprivations_min"],
            most=self.result["deprivations_max"],
            needed=self.standard.needed,
        )

    def text(self, language: str = "vi") -> str:
        """The explanation as a page of plain text, in ``vi`` or ``en``."""
        with speaking(language):
            lines = [*self._head(language), *self._indicators(language), *self._tail(language)]
            return "\n".join(lines) + "\n"

    def _head(self, language: str) -> list[str]:
        klass = self.standard.class_words[Class(self.result["class"])].in_language(language)
        lines = [
            _("Hộ {household}: {klass}").format(household=self.result["household_id"], klass=klass),
            _("Chuẩn {code} — {title}").format(
                code=self.standard.code, title=self.standard.title.in_language(language)
            ),
            _("Căn cứ: {article}. Ngày tính: {day}.").format(
                article=self.standard.article, day=self.as_of.isoformat()
            ),
        ]
        if not self.standard.verified:
            lines.append(self.standard.note.in_language(language))
        lines += ["", _("Vì sao: {reason}").format(reason=self._reason())]
        lines += [f"  {_label(answer.column, language)}: {_shown(answer, language)}" for answer in self.facts]
        lines += [f"  {number_text(number, self.as_of)}" for number in self.lines]
        lines += [_("Lưu ý: {words}").format(words=warning_words(code)) for code in self.warnings]
        return lines

    def _indicators(self, language: str) -> list[str]:
        lines = ["", _("Các chỉ số thiếu hụt:")]
        for place, reading in enumerate(self.readings, start=1):
            lines += _reading_text(place, reading, self.as_of, language)
        return lines

    def _tail(self, language: str) -> list[str]:
        if not self.missing:
            return ["", _("Không còn câu trả lời nào có thể làm thay đổi kết quả.")]
        lines = ["", _("Những câu chưa trả lời có thể làm thay đổi kết quả:")]
        for name in self.missing:
            member, dot, column = name.rpartition(".")
            whose = _("thành viên {member}: ").format(member=member) if dot else ""
            lines.append(f"  - {whose}{_label(column, language)}")
        return lines


def _label(column: str, language: str) -> str:
    question = HOUSEHOLDS.get(column) or MEMBERS[column]
    return question.label(language)


def _shown(answer: Answer, language: str) -> str:
    if answer.value is None:
        return _("chưa trả lời")
    question = HOUSEHOLDS.get(answer.column) or MEMBERS[answer.column]
    if question.kind is Kind.YES_NO:
        return _("có") if answer.value == "1" else _("không")
    if question.kind in (Kind.INTEGER, Kind.DECIMAL):
        return number_words(float(answer.value), language)
    return answer.value


def _number_json(number: Parameter, as_of: date, language: str) -> dict[str, Any]:
    return {
        "name": number.name,
        "value": number.on(as_of),
        "unit": number.unit,
        "from": number.since.isoformat(),
        "article": number.article,
        "known": number.known,
        "known_words": known_words(number.known),
        "unverified": number.unverified,
        "act": number.act,
    }


def number_text(number: Parameter, as_of: date) -> str:
    """One number of law in words: value, unit, article, the act that changed it, how well it is known."""
    act = _("; theo {act}").format(act=number.act) if number.act else ""
    return _("{name} = {value} {unit} ({article}{act}; {known})").format(
        name=number.name,
        value=_value_text(number, as_of),
        unit=unit_words(number.unit),
        article=number.article,
        act=act,
        known=known_words(number.known),
    )


def _value_text(number: Parameter, as_of: date) -> str:
    """A year is written without a mark between its thousands."""
    value = number.on(as_of)
    return f"{value:g}" if number.unit == "year" else number_words(value, current_language())


def _reading_json(reading: IndicatorReading, as_of: date, language: str) -> dict[str, Any]:
    indicator = reading.indicator
    return {
        "code": indicator.code,
        "name": indicator.name.in_language(language),
        "dimension": indicator.dimension.in_language(language),
        "reading": reading.reading,
        "deprived_when": indicator.deprived.in_language(language),
        "article": indicator.article,
        "known": indicator.known,
        "known_words": known_words(indicator.known),
        "unverified": indicator.known == "M",
        "answers": {answer.column: answer.value for answer in reading.answers},
        "members": [
            {
                "member_id": member.member_id,
                "reading": member.reading,
                "answers": {answer.column: answer.value for answer in member.answers},
            }
            for member in reading.members
        ],
        "numbers": [_number_json(number, as_of, language) for number in reading.numbers],
    }


def _reading_text(place: int, reading: IndicatorReading, as_of: date, language: str) -> list[str]:
    indicator = reading.indicator
    lines = [
        "",
        f"{place}. {indicator.name.in_language(language)}: {reading_words(reading.reading)}",
        f"   {indicator.deprived.in_language(language)} ({indicator.article}; {known_words(indicator.known)})",
    ]
    lines += [f"   - {_label(a.column, language)}: {_shown(a, language)}" for a in reading.answers]
    for member in reading.members:
        answers = ", ".join(f"{_label(a.column, language)}: {_shown(a, language)}" for a in member.answers)
        lines.append(
            _("   - thành viên {member} — {reading} ({answers})").format(
                member=member.member_id, reading=reading_words(member.reading), answers=answers
            )
        )
    return lines + [f"   · {number_text(number, as_of)}" for number in reading.numbers]


def explain(
    standard: Standard, household: Mapping[str, Any], members: Sequence[Mapping[str, Any]], as_of: date
) -> Explanation:
    """Explain the class of one household; cells as in the survey format, text or typed, blank ``None`` or
    absent.

    Raises ``UnusableSurvey`` when a cell cannot be read or the household has no members.
    """
    survey = read_survey(
        _frame([household]), _frame([{"household_id": household.get("household_id"), **m} for m in members])
    )
    result = classify_survey(standard, survey, as_of)
    return explain_row(standard, result, as_of)


def explain_row(standard: Standard, result: Classified, as_of: date) -> Explanation:
    """The explanation of a survey of one household that is already classified."""
    home = result.survey.households.row(0, named=True)
    row = result_frame(result).row(0, named=True)
    areas = AREAS if home.get(AREA) is None else (home[AREA],)
    ends = tuple(f"_{area}" for area in areas)
    lines = [number for name, number in standard.parameters.items() if name.endswith(ends)]
    return Explanation(
        standard=standard,
        as_of=as_of,
        result=row,
        facts=tuple(_answer(home, name) for name in (AREA, SCORE, INCOME)),
        lines=(*lines, standard.parameters["deprivations_for_poor"]),
        readings=tuple(_indicator_reading(result, indicator, home) for indicator in standard.indicators),
    )


def _frame(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows as text cells; whole numbers, decimals and dates are spelled as the format spells them."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame(
        {name: [_cell(row.get(name)) for row in rows] for name in names},
        schema=dict.fromkeys(names, pl.String),
    )


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _answer(row: Mapping[str, Any], column: str) -> Answer:
    value = row.get(column)
    return Answer(column, None if value is None else str(value))


_WORDS = {int(NO): "not_deprived", int(UNKNOWN): "unknown", int(YES): "deprived"}


def _indicator_reading(result: Classified, indicator: Indicator, home: Mapping[str, Any]) -> IndicatorReading:
    standard = result.standard
    reading = _WORDS[int(result.outcome.indicators[indicator.rule][0])]
    own = [
        name
        for name in standard.graph.questions_of(indicator.rule)
        if name in HOUSEHOLDS and name not in MEMBERS
    ]
    return IndicatorReading(
        indicator=indicator,
        reading=reading,
        answers=tuple(_answer(home, name) for name in own),
        members=tuple(_deciding_members(result, indicator)),
        numbers=tuple(standard.parameters[name] for name in standard.graph.numbers_of(indicator.rule)),
    )


def _deciding_members(result: Classified, indicator: Indicator) -> list[MemberReading]:
    """The members of whom the rule holds or may hold; where an indicator asks that nobody does, everybody."""
    found = []
    rows = result.survey.members.to_dicts()
    graph = result.standard.graph
    columns = graph.member_inputs(indicator.rule)
    truths = [result.outcome.member_truths[column] for column in columns]
    for place, row in enumerate(rows):
        for column, truth in zip(columns, truths, strict=True):
            if truth[place] != NO or column in MEMBERS or indicator.code == "telecom":
                answers = tuple(_answer(row, name) for name in graph.questions_of(column))
                found.append(MemberReading(str(row["member_id"]), _WORDS_OF_RULE[int(truth[place])], answers))
    return found


# Of a member the rule says that it holds, may hold or does not; what follows for the household is the indicator's.
_WORDS_OF_RULE = {int(NO): "no", int(UNKNOWN): "unknown", int(YES): "yes"}
