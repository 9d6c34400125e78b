"""The sentences of a paper: the shape of part I of plan 348/KH-UBND of Hải Dương, filled with the figures of the paper.

A sentence names figures as ``{code}``; one that names a figure the paper has not is left out. The same sentences make the paper
(numbers with ``[n]`` after them) and the page (numbers that open), so the two cannot say different things.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ansinh.kernel.money_words import amount_in_words
from ansinh.monitoring.enums import PaperKind
from ansinh.monitoring.models import WrittenFigure, WrittenReport, WrittenSection

_NAMED = re.compile(r"\{([^{}]+)\}")
# A heading with nothing under it leaves the reader to guess whether a page is missing.
_NOTHING = "(Chưa có số liệu hoặc nội dung nào được ghi ở mục này.)"


@dataclass(frozen=True)
class Piece:
    """A run of words, or a figure with the number of its footnote."""

    text: str
    figure: WrittenFigure | None = None
    note: int = 0


@dataclass(frozen=True)
class Line:
    """A line of a paper: a heading, or a paragraph in pieces; ``typed`` where the officer wrote it."""

    pieces: tuple[Piece, ...]
    heading: bool = False
    typed: bool = False
    section: str = ""

    @property
    def text(self) -> str:
        """The line as the paper prints it."""
        return "".join(f"{one.text}[{one.note}]" if one.note else one.text for one in self.pieces)


@dataclass(frozen=True)
class Body:
    """All lines of a paper with the footnotes of their figures, in the order of their numbers."""

    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def body_of(report: WrittenReport, parts: Sequence[WrittenSection], figures: Sequence[WrittenFigure]) -> Body:
    """The lines of a paper. A footnote that says the same as an earlier one has its number."""
    writer = _Writer({one.code: one for one in figures})
    lines: list[Line] = []
    for section in sorted(parts, key=lambda one: one.position):
        lines.append(Line((Piece(f"{section.code}. {section.heading}"),), heading=True, section=section.code))
        mine = [one for one in figures if one.section == section.code]
        found = [writer.line(said, section.code) for said in sentences(report, mine)]
        typed = [one.strip() for one in section.text.splitlines() if one.strip()]
        found += [Line((Piece(one),), typed=True, section=section.code) for one in typed]
        lines += found or [Line((Piece(_NOTHING),), section=section.code)]
    return Body(tuple(lines), tuple(writer.notes))


class _Writer:
    def __init__(self, figures: Mapping[str, WrittenFigure]) -> None:
        self.figures, self.notes = figures, []  # type: ignore[var-annotated]

    def line(self, said: str, section: str) -> Line:
        pieces, at = [], 0
        for found in _NAMED.finditer(said):
            if before := said[at : found.start()]:
                pieces.append(Piece(before))
            figure = self.figures[found[1]]
            pieces.append(Piece(figure.shown, figure, self._note(figure.note)))
            at = found.end()
        if rest := said[at:]:
            pieces.append(Piece(rest))
        return Line(tuple(pieces), section=section)

    def _note(self, said: str) -> int:
        if said not in self.notes:
            self.notes.append(said)
        return self.notes.index(said) + 1


def sentences(report: WrittenReport, figures: Sequence[WrittenFigure]) -> Iterator[str]:
    """The sentences over the figures of one section, in order."""
    known = {one.code: one for one in figures}
    if not known:
        return
    if any(code.startswith(("support:", "amount", "given:", "fund:")) for code in known):
        yield from _given(known)
        yield from _money(known)
        return
    if any(code.startswith("target:") for code in known):
        yield from (f"- {one.words[:1].upper()}{one.words[1:]}: {{{one.code}}}." for one in figures)
        return
    for said in _results(report, known):
        if all(code in known for code in _NAMED.findall(said)):
            yield said


def _has(known: Mapping[str, WrittenFigure], code: str) -> bool:
    return code in known and bool(known[code].value)


def _results(report: WrittenReport, known: Mapping[str, WrittenFigure]) -> Iterator[str]:
    whole = f"toàn {report.unit.type}"
    sure = "" if not report.provisional else " (số sơ bộ)"
    half = report.kind == PaperKind.SIX_MONTH.value
    when = (
        "Theo danh sách đang có hiệu lực"
        if half
        else f"Theo kết quả rà soát hộ nghèo, hộ cận nghèo cuối năm {report.year}"
    )
    yield f"{when}{sure}, {whole} có:"
    yield "- Tổng số hộ dân cư: {households} hộ;"
    for name, words in (("poor", "hộ nghèo"), ("near_poor", "hộ cận nghèo")):
        share = f", chiếm tỷ lệ {{rate:{name}}}%" if f"rate:{name}" in known else ""
        yield f"- Tổng số {words}: {{{name}}} hộ{share};"
        yield from _fell(known, name, words)
        if name == "poor":
            yield "+ Hộ nghèo theo thu nhập: {poor_income} hộ;"
            yield "+ Hộ nghèo thiếu hụt tiếp cận các dịch vụ xã hội cơ bản: {poor_deprivation} hộ;"
    yield from _moved(report, known)
    yield from _groups(whole, known)
    yield from _listing(
        "Nguyên nhân nghèo của các hộ nghèo gồm: {said} (một hộ có thể có nhiều nguyên nhân).",
        "cause:",
        "nguyên nhân: ",
        known,
    )
    yield from _listing("Các chỉ số thiếu hụt của hộ nghèo: {said}.", "indicator:", "thiếu hụt: ", known)
    banded = [one for one in known.values() if one.code.startswith("band:")]
    if banded:
        yield f"Chia theo tỷ lệ hộ nghèo của các xã, phường, thị trấn (gọi chung là cấp xã), {whole} có:"
        yield from (f"+ {{{one.code}}} {one.words};" for one in banded)


def _fell(known: Mapping[str, WrittenFigure], name: str, words: str) -> Iterator[str]:
    fall = known.get(f"fall:{name}")
    if fall is None:
        return
    if fall.value < 0:
        yield f"+ So với đầu kỳ ({{opening:{name}}} hộ), số {words} tăng; mức giảm là {{fall:{name}}} hộ;"
        return
    share = f", bằng {{rate:fall:{name}}}%" if f"rate:fall:{name}" in known else ""
    yield f"+ Giảm được {{fall:{name}}} hộ so với tổng số {words} đầu kỳ ({{opening:{name}}} hộ){share};"


def _moved(report: WrittenReport, known: Mapping[str, WrittenFigure]) -> Iterator[str]:
    yield (
        f"Trong năm {report.year} đã có: {{out:poor}} hộ thoát nghèo (trong đó {{poor_to_near}} hộ chuyển thành hộ cận nghèo), "
        "{relapse:poor} hộ tái nghèo, {new:poor} hộ phát sinh nghèo mới; {out:near_poor} hộ thoát cận nghèo, "
        "{relapse:near_poor} hộ tái cận nghèo, {new:near_poor} hộ phát sinh cận nghèo mới."
    )
    others = ("near_to_poor", "other_out:poor", "other_in:poor", "other_out:near_poor", "other_in:near_poor")
    said = [f"{{{code}}} {known[code].words}" for code in others if _has(known, code)]
    if said:
        yield f"Biến động khác: {'; '.join(said)}."
    yield "Cân đối số đầu kỳ, biến động và số cuối kỳ: phần dư của hộ nghèo là {residual:poor} hộ, của hộ cận nghèo là {residual:near_poor} hộ."
    yield (
        "Biến động theo danh sách: {escaped_poor} hộ thoát nghèo, {new_poor} hộ nghèo phát sinh và tái nghèo; "
        "{escaped_near_poor} hộ thoát cận nghèo, {new_near_poor} hộ cận nghèo phát sinh và tái cận nghèo."
    )


def _groups(whole: str, known: Mapping[str, WrittenFigure]) -> Iterator[str]:
    codes = ("group:allowance", "group:minority", "no_labour_capacity", "group:merit")
    said = [f"{{{code}}} {known[code].words}" for code in codes if code in known]
    if said:
        yield f"{whole[:1].upper()}{whole[1:]} có {'; '.join(said)}."


def _listing(shape: str, prefix: str, lead: str, known: Mapping[str, WrittenFigure]) -> Iterator[str]:
    said = []
    for one in known.values():
        if one.code.startswith(prefix):
            share = f"rate:{one.code}"
            rated = f" ({{{share}}}%)" if share in known else ""
            said.append(f"{one.words.removeprefix(lead)} có {{{one.code}}} hộ{rated}")
    if said:
        yield shape.replace("{said}", ", ".join(said))


def _given(known: Mapping[str, WrittenFigure]) -> Iterator[str]:
    for code, one in known.items():
        if code.startswith("support:"):
            amount = f"amount:{code.removeprefix('support:')}"
            money = f", số tiền {{{amount}}} đồng" if amount in known else ""
            yield f"- {one.words}: {{{code}}} hộ{money};"
    if whole := known.get("amount"):
        yield f"Tổng số tiền đã trả: {{amount}} đồng (Bằng chữ: {amount_in_words(int(whole.value))})."


def _money(known: Mapping[str, WrittenFigure]) -> Iterator[str]:
    given = [one for code, one in known.items() if code.startswith("given:")]
    if given:
        yield "Kinh phí thực hiện theo nguồn:"
    for one in given:
        name, paid = one.words.partition(":")[0], one.code.replace("given:", "paid:")
        yield f"- {name}: được giao {{{one.code}}} đồng, đã giải ngân {{{paid}}} đồng;"
    if "fund:received" in known:
        yield "Quỹ «Vì người nghèo»: thu trong năm {fund:received} đồng, chi trong năm {fund:used} đồng, còn dư {fund:balance} đồng."
