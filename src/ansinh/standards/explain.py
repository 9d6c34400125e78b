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
from ansinh.standards.parameters import Parameter
from ansinh.standards.readings import Answer, IndicatorReading, answer_of, indicator_reading
from ansinh.standards.results import Classified, classify_survey, result_frame
from ansinh.standards.spoken import (
    answer_text,
    answers_json,
    local_words,
    missing_text,
    number_json,
    number_text,
    reading_json,
    reading_text,
)
from ansinh.standards.standard import Standard
from ansinh.standards.survey import read_survey
from ansinh.standards.wording import class_reason, day_words, measure_words, warning_words


@dataclass(frozen=True)
class Explanation:
    """Why a household has its class. ``as_json`` gives plain values, ``text`` a page for people."""

    standard: Standard
    as_of: date
    result: Mapping[str, Any]
    persons: int
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

    @property
    def by_score(self) -> bool | None:
        """Whether the score stood for the income; ``None`` where neither was given. A standard without
        anchors reads no score."""
        answered = {answer.column for answer in self.facts if answer.value is not None}
        anchored = any(line.name.startswith("score_") for line in self.lines)
        if SCORE in answered and anchored:
            return True
        return False if INCOME in answered else None

    def as_json(self, language: str = "vi") -> dict[str, Any]:
        """Everything as plain values; words in ``vi`` or ``en`` stand beside the codes."""
        with speaking(language):
            return self._standard_json() | self._result_json()

    def _standard_json(self) -> dict[str, Any]:
        standard, language = self.standard, current_language()
        return {
            "household_id": self.result["household_id"],
            "standard": standard.code,
            "title": standard.title.in_language(language),
            "article": standard.article,
            "verified": standard.verified,
            "note": standard.note.in_language(language),
            "local": local_words(standard.overlay),
            "as_of": self.as_of.isoformat(),
        }

    def _result_json(self) -> dict[str, Any]:
        return {
            "class": self.result["class"],
            "class_name": self._class_name(),
            "income_side": self.result["income_side"],
            "reason": self._reason(),
            "measure": measure_words(self.by_score),
            "deprivations_min": self.result["deprivations_min"],
            "deprivations_max": self.result["deprivations_max"],
            "persons": self.persons,
            "facts": {answer.column: answer.value for answer in self.facts},
            "facts_words": answers_json(self.facts),
            "lines": [number_json(number, self.as_of) for number in self.lines],
            "warnings": [{"code": code, "words": warning_words(code)} for code in self.warnings],
            "indicators": [reading_json(self.standard, reading, self.as_of) for reading in self.readings],
            "missing": self.missing,
            "missing_words": [missing_text(name) for name in self.missing],
        }

    def _class_name(self) -> str:
        return self.standard.class_words[Class(self.result["class"])].in_language(current_language())

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
            lines = [*self._head(), *self._why(), "", _("Các chỉ số thiếu hụt:")]
            for place, reading in enumerate(self.readings, start=1):
                lines += reading_text(self.standard, place, reading, self.as_of)
            return "\n".join([*lines, *self._tail()]) + "\n"

    def _head(self) -> list[str]:
        standard, language = self.standard, current_language()
        lines = [
            _("Hộ {household}: {klass}").format(
                household=self.result["household_id"], klass=self._class_name()
            ),
            _("Chuẩn {code} — {title}").format(
                code=standard.code, title=standard.title.in_language(language)
            ),
            _("Căn cứ: {article}. Ngày tính: {day}.").format(
                article=standard.article, day=day_words(self.as_of)
            ),
        ]
        local = local_words(standard.overlay)
        return [*lines, *([local] if local else []), standard.note.in_language(language)]

    def _why(self) -> list[str]:
        lines = ["", _("Vì sao: {reason}").format(reason=self._reason())]
        lines += [f"  {answer_text(answer)}" for answer in self.facts]
        lines.append("  " + _("Số thành viên: {persons}").format(persons=self.persons))
        lines.append("  " + measure_words(self.by_score))
        lines += [f"  · {number_text(number, self.as_of)}" for number in self.lines]
        return lines + [_("Lưu ý: {words}").format(words=warning_words(code)) for code in self.warnings]

    def _tail(self) -> list[str]:
        if not self.missing:
            return ["", _("Không còn câu trả lời nào có thể làm thay đổi kết quả.")]
        head = _("Những câu chưa trả lời có thể làm thay đổi kết quả:")
        return ["", head, *(f"  - {missing_text(name)}" for name in self.missing)]


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
    areas = AREAS if home.get(AREA) is None else (home[AREA],)
    ends = tuple(f"_{area}" for area in areas)
    lines = [number for name, number in standard.parameters.items() if name.endswith(ends)]
    return Explanation(
        standard=standard,
        as_of=as_of,
        result=result_frame(result).row(0, named=True),
        persons=result.survey.members.height,
        facts=tuple(answer_of(home, name) for name in (AREA, SCORE, INCOME)),
        lines=(*lines, standard.parameters["deprivations_for_poor"]),
        readings=tuple(indicator_reading(result, indicator) for indicator in standard.indicators),
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
