"""The list on which many sign for support in kind of one day."""

from dataclasses import dataclass
from datetime import date

from ansinh.kernel.web.forms import later
from ansinh.papers.contexts.signed import Signed
from ansinh.papers.fields import told


@dataclass(frozen=True, kw_only=True)
class HandoverVillage:
    """What one village receives, or all of them."""

    name: str = told(later("Thôn, tổ dân phố"), "Thôn 1")
    lines: int = told(later("Số người, hộ nhận"), 3)
    quantity: int = told(later("Số lượng"), 3)


@dataclass(frozen=True, kw_only=True)
class HandoverLine:
    """Who receives and signs."""

    order: int = told(later("Số thứ tự"), 1)
    village: str = told(later("Thôn, tổ dân phố"), "Thôn 1", default="")
    name: str = told(later("Họ tên người nhận"), "Hoàng Thị Hoa")
    head_name: str = told(later("Họ tên chủ hộ"), "Hoàng Văn Em", default="")
    quantity: int = told(later("Số lượng"), 1)
    amount: int | None = told(later("Trị giá (đồng)"), 3_000_000, default=None)
    document: str = told(later("Chứng từ kèm theo"), "Biên bản số 3", default="")
    received: str = told(later("Ký nhận (để trống khi lập)"), "", default="")


@dataclass(frozen=True, kw_only=True)
class HandoverList(Signed):
    """The record by which one kind of support is handed over to many on a day, village by village."""

    given_on: date = told(later("Ngày giao"), "2025-03-03")
    village: str = told(later("Thôn, tổ dân phố (để trống: toàn xã)"), "", default="")
    policy: str = told(later("Chính sách"), "NUOC-1 · Hỗ trợ nước sinh hoạt")
    kind: str = told(later("Loại hỗ trợ"), "Công trình của hộ (điện, nước, nhà tiêu)", default="")
    counts: str = told(later("Số lượng đếm gì"), "công trình", default="")
    agency: str = told(later("Cơ quan thực hiện"), "Sở Nông nghiệp và Môi trường", default="")
    lines: int = told(later("Số người, hộ nhận"), 3)
    quantity: int = told(later("Tổng số lượng"), 3)
    amount: int | None = told(later("Tổng trị giá (đồng)"), 9_000_000, default=None)
    amount_words: str = told(later("Tổng trị giá bằng chữ"), "Chín triệu đồng", default="")
    villages: tuple[HandoverVillage, ...] = told(later("Từng thôn"), ())
    total: tuple[HandoverVillage, ...] = told(later("Hàng tổng (một hàng)"), 1)
    receivers: tuple[HandoverLine, ...] = told(later("Người, hộ nhận"), ())
