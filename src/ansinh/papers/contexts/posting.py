"""Lists that are posted, and the notice of it."""

from dataclasses import dataclass
from datetime import date

from ansinh.kernel.web.forms import later
from ansinh.papers.contexts.signed import Signed
from ansinh.papers.fields import told


@dataclass(frozen=True, kw_only=True)
class ListedHousehold:
    """A household on a list that is posted or recognised."""

    order: int = told(later("Số thứ tự"), 1)
    head_name: str = told(later("Họ tên chủ hộ"), "Hoàng Văn Em")
    birth_year: str = told(later("Năm sinh"), "1961", default="")
    sex: str = told(later("Giới tính"), "Nam", default="")
    ethnicity: str = told(later("Dân tộc"), "Kinh", default="")
    village: str = told(later("Thôn, tổ dân phố"), "Thôn 1")
    persons: int | None = told(later("Số nhân khẩu"), 4, default=None)
    opening: str = told(later("Diện đầu kỳ"), "Hộ cận nghèo", default="")
    result: str = told(later("Kết quả"), "Hộ nghèo")
    deprivations: str = told(
        later("Chỉ số thiếu hụt"), "Việc làm; Bảo hiểm y tế; Chất lượng nhà ở", default=""
    )
    note: str = told(later("Ghi chú"), "", default="")


@dataclass(frozen=True, kw_only=True)
class PostingList:
    """The list as it is posted: no points, no citizen ids."""

    period: str = told(later("Kỳ rà soát"), "năm 2024")
    village: str = told(later("Thôn, tổ dân phố (để trống nếu cả xã)"), "Thôn 1", default="")
    posted_from: date = told(later("Niêm yết từ ngày"), "2024-10-21")
    posted_until: date = told(later("Niêm yết đến hết ngày"), "2024-10-23")
    households: tuple[ListedHousehold, ...] = told(later("Các hộ"), ())
    feedback_to: str = told(later("Nơi nhận ý kiến"), "Bộ phận tiếp nhận của Ủy ban nhân dân xã")
    signatory: str = told(later("Họ tên người ký"), "Nguyễn Văn An", default="")
    position: str = told(later("Chức vụ người ký"), "CHỦ TỊCH", default="CHỦ TỊCH")


@dataclass(frozen=True, kw_only=True)
class PostingNotice(Signed):
    """Notice that results are posted, and how to object (QĐ 24/2021, article 4.4)."""

    period: str = told(later("Kỳ rà soát"), "năm 2024")
    subject_words: str = told(
        later("Đối tượng niêm yết"), "hộ nghèo, hộ cận nghèo, hộ thoát nghèo, hộ thoát cận nghèo"
    )
    posted_from: date = told(later("Niêm yết từ ngày"), "2024-10-21")
    posted_until: date = told(later("Niêm yết đến hết ngày"), "2024-10-23")
    working_days: int = told(later("Số ngày làm việc niêm yết"), 3)
    recheck_days: int = told(later("Số ngày làm việc kiểm tra lại"), 7)
    days_unverified: bool = told(later("Số ngày chưa kiểm chứng với văn bản"), True, default=True)
    places: tuple[str, ...] = told(
        later("Nơi niêm yết"), ("Trụ sở Ủy ban nhân dân xã", "Nhà văn hóa các thôn")
    )
    feedback_to: str = told(later("Nơi nhận ý kiến"), "Bộ phận tiếp nhận của Ủy ban nhân dân xã")
    households: tuple[ListedHousehold, ...] = told(later("Các hộ (phụ lục kèm theo)"), ())
