"""The manual of a standard, printed from what the rules themselves use: words, numbers, articles, how well
known, and worked examples decided by the rules."""

from datetime import date

from ansinh.kernel.language import _, current_language, speaking
from ansinh.standards.answers import AREA, INCOME, SCORE
from ansinh.standards.classes import AREAS, Class, decide
from ansinh.standards.examples import Answers, ClassExample, IndicatorExample, examples_of
from ansinh.standards.explain import explain
from ansinh.standards.parameters import Parameter
from ansinh.standards.readings import Answer
from ansinh.standards.spoken import (
    answer_text,
    column_words,
    local_words,
    number_text,
)
from ansinh.standards.standard import Indicator, Standard
from ansinh.standards.wording import day_words, known_words, reading_words, warning_words


def manual(standard: Standard, as_of: date, language: str = "vi") -> str:
    """The manual as Markdown, in ``vi`` or ``en``; numbers as they stand on ``as_of``."""
    with speaking(language):
        parts = [*_head(standard, as_of), *_lines(standard, as_of), *_classes(standard)]
        parts += [f"## {_('Các chỉ số thiếu hụt')}", ""]
        for place, indicator in enumerate(standard.indicators, start=1):
            parts += _indicator(standard, place, indicator, as_of)
        return "\n".join([*parts, *_unverified(standard)]) + "\n"


def _head(standard: Standard, as_of: date) -> list[str]:
    language = current_language()
    parts = [
        f"# {standard.code}: {standard.title.in_language(language)}",
        "",
        _("Căn cứ: {article}. Danh sách các năm {first} đến {last}. Số liệu tại ngày {day}.").format(
            article=standard.article,
            first=standard.first_list,
            last=standard.last_list,
            day=day_words(as_of),
        ),
        "",
        standard.note.in_language(language),
        "",
    ]
    local = local_words(standard.overlay)
    if local:
        parts += [local, ""]
    if standard.act:
        parts += [_("Bộ chỉ số theo {act}.").format(act=standard.act), ""]
    return parts


def _is_line(number: Parameter) -> bool:
    return number.name.endswith(tuple(f"_{area}" for area in AREAS)) or number.name == "deprivations_for_poor"


def _lines(standard: Standard, as_of: date) -> list[str]:
    return [
        f"## {_('Chuẩn thu nhập và điểm')}",
        "",
        *(f"- {number_text(number, as_of)}" for number in standard.parameters.values() if _is_line(number)),
        "",
    ]


def _classes(standard: Standard) -> list[str]:
    language = current_language()
    return [
        f"## {_('Các loại hộ')}",
        "",
        *(f"- {words.in_language(language)} ({klass})" for klass, words in standard.class_words.items()),
        "",
        _("Ví dụ:"),
        "",
        *(f"- {_class_example(standard, example)}" for example in examples_of(standard.code).classes),
        "",
    ]


def _class_example(standard: Standard, example: ClassExample) -> str:
    """What the standard, with the numbers of its overlay, decides on the case."""
    given = example.household
    decision = decide(
        standard.lines(),
        given.get(AREA),
        given.get(SCORE),
        given.get(INCOME),
        example.deprivations >= standard.needed,
    )
    answers = _said(given)
    counted = _("thiếu hụt {least} chỉ số").format(least=example.deprivations)
    words = standard.class_words[Class(decision.klass)].in_language(current_language())
    notes = [warning_words(warning) for warning in sorted(decision.warnings)]
    return " ".join([f"{'; '.join([*answers, counted])} → {words}.", *notes])


def _indicator(standard: Standard, place: int, indicator: Indicator, as_of: date) -> list[str]:
    language = current_language()
    numbers = [standard.parameters[name] for name in standard.graph.numbers_of(indicator.rule)]
    columns = [column_words(name) for name in standard.graph.questions_of(indicator.rule)]
    remark = [] if indicator.remark is None else [indicator.remark.in_language(language), ""]
    return [
        f"### {place}. {indicator.name.in_language(language)} ({indicator.code})",
        "",
        _("Thiếu hụt khi: {when}").format(when=indicator.deprived.in_language(language)),
        "",
        *remark,
        f"- {_('Căn cứ')}: {indicator.article.in_language(language)}; {known_words(indicator.known)}",
        f"- {_('Câu hỏi')}: {'; '.join(columns)}",
        *(f"- {number_text(number, as_of)}" for number in numbers),
        *_indicator_examples(standard, indicator),
        "",
    ]


def _indicator_examples(standard: Standard, indicator: Indicator) -> list[str]:
    examples = examples_of(standard.code)
    day = day_words(examples.as_of)
    return [
        "- "
        + _("Ví dụ (ngày tính {day}): {case} → {reading}.").format(
            day=day, case=_case(example), reading=_decided(standard, example, examples.as_of)
        )
        for example in examples.of_indicator(indicator.code)
    ]


def _decided(standard: Standard, example: IndicatorExample, as_of: date) -> str:
    """What the rule says of the case, under the standard's own numbers."""
    members = [
        {"member_id": str(place), **given} for place, given in enumerate(example.members or ({},), start=1)
    ]
    found = explain(standard, {"household_id": "1", **example.household}, members, as_of)
    reading = next(each for each in found.readings if each.indicator.code == example.code)
    return reading_words(reading.reading)


def _case(example: IndicatorExample) -> str:
    """The household's answers and each member's; members about whom nothing is asked are only counted."""
    said = _said(example.household)
    people = example.members
    if not any(people):
        return "; ".join(
            [*said, *([_("hộ có {persons} người").format(persons=len(people))] if people else [])]
        )
    if len(people) == 1:
        return "; ".join(said + _said(people[0]))
    each = [
        _("người thứ {place}: {answers}").format(place=place, answers=", ".join(_said(given)))
        for place, given in enumerate(people, start=1)
    ]
    return "; ".join(said + each)


def _said(given: Answers) -> list[str]:
    return [answer_text(Answer(column, str(value) or None)) for column, value in given.items()]


def _unverified(standard: Standard) -> list[str]:
    """Everything that nobody has read, in one list at the end."""
    language = current_language()
    indicators = [each.name.in_language(language) for each in standard.indicators if each.known == "M"]
    numbers = [each.words.in_language(language) for each in standard.parameters.values() if each.unverified]
    lines = [f"## {_('Mức độ kiểm chứng')}", ""]
    for names, head in ((indicators, _("Chỉ số")), (numbers, _("Con số"))):
        if names:
            lines.append(f"- {known_words('M')}. {head}: {'; '.join(names)}.")
    if not indicators and not numbers:
        lines.append(
            "- " + _("Mọi chỉ số và con số đều đã được đối chiếu với văn bản hoặc bài viết dẫn lại.")
        )
    return lines
