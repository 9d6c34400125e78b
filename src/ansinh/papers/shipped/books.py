"""Follow-up books: of one household, of a village."""

from ansinh.papers.layout.decree_30 import head, listed, signatures, text, when
from ansinh.papers.layout.word import WIDTH_ACROSS, Par, Section
from ansinh.papers.shipped.postings import households


def household() -> list[Section]:
    return [
        Section(
            [
                *head(numbered=False, width=WIDTH_ACROSS),
                Par("SỔ THEO DÕI HỘ", "center", 14, bold=True, before=4, after=0),
                Par("(Tính đến ngày {{ as_of }})", "center", 12, italic=True),
                text("Chủ hộ: **{{ head_name }}**   Mã hộ: {{ code }}   Dân tộc: {{ ethnicity }}"),
                text("Nơi cư trú: {{ residence }}"),
                Par("I. THÀNH VIÊN TRONG HỘ", "left", 13, bold=True, before=4, keep=True),
                listed(
                    (
                        ("STT", 14, "center", "order"),
                        ("Họ và tên", 66, "left", "name"),
                        ("Dân tộc", 30, "left", "ethnicity"),
                        ("Quan hệ với chủ hộ", 44, "left", "relation"),
                        ("Năm sinh (nam)", 28, "center", "birth_male"),
                        ("Năm sinh (nữ)", 28, "center", "birth_female"),
                        ("Ghi chú thay đổi", 52, "left", "note"),
                    ),
                    "members",
                ),
                Par("II. KẾT QUẢ TỪNG NĂM", "left", 13, bold=True, before=8, keep=True),
                listed(
                    (
                        ("Năm", 16, "center", "year"),
                        ("Diện", 30, "left", "result"),
                        ("Biến động", 38, "left", "movement"),
                        ("Quyết định", 44, "left", "decision"),
                        ("Chỉ số thiếu hụt", 62, "left", "deprivations"),
                        ("Nguyên nhân", 42, "left", "causes"),
                        ("Ghi chú", 30, "left", "note"),
                    ),
                    "years",
                ),
                Par(size=6, after=0),
                signatures(
                    (("NGƯỜI LẬP SỔ", "{{ keeper }}"), ("XÁC NHẬN CỦA ỦY BAN NHÂN DÂN", "")),
                    width=WIDTH_ACROSS,
                ),
            ],
            landscape=True,
        )
    ]


def village() -> list[Section]:
    return [
        Section(
            [
                *head(numbered=False, width=WIDTH_ACROSS),
                Par("SỔ THEO DÕI HỘ NGHÈO, HỘ CẬN NGHÈO", "center", 14, bold=True, before=4, after=0),
                *when(
                    "village",
                    [Par("{{ village }}, {{ period }}", "center", 13, bold=True, after=0)],
                    [Par("{{ paper.unit_words }}, {{ period }}", "center", 13, bold=True, after=0)],
                ),
                Par("(Tính đến ngày {{ as_of }})", "center", 12, italic=True),
                households("households", size=10.5, deprivations=True),
                Par(size=6, after=0),
                signatures(
                    (("NGƯỜI LẬP SỔ", "{{ keeper }}"), ("XÁC NHẬN CỦA ỦY BAN NHÂN DÂN", "")),
                    width=WIDTH_ACROSS,
                ),
            ],
            landscape=True,
        )
    ]
