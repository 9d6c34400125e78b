"""What a household fills in: blank fields print as dots to write on."""

from ansinh.papers.layout.decree_30 import each, listed, signatures, text, when
from ansinh.papers.layout.word import Par, Section, Table

_DOTS = "…" * 18


def join() -> list[Section]:
    return [
        _request(
            "Mẫu số 01",
            "GIẤY ĐỀ NGHỊ",
            "Rà soát hộ nghèo, hộ cận nghèo; xác định hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp và diêm nghiệp có mức sống trung bình",
        )
    ]


def leave() -> list[Section]:
    return [_request("Mẫu số 04", "GIẤY ĐỀ NGHỊ", "Công nhận hộ thoát nghèo, hộ thoát cận nghèo")]


def join_2016() -> list[Section]:
    return [_request("Phụ lục số 1a", "GIẤY ĐỀ NGHỊ", "Bổ sung hộ nghèo, hộ cận nghèo phát sinh trong năm")]


def leave_2016() -> list[Section]:
    return [_request("Phụ lục số 1b", "GIẤY ĐỀ NGHỊ", "Xét công nhận thoát nghèo, thoát cận nghèo")]


def _or_dots(field: str, dots: str = _DOTS) -> str:
    return f"{{{{ {field} if {field} else '{dots}' }}}}"


def _request(form: str, name: str, about: str) -> Section:
    return Section(
        [
            Par(form, "right", 12, bold=True, after=2),
            Par("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "center", 13, bold=True, after=0),
            Par("Độc lập - Tự do - Hạnh phúc", "center", 13, bold=True, after=0),
            Par("", "center", 2, left=51, right=51, after=4, line=1.0, rule=True),
            Par(name, "center", 14, bold=True, before=10, after=0),
            Par(about, "center", 14, bold=True, after=8),
            Par("Kính gửi: " + _or_dots("addressee"), "center", after=8),
            text("Họ và tên chủ hộ: " + _or_dots("head_name") + "   Giới tính: " + _or_dots("sex", "……")),
            text(
                "Ngày, năm sinh: "
                + _or_dots("birth", "…" * 8)
                + "   Dân tộc: "
                + _or_dots("ethnicity", "…" * 8)
            ),
            text(
                "Số căn cước: "
                + _or_dots("citizen_id", "…" * 12)
                + "   Ngày cấp: "
                + _or_dots("citizen_id_day", "…" * 7)
            ),
            text("Nơi cư trú: " + _or_dots("residence", "…" * 28)),
            text("Điện thoại: " + _or_dots("phone")),
            text("Thành viên trong hộ:"),
            *when("members", [_members()], [_blank_members()]),
            Par(size=6, after=0),
            text("Nội dung đề nghị: " + _or_dots("asks", "…" * 52)),
            text("Lý do:"),
            *when(
                "reasons",
                each("one", "reasons", [text("- {{ one }}")]),
                [Par("…" * 46, after=4), Par("…" * 46, after=4), Par("…" * 46, after=4)],
            ),
            text(
                "Tôi cam đoan những nội dung nêu trên là đúng sự thật và chịu trách nhiệm trước pháp luật./."
            ),
            *when(
                "requested_on",
                [Par("{{ paper.place }}, ngày {{ requested_on }}", "right", italic=True, right=14, after=2)],
                [Par("………………, ngày …… tháng …… năm ………", "right", italic=True, right=4, after=2)],
            ),
            signatures((("XÁC NHẬN CỦA TRƯỞNG THÔN", ""), ("NGƯỜI ĐỀ NGHỊ", "{{ head_name }}"))),
        ]
    )


_COLUMNS = (
    ("STT", 12, "center", "order"),
    ("Họ và tên", 52, "left", "name"),
    ("Ngày, năm sinh", 28, "center", "birth"),
    ("Quan hệ với chủ hộ", 30, "left", "relation"),
    ("Tình trạng", 38, "left", "note"),
)


def _members() -> Table:
    return listed(_COLUMNS, "members")


def _blank_members() -> Table:
    """Six empty rows to write in."""
    whole = listed(_COLUMNS, "members")
    empty = whole.rows[2]
    blank = type(empty)([type(cell)([Par("", "left", 13, after=2, before=2)]) for cell in empty.cells])
    return Table(whole.widths, [whole.rows[0], *([blank] * 6)])
