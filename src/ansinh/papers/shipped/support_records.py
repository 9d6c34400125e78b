"""Records of support: the list 03/TD of a savings group, the acceptance of a house."""

from ansinh.papers.layout.decree_30 import each, head, item, listed, signatures, text, when
from ansinh.papers.layout.word import WIDTH_ACROSS, Par, Section


def loan_request_list() -> list[Section]:
    """It lies across; the bank's own form has columns nobody read, so it holds what is known and no more."""
    return [
        Section(
            [
                *head(numbered=False, width=WIDTH_ACROSS),
                Par("DANH SÁCH HỘ GIA ĐÌNH ĐỀ NGHỊ VAY VỐN", "center", 14, bold=True, before=4, after=0),
                Par("(Mẫu số 03/TD; danh sách số {{ number }} của tổ)", "center", 12, italic=True),
                text(
                    "Tổ tiết kiệm và vay vốn: **{{ group }}**; tổ trưởng: {{ leader }}; hội, đoàn thể nhận ủy thác: {{ trustee }}.",
                    after=1,
                ),
                text(
                    "Chương trình cho vay: {{ programme }}. Danh sách lập ngày {{ requested_on }}.", after=1
                ),
                text(
                    "Số người, hộ đề nghị vay: {{ lines }}; số tiền đề nghị: **{{ amount }} đồng** (Bằng chữ: __{{ amount_words }}__)."
                ),
                listed(
                    (
                        ("STT", 12, "center", "order"),
                        ("Họ và tên người vay", 54, "left", "name"),
                        ("Họ và tên chủ hộ", 54, "left", "head_name"),
                        ("Thôn, tổ dân phố", 38, "left", "village"),
                        ("Số tiền đề nghị (đồng)", 32, "right", "amount"),
                        ("Mục đích", 50, "left", "purpose"),
                        ("Thời hạn (tháng)", 22, "right", "term_months"),
                    ),
                    "wishes",
                    total="total",
                ),
                text(
                    "{{ paper.issuer }} xác nhận danh sách trên theo văn bản số {{ document_no }} ngày {{ confirmed_on }}"
                    "{{ '; mã niêm của các dòng: ' if seal else '' }}{{ seal }}.",
                    before=4,
                ),
                Par(size=6, after=0),
                signatures(
                    (
                        ("TỔ TRƯỞNG", "{{ leader }}"),
                        ("HỘI, ĐOÀN THỂ NHẬN ỦY THÁC", ""),
                        ("{{ position }}", "{{ signatory }}"),
                    ),
                    width=WIDTH_ACROSS,
                ),
            ],
            landscape=True,
        )
    ]


def house_acceptance() -> list[Section]:
    return [
        Section(
            [
                *head(numbered=False),
                Par("BIÊN BẢN", "center", 14, bold=True, before=4, after=0),
                Par("Nghiệm thu nhà ở hộ nghèo, hộ cận nghèo được hỗ trợ", "center", 14, bold=True, after=0),
                Par("(Số {{ record_no }}, ngày {{ accepted_on }})", "center", 12, italic=True),
                text("1. Hộ được hỗ trợ: **{{ head_name }}**; nơi ở: {{ village }}, {{ paper.unit_words }}."),
                text("2. Chương trình: {{ programme }}."),
                *when("decision_no", [text("Danh sách được duyệt tại Quyết định số {{ decision_no }}.")]),
                text("3. Nội dung: **{{ work }}**. Nhà khi khảo sát: {{ dwelling }}; {{ finding }}."),
                text(
                    "4. Khởi công: {{ begun_on if begun_on else '……' }}; hoàn thành: {{ done_on if done_on else '……' }}; hạn của "
                    "chương trình: {{ deadline }}."
                ),
                text(
                    "5. Nguồn vốn (dự toán: {{ cost if cost else 'chưa lập' }}{{ ' đồng' if cost else '' }}):",
                    keep=True,
                ),
                *when(
                    "money",
                    [
                        listed(
                            (
                                ("Nguồn", 56, "left", "source"),
                                ("Dự kiến (đồng)", 30, "right", "planned"),
                                ("Đã nhận (đồng)", 30, "right", "received"),
                                ("Ngày công dự kiến", 22, "right", "planned_days"),
                                ("Ngày công đã góp", 22, "right", "received_days"),
                            ),
                            "money",
                        )
                    ],
                    [Par("Chưa ghi nguồn nào.", "left", italic=True)],
                ),
                text(
                    "Tổng đã nhận: **{{ received }} đồng** (Bằng chữ: __{{ received_words }}__){{ '; trong đó Nhà nước và Quỹ hỗ trợ: ' if "
                    "aid else '' }}{{ aid }}{{ ' đồng' if aid else '' }}. Ngày công tính riêng, không quy ra tiền.",
                    before=4,
                ),
                text("6. Ảnh các giai đoạn lưu trong hồ sơ: {{ photos }}."),
                text("7. Kết luận: nhà đã hoàn thành, được nghiệm thu và bàn giao cho hộ sử dụng."),
                Par(size=6, after=0),
                signatures(
                    (
                        ("ĐẠI DIỆN HỘ", ""),
                        ("NGƯỜI THEO DÕI", "{{ recorded_by }}"),
                        ("{{ position }}", "{{ signatory }}"),
                    )
                ),
            ]
        )
    ]


def delivery_record() -> list[Section]:
    return [
        Section(
            [
                *head(),
                Par("BIÊN BẢN", "center", 14, bold=True, before=4, after=0),
                Par("Giao nhận hỗ trợ", "center", 14, bold=True),
                text("1. Ngày giao: {{ given_on }}."),
                text(
                    "2. Người nhận: **{{ name }}**; chủ hộ: {{ head_name }}; nơi ở: {{ village }}, {{ paper.unit_words }}."
                ),
                text("3. Theo chính sách: {{ policy }}."),
                *when("agency", [text("Cơ quan thực hiện: {{ agency }}.")]),
                text(
                    "4. Đã giao: {{ kind }}; số lượng: **{{ quantity }}**{{ ' ' if counts else '' }}{{ counts }}."
                ),
                *each("one", "details", [item("- {{ one }}{{ '.' if loop.last else ';' }}")]),
                *when("amount", [text("Trị giá: {{ amount }} đồng (Bằng chữ: __{{ amount_words }}__).")]),
                text("5. Chứng từ kèm theo: {{ document }}."),
                text("Hai bên đã kiểm tra, giao nhận đủ và ký tên dưới đây."),
                Par(size=6, after=0),
                signatures(
                    (
                        ("NGƯỜI NHẬN", "{{ name }}"),
                        ("NGƯỜI GIAO", ""),
                        ("{{ position }}", "{{ signatory }}"),
                    )
                ),
            ]
        )
    ]
