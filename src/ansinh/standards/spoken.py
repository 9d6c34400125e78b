"""Answers, numbers of law and readings in words, as text and as JSON, for explanations and the manual."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from ansinh.kernel.language import _, current_language
from ansinh.standards.parameters import Parameter
from ansinh.standards.questions import HOUSEHOLDS, MEMBERS, Kind, Question
from ansinh.standards.readings import Answer, IndicatorReading, MemberReading
from ansinh.standards.standard import Overlay, Standard
from ansinh.standards.wording import (
    day_words,
    known_words,
    months_words,
    number_words,
    reading_words,
    unit_words,
)

_YEAR_ONLY = 4


def _question(column: str) -> Question:
    return HOUSEHOLDS.get(column) or MEMBERS[column]


def column_words(column: str) -> str:
    """The question behind a column of the survey."""
    return _question(column).label(current_language())


def answer_words(answer: Answer) -> str:
    """The answer as people say it: words for codes, yes and no, a date, a number."""
    if answer.value is None:
        return _("chưa trả lời")
    question = _question(answer.column)
    if question.kind is Kind.YES_NO:
        return _("có") if answer.value == "1" else _("không")
    if question.kind is Kind.CODE:
        return question.code_label(answer.value, current_language())
    if question.kind is Kind.DATE:
        return _birth_words(answer.value)
    if question.kind in (Kind.INTEGER, Kind.DECIMAL):
        return number_words(float(answer.value), current_language())
    return answer.value


def _birth_words(cell: str) -> str:
    """A day as the language writes it; a year alone stays a year."""
    return cell if len(cell) == _YEAR_ONLY else day_words(date.fromisoformat(cell))


def answer_text(answer: Answer) -> str:
    """Question and answer."""
    return f"{column_words(answer.column)}: {answer_words(answer)}"


def answers_json(answers: Iterable[Answer]) -> dict[str, dict[str, str]]:
    """``{column: {question, answer}}`` in words."""
    return {
        each.column: {"question": column_words(each.column), "answer": answer_words(each)} for each in answers
    }


def number_text(number: Parameter, as_of: date) -> str:
    """One number of law in words: value, unit, article, the act of the place that changed it, how well it is
    known."""
    return _("{label}: {value} ({article}; {known})").format(
        label=number.words.in_language(current_language()),
        value=value_words(number, as_of),
        article=_source_words(number),
        known=known_words(number.known),
    )


def _source_words(number: Parameter) -> str:
    article = number.article.in_language(current_language())
    if not number.act:
        return article
    if not number.place:
        return _("giả định: {act}, thay cho {article}").format(act=number.act, article=article)
    return _("số riêng của địa bàn {place} theo {act}, thay cho {article}").format(
        place=number.place, act=number.act, article=article
    )


def value_words(number: Parameter, as_of: date) -> str:
    """The value with its unit; months of age as years and months; a year without a mark between its
    thousands."""
    value = number.on(as_of)
    if number.unit == "months":
        return months_words(int(value))
    if number.unit == "year":
        return f"{value:g}"
    return f"{number_words(value, current_language())} {unit_words(number.unit)}"


def number_json(number: Parameter, as_of: date) -> dict[str, Any]:
    """One number of law as plain values beside their words; ``local`` where a place's act set it."""
    return {
        "name": number.name,
        "label": number.words.in_language(current_language()),
        "value": number.on(as_of),
        "unit": number.unit,
        "value_words": value_words(number, as_of),
        "from": number.since.isoformat(),
        "article": number.article.in_language(current_language()),
        "known": number.known,
        "known_words": known_words(number.known),
        "unverified": number.unverified,
        "act": number.act,
        "local": bool(number.place),
        "place": number.place,
    }


def local_words(overlay: Overlay | None) -> str:
    """One sentence that the standard is a place's own (or an assumption), by which acts, and whether somebody
    read them; blank for a national standard."""
    if overlay is None:
        return ""
    acts = dict.fromkeys([act for _value, act in overlay.numbers.values()] + [overlay.indicators_act])
    known = known_words("T" if overlay.verified else "M")
    listed = "; ".join(act for act in acts if act)
    if not overlay.place:
        return _("Giả định, không phải chuẩn của văn bản nào: {acts}.").format(acts=listed)
    return _("Chuẩn riêng của địa bàn {place}, theo {acts} ({known}).").format(
        place=overlay.place, acts=listed, known=known
    )


def member_column_words(standard: Standard, column: str) -> str:
    """What a rule of a member (or a question that an indicator reads directly) asks of one."""
    words = standard.member_words.get(column)
    return column_words(column) if words is None else words.in_language(current_language())


def reading_json(standard: Standard, reading: IndicatorReading, as_of: date) -> dict[str, Any]:
    """One indicator as plain values beside their words."""
    indicator, language = reading.indicator, current_language()
    return {
        "code": indicator.code,
        "name": indicator.name.in_language(language),
        "dimension": indicator.dimension.in_language(language),
        "reading": reading.reading,
        "reading_words": reading_words(reading.reading),
        "deprived_when": indicator.deprived.in_language(language),
        "article": indicator.article.in_language(language),
        "known": indicator.known,
        "known_words": known_words(indicator.known),
        "unverified": indicator.known == "M",
        "remark": "" if indicator.remark is None else indicator.remark.in_language(language),
        "answers": {answer.column: answer.value for answer in reading.answers},
        "answers_words": answers_json(reading.answers),
        "members": [_member_json(standard, member) for member in reading.members],
        "numbers": [number_json(number, as_of) for number in reading.numbers],
    }


def _member_json(standard: Standard, member: MemberReading) -> dict[str, Any]:
    return {
        "member_id": member.member_id,
        "rule": member.column,
        "rule_words": member_column_words(standard, member.column),
        "reading": member.reading,
        "reading_words": reading_words(member.reading),
        "answers": {answer.column: answer.value for answer in member.answers},
        "answers_words": answers_json(member.answers),
    }


def reading_text(standard: Standard, place: int, reading: IndicatorReading, as_of: date) -> list[str]:
    """One indicator as lines of text."""
    indicator, language = reading.indicator, current_language()
    lines = [
        "",
        f"{place}. {indicator.name.in_language(language)}: {_marked(reading.reading)}",
        "   " + _("Thiếu hụt khi: {when}").format(when=indicator.deprived.in_language(language)),
        f"   ({indicator.article.in_language(language)}; {known_words(indicator.known)})",
    ]
    if indicator.remark is not None:
        lines.append("   " + indicator.remark.in_language(language))
    lines += [f"   - {answer_text(answer)}" for answer in reading.answers]
    lines += [f"   - {_member_text(standard, member)}" for member in reading.members]
    if reading.asks_members and not reading.members:
        lines.append("   - " + _("Không có thành viên nào như vậy."))
    return lines + [f"   · {number_text(number, as_of)}" for number in reading.numbers]


def _marked(reading: str) -> str:
    """A deprivation stands out among the indicators."""
    words = reading_words(reading)
    return words.upper() if reading == "deprived" else words


def _member_text(standard: Standard, member: MemberReading) -> str:
    """A question that is read directly is said once, with its answer."""
    answers = "; ".join(answer_text(answer) for answer in member.answers)
    if member.column in MEMBERS:
        return _("Thành viên {member}. {answers}.").format(member=member.member_id, answers=answers)
    return _("Thành viên {member}: {words}: {reading}. {answers}.").format(
        member=member.member_id,
        words=member_column_words(standard, member.column),
        reading=reading_words(member.reading),
        answers=answers,
    )


def missing_text(name: str) -> str:
    """A column of ``missing`` (``column`` or ``member_id.column``) in words."""
    member, dot, column = name.rpartition(".")
    whose = _("thành viên {member}: ").format(member=member) if dot else ""
    return whose + column_words(column)
