"""The conclusion of an inspection, and its annex of households. No law gives their layout: words and columns are ours."""

from ansinh.papers.layout.decree_30 import Blocks, each, head, item, kind, listed, signature, text, when
from ansinh.papers.layout.word import Par, Section
from ansinh.papers.shipped.answers import grounds_only


def conclusion() -> list[Section]:
    return [
        Section(
            [
                *head(),
                *kind("KẾT LUẬN KIỂM TRA", "{{ title }}"),
                *grounds_only(),
                text(
                    "Từ ngày {{ first_day }} đến ngày {{ last_day }}, {{ paper.issuer }} đã kiểm tra"
                    "{{ ' theo Quyết định, Kế hoạch số ' if decision_no else '' }}{{ decision_no }}. Kết luận như sau:"
                ),
                text("**I. NỘI DUNG, PHẠM VI KIỂM TRA**", keep=True),
                text("{{ purpose }}"),
                text(
                    "Hộ được rút thăm từ {{ version }}: mỗi nơi {{ draw }} hộ, số mầm {{ seed }}; ai có số mầm cũng rút lại được đúng "
                    "những hộ ấy. Họ tên ở phụ lục riêng."
                ),
                listed(
                    (
                        ("Nơi được kiểm tra", 60, "left", "name"),
                        ("Hộ trong danh sách", 26, "right", "listed"),
                        ("Hộ được rút", 24, "right", "drawn"),
                        ("Phát hiện", 24, "right", "findings"),
                        ("Còn lại", 24, "right", "remaining"),
                    ),
                    "places",
                    total="total",
                ),
                Par(size=4, after=0),
                text("**II. PHÁT HIỆN ĐÃ ĐƯỢC KHẮC PHỤC**", keep=True),
                *_findings("mended", "Không có."),
                text("**III. PHÁT HIỆN CÒN LẠI**", keep=True),
                *_findings("remaining", "Không còn phát hiện nào chưa được chấp nhận là đã khắc phục."),
                text("**IV. KẾT LUẬN**", keep=True),
                *each("one", "conclusion", [text("{{ one }}")]),
                *when(
                    "requests",
                    [
                        text("**V. KIẾN NGHỊ**", keep=True),
                        *each("one", "requests", [item("{{ loop.index }}. {{ one }}")]),
                    ],
                ),
                Par(size=6, after=0),
                signature(),
            ]
        )
    ]


def households() -> list[Section]:
    """The annex: it takes no number of its own and names the conclusion it goes with."""
    return [
        Section(
            [
                *head(numbered=False),
                Par("PHỤ LỤC", "center", 14, bold=True, before=4, after=0),
                Par("Hộ được rút thăm kiểm tra", "center", 14, bold=True, after=0),
                Par(
                    "(Kèm theo Kết luận số {{ conclusion_number }} ngày {{ conclusion_on }}: {{ title }})",
                    "center",
                    12,
                    italic=True,
                ),
                listed(
                    (
                        ("Số", 12, "center", "order"),
                        ("Xã", 38, "left", "place"),
                        ("Thôn, tổ dân phố", 34, "left", "village"),
                        ("Họ tên chủ hộ", 42, "left", "name"),
                        ("Danh sách", 24, "left", "listed"),
                        ("Phát hiện", 16, "right", "findings"),
                    ),
                    "households",
                ),
                Par(size=6, after=0),
                signature(recipients=False),
            ]
        )
    ]


def _findings(rows: str, nothing: str) -> Blocks:
    lines = [
        item("{{ loop.index }}. {{ one.place }}: {{ one.words }}", after=0, keep=True),
        Par(
            "(Phát hiện ngày {{ one.found_on }}, hạn {{ one.due }}; {{ one.state }}"
            "{{ ' ngày ' if one.mended_on else '' }}{{ one.mended_on }}.{{ ' ' if one.evidence else '' }}{{ one.evidence }})",
            italic=True,
            first=12.7,
        ),
    ]
    return when(rows, [*each("one", rows, lines)], [text(nothing)])
