"""The report of results and the submission to the province, each with its table across."""

from ansinh.papers.layout.decree_30 import annex, each, head, item, kind, signature, text, when
from ansinh.papers.layout.word import Par, Section
from ansinh.papers.shipped.answers import grounds_only
from ansinh.papers.shipped.tables import results_of_units


def addressees(rows: str = "addressees") -> list:
    """To whom a paper goes: one on the line, several beneath each other."""
    return [
        *when(
            f"{rows}|count == '1'",
            each("one", rows, [Par("Kính gửi: {{ one }}.", "center", after=8)]),
            [
                Par("Kính gửi:", "center", after=2),
                *each(
                    "one",
                    rows,
                    [Par("- {{ one }}{{ '.' if loop.last else ';' }}", "left", left=50, after=1)],
                ),
                Par(size=6, after=0),
            ],
        )
    ]


def _figures() -> list:
    return each(
        "one",
        "total",
        [
            *when("one.households", [text("- Tổng số hộ dân cư: {{ one.households }} hộ;")]),
            text(
                "- Hộ nghèo: {{ one.poor }} hộ{{ ', chiếm tỷ lệ ' if one.poor_rate else '' }}{{ one.poor_rate }}{{ '%' if one.poor_rate else '' }};"
            ),
            text(
                "- Hộ cận nghèo: {{ one.near_poor }} hộ{{ ', chiếm tỷ lệ ' if one.near_poor_rate else '' }}{{ one.near_poor_rate }}{{ '%' if one.near_poor_rate else '' }}."
            ),
        ],
    )


def report() -> list[Section]:
    return [
        Section(
            [
                *head(),
                *kind("BÁO CÁO", "{{ title }}"),
                *addressees(),
                *grounds_only(),
                text("{{ paper.issuer }} báo cáo kết quả như sau:"),
                text("**1. Tình hình thực hiện**", keep=True),
                *each("one", "carried_out", [item("- {{ one }}{{ '.' if loop.last else ';' }}")]),
                text("**2. Kết quả**{{ ' (số liệu sơ bộ)' if provisional else '' }}", keep=True),
                *_figures(),
                text("(Bảng số liệu chi tiết tại phụ lục kèm theo)", italic=True),
                *when("version", [text("Số liệu theo {{ version }}.")]),
                *when(
                    "difficulties",
                    [
                        text("**Khó khăn, vướng mắc**", keep=True),
                        *each("one", "difficulties", [item("- {{ one }}{{ '.' if loop.last else ';' }}")]),
                    ],
                ),
                *when(
                    "proposals",
                    [
                        text("**Kiến nghị**", keep=True),
                        *each("one", "proposals", [item("- {{ one }}{{ '.' if loop.last else ';' }}")]),
                    ],
                ),
                text("Trên đây là báo cáo của {{ paper.issuer }}./."),
                Par(size=6, after=0),
                signature(),
            ]
        ),
        annex("PHỤ LỤC", "BẢNG SỐ LIỆU", [results_of_units()], kind_of_paper="Báo cáo"),
    ]


def submission() -> list[Section]:
    return [
        Section(
            [
                *head(),
                *kind("TỜ TRÌNH", "{{ title }}"),
                *addressees(),
                *grounds_only(),
                *each("one", "necessity", [text("{{ one }}.")]),
                text("Kết quả như sau:"),
                *_figures(),
                text("(Bảng số liệu chi tiết tại phụ lục kèm theo)", italic=True),
                *when("version", [text("Số liệu theo {{ version }}.")]),
                text("{{ paper.issuer }} kính trình xem xét, phê duyệt./."),
                *when(
                    "attachments",
                    [
                        text("Hồ sơ gửi kèm:", italic=True),
                        *each(
                            "one",
                            "attachments",
                            [item("{{ loop.index }}. {{ one }}{{ '.' if loop.last else ';' }}")],
                        ),
                    ],
                ),
                Par(size=6, after=0),
                signature(),
            ]
        ),
        annex("PHỤ LỤC", "BẢNG SỐ LIỆU", [results_of_units()], kind_of_paper="Tờ trình"),
    ]
