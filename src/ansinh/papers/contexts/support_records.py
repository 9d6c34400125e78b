"""Records of support: the list 03/TD of a savings group, the acceptance of a house."""

from dataclasses import dataclass
from datetime import date

from ansinh.kernel.web.forms import later
from ansinh.papers.contexts.signed import Signed
from ansinh.papers.fields import told


@dataclass(frozen=True, kw_only=True)
class LoanWish:
    """Who asks for a loan."""

    order: int | None = told(later("Số thứ tự (để trống ở hàng tổng)"), 1, default=None)
    name: str = told(later("Họ tên người vay"), "Hoàng Văn Em")
    head_name: str = told(later("Họ tên chủ hộ"), "Hoàng Văn Em", default="")
    village: str = told(later("Thôn, tổ dân phố"), "Thôn 1", default="")
    amount: int = told(later("Số tiền đề nghị (đồng)"), 50_000_000)
    purpose: str = told(later("Mục đích"), "Nuôi bò sinh sản", default="")
    term_months: int | None = told(later("Thời hạn (tháng)"), 36, default=None)


@dataclass(frozen=True, kw_only=True)
class LoanRequestList(Signed):
    """List 03/TD of a savings and loan group, confirmed by the commune. What the bank's own form holds beside was not read."""

    number: int = told(later("Danh sách số"), 1)
    group: str = told(later("Tổ tiết kiệm và vay vốn"), "Tổ 1 Thôn 1")
    leader: str = told(later("Tổ trưởng"), "Nguyễn Thị Tổ", default="")
    trustee: str = told(later("Hội, đoàn thể nhận ủy thác"), "Hội Liên hiệp Phụ nữ", default="")
    programme: str = told(later("Chương trình cho vay"), "TD-1 · Cho vay hộ nghèo")
    requested_on: date = told(later("Ngày lập"), "2024-12-02")
    document_no: str = told(later("Số xác nhận"), "03/XN-UBND")
    confirmed_on: date = told(later("Ngày xác nhận"), "2024-12-05")
    lines: int = told(later("Số người, hộ"), 3)
    amount: int = told(later("Tổng số tiền (đồng)"), 150_000_000)
    amount_words: str = told(later("Tổng số tiền bằng chữ"), "Một trăm năm mươi triệu đồng")
    seal: str = told(later("Mã niêm của các dòng"), "3f2a9c110b7d4e22", default="")
    wishes: tuple[LoanWish, ...] = told(later("Người, hộ đề nghị vay"), ())
    total: tuple[LoanWish, ...] = told(later("Hàng tổng của danh sách (một hàng)"), 1)


@dataclass(frozen=True, kw_only=True)
class HouseMoney:
    """What one source promised for a house and what came; days of work apart."""

    source: str = told(later("Nguồn"), "Ngân sách huyện")
    planned: int = told(later("Dự kiến (đồng)"), 50_000_000)
    received: int = told(later("Đã nhận (đồng)"), 50_000_000)
    planned_days: int | None = told(later("Ngày công dự kiến"), None, default=None)
    received_days: int | None = told(later("Ngày công đã góp"), 12, default=None)


@dataclass(frozen=True, kw_only=True)
class HouseAcceptance(Signed):
    """The record by which a house that was built or repaired with support is accepted."""

    record_no: str = told(later("Số biên bản"), "12/BB")
    accepted_on: date = told(later("Ngày nghiệm thu"), "2025-06-20")
    head_name: str = told(later("Họ tên chủ hộ"), "Hoàng Văn Em")
    village: str = told(later("Thôn, tổ dân phố"), "Thôn 1", default="")
    programme: str = told(later("Chương trình nhà ở"), "Nhà ở hộ nghèo Thủy Nguyên (KH 10/KH-UBND)")
    decision_no: str = told(later("Quyết định duyệt danh sách"), "5/QĐ", default="")
    work: str = told(later("Xây mới hay sửa chữa"), "xây mới")
    dwelling: str = told(later("Nhà khi khảo sát"), "nhà tạm", default="")
    finding: str = told(later("Hiện trạng khi khảo sát"), "Vách đất, mái tôn rách", default="")
    begun_on: date | None = told(later("Ngày khởi công"), "2025-03-10", default=None)
    done_on: date | None = told(later("Ngày hoàn thành"), "2025-06-15", default=None)
    deadline: date = told(later("Hạn hoàn thành"), "2025-07-01")
    cost: int | None = told(later("Dự toán (đồng)"), 80_000_000, default=None)
    money: tuple[HouseMoney, ...] = told(later("Các nguồn"), ())
    received: int = told(later("Tổng đã nhận (đồng)"), 80_000_000)
    received_words: str = told(later("Tổng đã nhận bằng chữ"), "Tám mươi triệu đồng")
    aid: int | None = told(later("Trong đó Nhà nước và Quỹ hỗ trợ (đồng)"), 50_000_000, default=None)
    photos: int = told(later("Số ảnh lưu trong hồ sơ"), 4, default=0)
    recorded_by: str = told(later("Người ghi hoàn thành"), "Phạm Thị Dung", default="")


@dataclass(frozen=True, kw_only=True)
class DeliveryRecord(Signed):
    """The record by which something is handed over to a person or household."""

    given_on: date = told(later("Ngày giao"), "2025-03-03")
    name: str = told(later("Họ tên người nhận"), "Hoàng Thị Hoa")
    head_name: str = told(later("Họ tên chủ hộ"), "Hoàng Văn Em")
    village: str = told(later("Thôn, tổ dân phố"), "Thôn 1", default="")
    policy: str = told(later("Chính sách"), "NUOC-1 · Hỗ trợ nước sinh hoạt")
    kind: str = told(later("Loại hỗ trợ"), "Công trình của hộ (điện, nước, nhà tiêu)", default="")
    counts: str = told(later("Số lượng đếm gì"), "công trình", default="")
    quantity: int = told(later("Số lượng"), 1)
    details: tuple[str, ...] = told(later("Chi tiết, mỗi ý một dòng"), ("Diện tích (m²): 6",), default=())
    amount: int | None = told(later("Trị giá (đồng)"), 3_000_000, default=None)
    amount_words: str = told(later("Trị giá bằng chữ"), "Ba triệu đồng", default="")
    document: str = told(later("Chứng từ kèm theo"), "Biên bản số 3")
    agency: str = told(later("Cơ quan thực hiện"), "Sở Nông nghiệp và Môi trường", default="")
