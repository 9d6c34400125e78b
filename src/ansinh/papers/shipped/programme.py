"""Reports, the plan of a year and a dispatch of the programme: one body, each with its own head and end."""

from collections.abc import Sequence

from ansinh.papers.layout.decree_30 import Blocks, each, head, item, kind, signature, text, when
from ansinh.papers.layout.word import Par, Section
from ansinh.papers.shipped.answers import grounds_only
from ansinh.papers.shipped.reports import addressees


def annual_report() -> list[Section]:
    return _paper("BÁO CÁO", "Trên đây là báo cáo của {{ paper.issuer }}./.")


def six_month_report() -> list[Section]:
    return annual_report()


def year_plan() -> list[Section]:
    return _paper(
        "KẾ HOẠCH",
        "{{ paper.issuer }} yêu cầu các cơ quan, đơn vị có liên quan tổ chức thực hiện Kế hoạch này./.",
        sent=False,
    )


def dispatch() -> list[Section]:
    """An official letter: no kind of paper over it, what it is about under its number."""
    return [
        Section(
            [
                *head(about="{{ title }}"),
                Par(size=6, after=0),
                *addressees("sent_to"),
                *grounds_only(),
                *_body(),
                text("{{ paper.issuer }} đề nghị các cơ quan, đơn vị nghiên cứu, thực hiện./."),
                *_end(),
            ]
        )
    ]


def _paper(name: str, last: str, *, sent: bool = True) -> list[Section]:
    return [
        Section(
            [
                *head(),
                *kind(name, "{{ title }}"),
                *(addressees("sent_to") if sent else ()),
                *grounds_only(),
                *_body(),
                text(last),
                *_end(),
            ]
        )
    ]


def _body() -> Blocks:
    return [
        *when("provisional", [text("__(Số liệu trong văn bản này là số sơ bộ, chưa được phê duyệt.)__")]),
        *each(
            "one",
            "lines",
            when("one.heading", [text("**{{ one.text }}**", keep=True)], [text("{{ one.text }}")]),
        ),
        *_told("differences", "Thay đổi so với số liệu sơ bộ đã báo cáo"),
        *_told("consolidated", "Báo cáo của cấp dưới"),
    ]


def _told(rows: str, words: str) -> Blocks:
    lines: Sequence = each("one", rows, [item("- {{ one }}{{ '.' if loop.last else ';' }}")])
    return when(rows, [text(f"**{words}**", keep=True), *lines])


def _end() -> Blocks:
    """Signature, and below it where each number is from: Word's own footnotes are not drawn in the PDF."""
    return [
        Par(size=6, after=0),
        signature(),
        *when(
            "notes",
            [
                Par("**Chú thích số liệu**", "left", 11, before=10, after=2, keep=True),
                *each(
                    "one",
                    "notes",
                    [Par("[{{ loop.index }}] {{ one }}", "both", 10, after=1, line=1.0)],
                ),
            ],
        ),
        *when("version", [Par("Số liệu theo {{ version }}.", "left", 10, italic=True, before=2)]),
    ]
