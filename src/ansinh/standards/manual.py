"""The manual of a standard, printed from what the rules themselves use: words, numbers, articles, how well
known."""

from datetime import date

from ansinh.kernel.language import _, speaking
from ansinh.standards.classes import AREAS
from ansinh.standards.explain import number_text
from ansinh.standards.parameters import Parameter
from ansinh.standards.questions import HOUSEHOLDS, MEMBERS
from ansinh.standards.standard import Indicator, Standard
from ansinh.standards.wording import known_words


def manual(standard: Standard, as_of: date, language: str = "vi") -> str:
    """The manual as Markdown, in ``vi`` or ``en``; numbers as they stand on ``as_of``."""
    with speaking(language):
        parts = [*_head(standard, as_of, language), *_lines(standard, as_of)]
        parts += [f"## {_('Các chỉ số thiếu hụt')}", ""]
        for place, indicator in enumerate(standard.indicators, start=1):
            parts += _indicator(standard, place, indicator, as_of, language)
        parts += _classes(standard, language)
        return "\n".join(parts) + "\n"


def manual_typst(standard: Standard, as_of: date, language: str = "vi") -> str:
    """The same manual as Typst source, to be set as PDF."""
    lines = ['#set page(paper: "a4", margin: 2cm)', f'#set text(lang: "{language}", size: 10pt)', ""]
    for line in manual(standard, as_of, language).splitlines():
        marks, _space, rest = line.partition(" ")
        if marks and set(marks) == {"#"}:
            lines.append("=" * len(marks) + " " + _escaped(rest))
        elif line.startswith("- "):
            lines.append("- " + _escaped(line[2:]))
        else:
            lines.append(_escaped(line))
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """``text`` with every sign that Typst would read taken as itself."""
    return "".join(f"\\{sign}" if sign in "\\#*_`$<>@[]=~/" else sign for sign in text)


def _head(standard: Standard, as_of: date, language: str) -> list[str]:
    parts = [
        f"# {standard.code}: {standard.title.in_language(language)}",
        "",
        _("Căn cứ: {article}. Danh sách các năm {first} đến {last}. Số liệu tại ngày {day}.").format(
            article=standard.article,
            first=standard.first_list,
            last=standard.last_list,
            day=as_of.isoformat(),
        ),
        "",
        standard.note.in_language(language),
        "",
    ]
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


def _indicator(standard: Standard, place: int, indicator: Indicator, as_of: date, language: str) -> list[str]:
    numbers = [standard.parameters[name] for name in standard.graph.numbers_of(indicator.rule)]
    columns = [
        (HOUSEHOLDS.get(name) or MEMBERS[name]).label(language)
        for name in standard.graph.questions_of(indicator.rule)
    ]
    return [
        f"### {place}. {indicator.name.in_language(language)} ({indicator.code})",
        "",
        indicator.deprived.in_language(language),
        "",
        f"- {_('Căn cứ')}: {indicator.article} ({known_words(indicator.known)})",
        f"- {_('Câu hỏi')}: {', '.join(columns)}",
        *(f"- {number_text(number, as_of)}" for number in numbers),
        "",
    ]


def _classes(standard: Standard, language: str) -> list[str]:
    return [
        f"## {_('Các loại hộ')}",
        "",
        *(f"- {klass}: {words.in_language(language)}" for klass, words in standard.class_words.items()),
    ]
