"""Invitation and minutes of the village's meeting."""

from ansinh.papers.layout.decree_30 import each, head, item, kind, listed, signature, signatures, text, when
from ansinh.papers.layout.word import Par, Section


def invitation() -> list[Section]:
    return [
        Section(
            [
                *head(),
                *kind(
                    "GIẤY MỜI",
                    "Họp thông qua kết quả rà soát hộ nghèo, hộ cận nghèo {{ period }} tại {{ village }}",
                ),
                text("{{ paper.issuer }} trân trọng kính mời:"),
                *each("one", "invited", [item("- {{ one }}{{ '.' if loop.last else ';' }}")]),
                text(
                    "Tới dự cuộc họp lấy ý kiến về kết quả rà soát hộ nghèo, hộ cận nghèo {{ period }} tại {{ village }}."
                ),
                text("**Nội dung:**"),
                *each("one", "agenda", [item("{{ loop.index }}. {{ one }}{{ '.' if loop.last else ';' }}")]),
                text("**Thời gian:** {{ meeting_time }}, ngày {{ meeting_day }}."),
                text("**Địa điểm:** {{ meeting_place }}."),
                text("**Chủ trì:** {{ chair }}."),
                *when("contact", [text("**Liên hệ:** {{ contact }}.")]),
                text("Đề nghị các ông, bà đến dự đúng thành phần và thời gian./."),
                Par(size=6, after=0),
                signature(),
            ]
        )
    ]


def minutes() -> list[Section]:
    votes = listed(
        (
            ("STT", 10, "center", "order"),
            ("Họ và tên chủ hộ", 38, "left", "head_name"),
            ("Kết quả rà soát", 26, "left", "proposed"),
            ("Đồng ý", 14, "right", "agree"),
            ("Không đồng ý", 16, "right", "disagree"),
            ("Tỷ lệ đồng ý (%)", 17, "right", "share"),
            ("Kết quả biểu quyết", 21, "left", "result"),
            ("Ý kiến khác", 18, "left", "opinion"),
        ),
        "votes",
        size=10.5,
    )
    return [
        Section(
            [
                *head(by="{{ village|upper }}"),
                *kind("BIÊN BẢN", "Họp thôn về kết quả rà soát hộ nghèo, hộ cận nghèo {{ period }}"),
                *when("repeats", [Par("(Họp lại: {{ repeats }})", "center", italic=True)]),
                text(
                    "Hôm nay, hồi {{ started }} ngày {{ meeting_day if meeting_day else '…/…/……' }}, tại {{ meeting_place }}, {{ village }}, {{ paper.within }}, đã họp lấy ý kiến về kết quả rà soát hộ nghèo, hộ cận nghèo {{ period }}."
                ),
                text("**I. THÀNH PHẦN**", keep=True),
                text("1. Chủ trì: ông (bà) {{ chair }}, {{ chair_position }}."),
                text("2. Thư ký: ông (bà) {{ secretary }}."),
                text(
                    "3. Thành phần tham dự: {{ present if present else '……' }} người, trong đó có {{ households_present if households_present else '……' }} đại diện hộ dân."
                ),
                *each(
                    "one",
                    "participants",
                    [item("- {{ one.name }}, {{ one.position }}{{ '.' if loop.last else ';' }}")],
                ),
                text("**II. NỘI DUNG**", keep=True),
                *each("one", "agenda", [item("{{ loop.index }}. {{ one }}{{ '.' if loop.last else ';' }}")]),
                text("**III. Ý KIẾN TẠI CUỘC HỌP**", keep=True),
                *when(
                    "opinions",
                    each("one", "opinions", [item("- {{ one }}{{ '.' if loop.last else ';' }}")]),
                    [text("Không có ý kiến khác.")],
                ),
                text("**IV. KẾT QUẢ BIỂU QUYẾT TỪNG HỘ**", keep=True),
                votes,
                Par(size=6, after=0),
                text(
                    "Số hộ được từ 50% người dự họp trở lên đồng ý: {{ agreed if agreed else '……' }} hộ. Số hộ không đạt, phải rà soát và họp lại: {{ refused if refused else '……' }} hộ."
                ),
                text("**V. KẾT LUẬN**", keep=True),
                text("{{ conclusion }}"),
                text(
                    "Cuộc họp kết thúc hồi {{ ended }} cùng ngày. Biên bản được lập thành 02 bản, đọc cho mọi người cùng nghe và thống nhất ký tên; 01 bản lưu tại thôn, 01 bản gửi Ban Chỉ đạo rà soát cấp xã./."
                ),
                Par(size=6, after=0),
                signatures(
                    (
                        ("ĐẠI DIỆN HỘ DÂN", "{{ household_representative }}"),
                        ("THƯ KÝ", "{{ secretary }}"),
                        ("CHỦ TRÌ", "{{ chair }}"),
                    )
                ),
            ]
        )
    ]
