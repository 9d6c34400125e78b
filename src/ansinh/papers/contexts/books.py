"""Books that follow households and villages."""

from dataclasses import dataclass
from datetime import date

from ansinh.kernel.web.forms import later
from ansinh.papers.contexts.certificates import CertifiedMember
from ansinh.papers.contexts.posting import ListedHousehold
from ansinh.papers.fields import told


@dataclass(frozen=True, kw_only=True)
class FollowedYear:
    year: str = told(later("Năm"), "2024")
    result: str = told(later("Diện"), "Hộ nghèo")
    movement: str = told(later("Biến động"), "Nghèo phát sinh mới", default="")
    decision: str = told(later("Quyết định"), "45/QĐ-UBND ngày 10/12/2024", default="")
    deprivations: str = told(later("Chỉ số thiếu hụt"), "Việc làm; Bảo hiểm y tế", default="")
    causes: str = told(later("Nguyên nhân"), "Thiếu vốn sản xuất", default="")
    note: str = told(later("Ghi chú"), "", default="")


@dataclass(frozen=True, kw_only=True)
class HouseholdBook:
    """The follow-up book of one household: who lives in it, each year's result."""

    head_name: str = told(later("Họ tên chủ hộ"), "Hoàng Văn Em")
    code: str = told(later("Mã hộ"), "TN-0001", default="")
    ethnicity: str = told(later("Dân tộc"), "Kinh", default="")
    residence: str = told(later("Nơi cư trú"), "Thôn 1, xã An Lư")
    members: tuple[CertifiedMember, ...] = told(later("Thành viên"), ())
    years: tuple[FollowedYear, ...] = told(later("Kết quả từng năm"), ())
    as_of: date = told(later("Tính đến ngày"), "2024-12-31")
    keeper: str = told(later("Người lập sổ"), "Phạm Thị Dung", default="")


@dataclass(frozen=True, kw_only=True)
class VillageBook:
    """The follow-up book of a village (or a whole commune): its households, one a row."""

    village: str = told(later("Thôn, tổ dân phố (để trống nếu cả xã)"), "Thôn 1", default="")
    period: str = told(later("Kỳ"), "năm 2024")
    households: tuple[ListedHousehold, ...] = told(later("Các hộ"), ())
    as_of: date = told(later("Tính đến ngày"), "2024-12-31")
    keeper: str = told(later("Người lập sổ"), "Phạm Thị Dung", default="")
