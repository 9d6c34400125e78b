"""Requests and the letters that answer them."""

from dataclasses import dataclass
from datetime import date

from ansinh.kernel.web.forms import later
from ansinh.papers.contexts.grounds import GROUNDS
from ansinh.papers.contexts.signed import Signed
from ansinh.papers.fields import told


@dataclass(frozen=True, kw_only=True)
class Refusal(Signed):
    """The written refusal with its reason (QĐ 24/2021, articles 5 and 6)."""

    addressee: str = told(later("Người nhận"), "Ông Đỗ Văn Hải")
    address: str = told(later("Địa chỉ"), "Thôn 1, xã An Lư")
    request: str = told(later("Việc đã đề nghị"), "công nhận hộ nghèo phát sinh trong năm 2024")
    received_on: date = told(later("Ngày nhận đề nghị"), "2024-10-02")
    grounds: tuple[str, ...] = told(later("Căn cứ"), GROUNDS)
    result: str = told(later("Kết quả xem xét"), "không đủ điều kiện công nhận hộ nghèo")
    reasons: tuple[str, ...] = told(
        later("Lý do"), ("Hộ thiếu hụt 2 chỉ số, ít hơn 3 chỉ số theo chuẩn nghèo đa chiều",)
    )
    appeal: str = told(
        later("Cách đề nghị xem xét lại"),
        "Nếu không đồng ý, ông (bà) gửi đơn đến Ủy ban nhân dân xã hoặc thực hiện quyền khiếu nại theo quy định.",
    )


@dataclass(frozen=True, kw_only=True)
class RequestedMember:
    order: int = told(later("Số thứ tự"), 1)
    name: str = told(later("Họ tên"), "Hoàng Thị Hoa", default="")
    birth: str = told(later("Ngày, năm sinh"), "1964", default="")
    relation: str = told(later("Quan hệ với chủ hộ"), "Vợ", default="")
    note: str = told(later("Tình trạng (đi học, việc làm, ốm đau…)"), "", default="")


@dataclass(frozen=True, kw_only=True)
class Request:
    """A household's request: forms 01 and 04 of QĐ 24/2021, annexes 1a and 1b of 2016-2020. Blank fields print as dots."""

    addressee: str = told(later("Kính gửi"), "Ủy ban nhân dân xã An Lư", default="")
    head_name: str = told(later("Họ tên chủ hộ"), "Đỗ Văn Hải", default="")
    sex: str = told(later("Giới tính"), "Nam", default="")
    birth: str = told(later("Ngày, năm sinh"), "1970", default="")
    ethnicity: str = told(later("Dân tộc"), "Kinh", default="")
    citizen_id: str = told(later("Số căn cước"), "", default="")
    citizen_id_day: str = told(later("Ngày cấp căn cước"), "", default="")
    residence: str = told(later("Nơi cư trú"), "Thôn 1, xã An Lư", default="")
    phone: str = told(later("Điện thoại"), "", default="")
    members: tuple[RequestedMember, ...] = told(later("Thành viên"), (), default=())
    asks: str = told(later("Nội dung đề nghị"), "xét công nhận hộ nghèo", default="")
    reasons: tuple[str, ...] = told(
        later("Lý do"), ("Chủ hộ bị tai nạn lao động từ tháng 8/2024, mất thu nhập",), default=()
    )
    requested_on: date | None = told(later("Ngày làm đơn"), "2024-10-02", default=None)


@dataclass(frozen=True, kw_only=True)
class Answer(Signed):
    """A written answer to a request, an objection or a complaint, with its reasons."""

    addressee: str = told(later("Người nhận"), "Bà Vũ Thị Giang")
    address: str = told(later("Địa chỉ"), "Thôn 2, xã An Lư")
    about: str = told(later("Trích yếu (sau chữ V/v)"), "trả lời ý kiến về kết quả rà soát hộ nghèo năm 2024")
    received_on: date = told(later("Ngày nhận"), "2024-10-22")
    content: str = told(
        later("Nội dung đã nêu"), "đề nghị xem lại việc hộ gia đình không có tên trong danh sách hộ nghèo"
    )
    checked: tuple[str, ...] = told(
        later("Đã kiểm tra, xác minh"),
        ("Ngày 24/10/2024, rà soát viên đã đến hộ và lập lại phiếu rà soát",),
        default=(),
    )
    result: str = told(later("Kết quả"), "Nội dung phản ánh là đúng; hộ được công nhận là hộ nghèo.")
    reasons: tuple[str, ...] = told(
        later("Lý do"), ("Hộ thiếu hụt 4 chỉ số theo kết quả rà soát lại",), default=()
    )
    next_step: str = told(
        later("Việc tiếp theo, quyền của người nhận"),
        "Nếu không đồng ý, bà có quyền khiếu nại theo quy định của pháp luật về khiếu nại.",
        default="",
    )
