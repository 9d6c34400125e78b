"""Papers of support: the decision on a pay run with its list, the plan of a household."""

from ansinh.papers.layout.decree_30 import (
    annex,
    article,
    grounds,
    head,
    kind,
    listed,
    signature,
    signatures,
    text,
    when,
)
from ansinh.papers.layout.word import WIDTH_ACROSS, Par, Section


def pay_decision() -> list[Section]:
    body = Section(
        [
            *head(),
            *kind(
                "QUYẾT ĐỊNH",
                "Về việc phê duyệt danh sách và kinh phí chi trả hỗ trợ {{ period }} (đợt {{ number }})",
            ),
            Par("{{ paper.chair }}", "center", 13, bold=True, after=8),
            *grounds(),
            Par("QUYẾT ĐỊNH:", "center", 14, bold=True, before=4, after=6, keep=True),
            article(
                1,
                "Phê duyệt danh sách và kinh phí chi trả hỗ trợ {{ period }} (đợt {{ number }}) của {{ paper.unit_words }}: "
                "{{ lines }} khoản, tổng số tiền **{{ amount }} đồng** (Bằng chữ: __{{ amount_words }}__), gồm:",
            ),
            listed(
                (
                    ("STT", 12, "center", "order"),
                    ("Chính sách", 58, "left", "name"),
                    ("Số khoản", 16, "right", "lines"),
                    ("Số tiền (đồng)", 26, "right", "amount"),
                    ("Trung ương (đồng)", 24, "right", "state"),
                    ("Địa phương (đồng)", 24, "right", "local"),
                ),
                "policies",
                total="total",
            ),
            Par(
                "(Ô nguồn để trống: văn bản chưa nêu hoặc chưa rõ phần của từng nguồn. Danh sách kèm theo{{ ', mã niêm ' if seal else '' }}{{ seal }})",
                "left",
                11,
                italic=True,
                before=3,
            ),
            article(2, "Việc chi trả thực hiện đúng người, đúng số tiền theo danh sách kèm theo."),
            article(3, "{{ carried_out_by }} chịu trách nhiệm thi hành Quyết định này./."),
            Par(size=6, after=0),
            signature(()),
        ]
    )
    return [
        body,
        annex(
            "DANH SÁCH",
            "CHI TRẢ HỖ TRỢ {{ period|upper }} (ĐỢT {{ number }})",
            [
                listed(
                    (
                        ("STT", 12, "center", "order"),
                        ("Thôn, tổ dân phố", 36, "left", "village"),
                        ("Họ và tên người hưởng", 50, "left", "name"),
                        ("Họ và tên chủ hộ", 46, "left", "head_name"),
                        ("Chính sách", 22, "left", "policy"),
                        ("Số tiền (đồng)", 28, "right", "amount"),
                        ("Ký nhận", 34, "left", "received"),
                        ("Ghi chú", 34, "left", "note"),
                    ),
                    "beneficiaries",
                    total="list_total",
                ),
                Par("Bằng chữ: {{ amount_words }}.", "left", 12, italic=True, before=4),
                Par(size=6, after=0),
                signatures(
                    (("NGƯỜI LẬP DANH SÁCH", "{{ prepared_by }}"), ("NGƯỜI CHI TRẢ", "")),
                    width=WIDTH_ACROSS,
                ),
            ],
            kind_of_paper="Quyết định",
        ),
    ]


def household_plan() -> list[Section]:
    """Its table of solutions is wide: the whole paper lies across."""
    return [
        Section(
            [
                *head(width=WIDTH_ACROSS),
                Par("KẾ HOẠCH", "center", 14, bold=True, before=4, after=0),
                Par("Hỗ trợ {{ list_words }} vươn lên thoát nghèo năm {{ year }}", "center", 14, bold=True),
                text("Chủ hộ: **{{ head_name }}**; nơi ở: {{ village }}, {{ paper.unit_words }}.", after=1),
                text(
                    "Nhóm: {{ group }}. Kế hoạch lập ngày {{ drawn_on }}; tình trạng ghi đến ngày {{ paper.date }}.",
                    after=1,
                ),
                *when(
                    "deprivations",
                    [text("Chỉ số thiếu hụt khi lập kế hoạch: {{ deprivations }}.", after=1)],
                    [text("Chỉ số thiếu hụt khi lập kế hoạch: không ghi nhận.", after=1)],
                ),
                *when(
                    "causes",
                    [text("Nguyên nhân: {{ causes }}.", after=1)],
                    [text("Nguyên nhân: chưa ghi nhận.", after=1)],
                ),
                *when(
                    "responsible",
                    [text("Người phụ trách: {{ responsible }}.", after=1)],
                    [text("Người phụ trách: chưa phân công.", after=1)],
                ),
                *when(
                    "sponsor",
                    [text("Người, đơn vị đỡ đầu: {{ sponsor }}.", after=1)],
                    [text("Người, đơn vị đỡ đầu: chưa có.", after=1)],
                ),
                Par("I. GIẢI PHÁP", "left", 13, bold=True, before=4, keep=True),
                *when(
                    "solutions",
                    [
                        Par(
                            "(Theo công văn của Ủy ban nhân dân huyện Thủy Nguyên năm 2023 triển khai một số giải pháp trọng tâm "
                            "cải thiện tỷ lệ hộ nghèo, hộ cận nghèo, mục 10, và giải pháp thêm của địa phương)",
                            "left",
                            11,
                            italic=True,
                            keep=True,
                        ),
                        listed(
                            (
                                ("STT", 12, "center", "order"),
                                ("Giải pháp", 84, "left", "words"),
                                ("Vì", 42, "left", "because"),
                                ("Chính sách", 20, "left", "policy"),
                                ("Cơ quan thực hiện", 44, "left", "agency"),
                                ("Hạn", 22, "center", "due"),
                                ("Kết quả", 38, "left", "result"),
                            ),
                            "solutions",
                        ),
                    ],
                    [Par("Chưa có giải pháp nào.", "left", italic=True)],
                ),
                Par("II. CÁC CHUYẾN THĂM", "left", 13, bold=True, before=8, keep=True),
                *when(
                    "visits",
                    [
                        listed(
                            (
                                ("Ngày", 26, "center", "on"),
                                ("Ai đến", 60, "left", "who"),
                                ("Kết quả", 146, "left", "result"),
                                ("Hẹn lần sau", 30, "center", "next_on"),
                            ),
                            "visits",
                        )
                    ],
                    [Par("Chưa ai đến thăm hộ theo kế hoạch.", "left", italic=True)],
                ),
                Par(size=6, after=0),
                signatures(
                    (("ĐẠI DIỆN HỘ", ""), ("NGƯỜI PHỤ TRÁCH", ""), ("{{ position }}", "{{ signatory }}")),
                    width=WIDTH_ACROSS,
                ),
            ],
            landscape=True,
        )
    ]
