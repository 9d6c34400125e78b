"""The list on which many sign for support in kind of one day."""

from ansinh.papers.layout.decree_30 import head, listed, signatures, text, when
from ansinh.papers.layout.word import WIDTH_ACROSS, Par, Section


def handover_list() -> list[Section]:
    """It lies across, so that there is room to sign."""
    return [
        Section(
            [
                *head(width=WIDTH_ACROSS),
                Par("BIÊN BẢN", "center", 14, bold=True, before=4, after=0),
                Par("Bàn giao và danh sách ký nhận hỗ trợ", "center", 14, bold=True, after=0),
                *when("village", [Par("{{ village }}", "center", 13, bold=True, after=0)]),
                Par("(Giao ngày {{ given_on }})", "center", 12, italic=True),
                text("1. Theo chính sách: {{ policy }}.", after=1),
                *when("agency", [text("Cơ quan thực hiện: {{ agency }}.", after=1)]),
                text(
                    "2. Đã giao: {{ kind }}; số người, hộ nhận: **{{ lines }}**; số lượng: **{{ quantity }}**{{ ' ' if counts else '' }}{{ counts }}.",
                    after=1,
                ),
                *when(
                    "amount",
                    [text("Tổng trị giá: {{ amount }} đồng (Bằng chữ: __{{ amount_words }}__).", after=1)],
                ),
                text("3. Theo thôn, tổ dân phố:", keep=True),
                listed(
                    (
                        ("Thôn, tổ dân phố", 90, "left", "name"),
                        ("Số người, hộ nhận", 40, "right", "lines"),
                        ("Số lượng", 40, "right", "quantity"),
                    ),
                    "villages",
                    total="total",
                ),
                text("4. Danh sách ký nhận:", before=4, keep=True),
                listed(
                    (
                        ("STT", 12, "center", "order"),
                        ("Thôn, tổ dân phố", 40, "left", "village"),
                        ("Họ và tên người nhận", 52, "left", "name"),
                        ("Họ và tên chủ hộ", 48, "left", "head_name"),
                        ("Số lượng", 16, "right", "quantity"),
                        ("Trị giá (đồng)", 26, "right", "amount"),
                        ("Chứng từ", 34, "left", "document"),
                        ("Ký nhận", 34, "left", "received"),
                    ),
                    "receivers",
                ),
                text("Các bên đã kiểm tra, giao nhận đủ; người nhận ký vào danh sách trên.", before=4),
                Par(size=6, after=0),
                signatures(
                    (
                        ("NGƯỜI GIAO", ""),
                        ("ĐẠI DIỆN THÔN, TỔ DÂN PHỐ", ""),
                        ("{{ position }}", "{{ signatory }}"),
                    ),
                    width=WIDTH_ACROSS,
                ),
            ],
            landscape=True,
        )
    ]
