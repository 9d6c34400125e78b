"""Decisions and what follows from them: recognition with its lists (form 02), the certificate (form 03), approval."""

from ansinh.papers.layout.decree_30 import annex, article, each, grounds, head, kind, signature, text, when
from ansinh.papers.layout.word import Cell, Par, Row, Section, Table
from ansinh.papers.shipped.postings import households
from ansinh.papers.shipped.tables import results_of_units

_LISTS = (
    ("poor", "DANH SÁCH HỘ NGHÈO", "hộ nghèo"),
    ("near_poor", "DANH SÁCH HỘ CẬN NGHÈO", "hộ cận nghèo"),
    ("escaped_poor", "DANH SÁCH HỘ THOÁT NGHÈO", "hộ thoát nghèo"),
    ("escaped_near_poor", "DANH SÁCH HỘ THOÁT CẬN NGHÈO", "hộ thoát cận nghèo"),
    (
        "average",
        "DANH SÁCH HỘ LÀM NÔNG NGHIỆP, LÂM NGHIỆP, NGƯ NGHIỆP VÀ DIÊM NGHIỆP CÓ MỨC SỐNG TRUNG BÌNH",
        "hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp và diêm nghiệp có mức sống trung bình",
    ),
)


def recognition() -> list[Section]:
    counted = []
    for rows, _title, words in _LISTS:
        counted += when(rows, [text(f"- {{{{ {rows}|count }}}} {words};")])
    body = [
        *head(),
        *kind(
            "QUYẾT ĐỊNH",
            "Về việc công nhận danh sách hộ nghèo, hộ cận nghèo, hộ thoát nghèo, hộ thoát cận nghèo {{ period }}",
        ),
        Par("{{ paper.chair }}", "center", 13, bold=True, after=8),
        *grounds(),
        Par("QUYẾT ĐỊNH:", "center", 14, bold=True, before=4, after=6, keep=True),
        article(
            1,
            "Công nhận kết quả rà soát {{ period }} của {{ paper.unit_words }} (danh sách năm {{ list_year }}), gồm:",
        ),
        *counted,
        text("(Có các danh sách kèm theo)", italic=True),
        article(2, "Quyết định này có hiệu lực từ ngày {{ effective_from }}."),
        article(3, "{{ carried_out_by }} chịu trách nhiệm thi hành Quyết định này./."),
        Par(size=6, after=0),
        signature(()),
    ]
    lists = []
    for number, (rows, title, _words) in enumerate(_LISTS, start=1):
        lists.append(
            annex(
                f"DANH SÁCH SỐ {number}",
                title + " {{ period|upper }}",
                when(
                    rows,
                    [households(rows, size=10.5, deprivations=True)],
                    [Par("Không có hộ nào.", "center", italic=True)],
                ),
                kind_of_paper="Quyết định",
            )
        )
    return [Section(body), *lists]


def average() -> list[Section]:
    """Households of average living standard, with their list."""
    return [
        Section(
            [
                *head(),
                *kind(
                    "QUYẾT ĐỊNH",
                    "Về việc công nhận hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp và diêm nghiệp có mức sống trung bình năm "
                    "{{ year }}",
                ),
                Par("{{ paper.chair }}", "center", 13, bold=True, after=8),
                *grounds(),
                Par("QUYẾT ĐỊNH:", "center", 14, bold=True, before=4, after=6, keep=True),
                article(
                    1,
                    "Công nhận {{ households|count }} hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp và diêm nghiệp có mức sống trung "
                    "bình năm {{ year }} của {{ paper.unit_words }} (có danh sách kèm theo).",
                ),
                article(2, "Quyết định này có hiệu lực từ ngày {{ effective_from }}."),
                article(3, "{{ carried_out_by }} chịu trách nhiệm thi hành Quyết định này./."),
                Par(size=6, after=0),
                signature(()),
            ]
        ),
        annex(
            "DANH SÁCH",
            "HỘ LÀM NÔNG NGHIỆP, LÂM NGHIỆP, NGƯ NGHIỆP VÀ DIÊM NGHIỆP CÓ MỨC SỐNG TRUNG BÌNH NĂM {{ year }}",
            [households("households")],
            kind_of_paper="Quyết định",
        ),
    ]


_INDICATORS = (
    "Việc làm",
    "Người phụ thuộc",
    "Dinh dưỡng",
    "Bảo hiểm y tế",
    "Giáo dục người lớn",
    "Đi học của trẻ em",
    "Chất lượng nhà ở",
    "Diện tích nhà ở",
    "Nguồn nước",
    "Nhà tiêu",
    "Dịch vụ viễn thông",
    "Phương tiện thông tin",
)


def certificate() -> list[Section]:
    """Form 03: members, and each year's result with the twelve indicators of 2022-2025."""
    return [
        Section(
            [
                *head(),
                Par("GIẤY CHỨNG NHẬN", "center", 15, bold=True, before=4, after=0),
                Par("{{ kind_words }}", "center", 15, bold=True, after=6),
                text("{{ paper.chair_words }} chứng nhận:"),
                text("Hộ gia đình ông (bà): **{{ head_name }}**"),
                text("Dân tộc: {{ ethnicity }}"),
                *when(
                    "citizen_id",
                    [
                        text(
                            "Số căn cước: {{ citizen_id }}{{ ', cấp ngày ' if citizen_id_day else '' }}{{ citizen_id_day }}"
                        )
                    ],
                ),
                text("Nơi cư trú: {{ residence }}"),
                text("Theo {{ decision }}."),
                Par("I. THÀNH VIÊN TRONG HỘ", "left", 13, bold=True, before=4, keep=True),
                _members(),
                Par("II. KẾT QUẢ PHÂN LOẠI HỘ", "left", 13, bold=True, before=8, after=2, keep=True),
                Par(
                    "(N: hộ nghèo; CN: hộ cận nghèo; x: chỉ số thiếu hụt)",
                    "left",
                    11,
                    italic=True,
                    after=3,
                    keep=True,
                ),
                _years(),
                Par(size=6, after=0),
                signature((), recipients=False),
            ]
        )
    ]


def _head_cell(
    words: str, *, span: int = 1, starts: bool = False, below: bool = False, size: float = 10
) -> Cell:
    content = [] if below else [Par(words, "center", size, True, after=1, before=1, line=1.0)]
    return Cell(content, span, starts, below)


def _members() -> Table:
    widths = (10, 44, 20, 26, 17, 17, 26)
    fields = ("order", "name", "ethnicity", "relation", "birth_male", "birth_female", "note")
    aligns = ("center", "left", "left", "left", "center", "center", "left")
    words = ("STT", "Họ và tên", "Dân tộc", "Quan hệ với chủ hộ")
    first = [_head_cell(word, starts=True) for word in words]
    second = [_head_cell("", below=True) for _word in words]
    return Table(
        widths,
        [
            Row(
                [*first, _head_cell("Năm sinh", span=2), _head_cell("Ghi chú thay đổi", starts=True)],
                head=True,
            ),
            Row([*second, _head_cell("Nam"), _head_cell("Nữ"), _head_cell("", below=True)], head=True),
            Row([Cell([Par("{%tr for row in members %}", "left", 11)], span=7)]),
            Row(
                [
                    Cell([Par(f"{{{{ row.{field} }}}}", align, 11, after=1, before=1, line=1.0)])
                    for field, align in zip(fields, aligns, strict=True)
                ]
            ),
            Row([Cell([Par("{%tr endfor %}", "left", 11)], span=7)]),
        ],
    )


def _years() -> Table:
    widths = (13, 22, 17, *([9.0] * 12))
    words = ("Năm", "Ngày xác nhận", "Kết quả (N/CN)")
    first = [_head_cell(word, starts=True, size=9) for word in words]
    second = [_head_cell("", below=True) for _word in words]
    fields = ("year", "confirmed_on", "class_mark", *(f"d{number}" for number in range(1, 13)))
    return Table(
        widths,
        [
            Row([*first, _head_cell("Chỉ số thiếu hụt", span=12)], head=True),
            Row([*second, *(_head_cell(word, size=6.5) for word in _INDICATORS)], head=True),
            Row([Cell([Par("{%tr for row in results %}", "left", 11)], span=15)]),
            Row(
                [
                    Cell([Par(f"{{{{ row.{field} }}}}", "center", 11, after=1, before=1, line=1.0)])
                    for field in fields
                ]
            ),
            Row([Cell([Par("{%tr endfor %}", "left", 11)], span=15)]),
        ],
    )


def approval() -> list[Section]:
    """The province approves (requirements F03): totals, and the communes one by one."""
    return [
        Section(
            [
                *head(),
                *kind("QUYẾT ĐỊNH", "Phê duyệt kết quả rà soát hộ nghèo, hộ cận nghèo {{ period }}"),
                Par("{{ authority_words }}", "center", 13, bold=True, after=8),
                *grounds(),
                Par("QUYẾT ĐỊNH:", "center", 14, bold=True, before=4, after=6, keep=True),
                article(
                    1,
                    "Phê duyệt kết quả rà soát hộ nghèo, hộ cận nghèo {{ period }} trên địa bàn {{ paper.unit_words }}, cụ thể:",
                ),
                *each(
                    "one",
                    "total",
                    [
                        text("- Tổng số hộ dân cư: {{ one.households }} hộ;"),
                        text("- Hộ nghèo: {{ one.poor }} hộ, chiếm tỷ lệ {{ one.poor_rate }}%;"),
                        text(
                            "- Hộ cận nghèo: {{ one.near_poor }} hộ, chiếm tỷ lệ {{ one.near_poor_rate }}%."
                        ),
                    ],
                ),
                text("(Có phụ lục kèm theo)", italic=True),
                *when("version", [text("Số liệu theo {{ version }}.")]),
                article(2, "Quyết định này có hiệu lực kể từ ngày ký."),
                article(3, "{{ carried_out_by }} chịu trách nhiệm thi hành Quyết định này./."),
                Par(size=6, after=0),
                signature(()),
            ]
        ),
        annex(
            "PHỤ LỤC",
            "TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO {{ period|upper }}",
            [results_of_units()],
            kind_of_paper="Quyết định",
        ),
    ]
