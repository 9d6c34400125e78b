"""Decisions and what leads to them."""

from dataclasses import dataclass
from datetime import date

from ansinh.kernel.web.forms import later
from ansinh.papers.contexts.grounds import GROUNDS
from ansinh.papers.contexts.posting import ListedHousehold
from ansinh.papers.contexts.reports import ReportedUnit
from ansinh.papers.contexts.signed import Signed
from ansinh.papers.fields import told


@dataclass(frozen=True, kw_only=True)
class RecognitionDecision(Signed):
    """Form 02: the chair of the commune recognises the lists (QĐ 24/2021, articles 4.6 and 5)."""

    period: str = told(later("Kỳ rà soát"), "năm 2024")
    list_year: str = told(later("Danh sách của năm"), "2025")
    grounds: tuple[str, ...] = told(later("Căn cứ"), GROUNDS)
    proposer: str = told(
        later("Theo đề nghị của"), "Trưởng Ban Chỉ đạo rà soát hộ nghèo, hộ cận nghèo xã", default=""
    )
    effective_from: date = told(later("Có hiệu lực từ ngày"), "2025-01-01")
    carried_out_by: str = told(
        later("Ai thi hành"), "Công chức phụ trách công tác giảm nghèo, các thôn và các hộ có tên"
    )
    poor: tuple[ListedHousehold, ...] = told(later("Danh sách hộ nghèo"), ())
    near_poor: tuple[ListedHousehold, ...] = told(later("Danh sách hộ cận nghèo"), ())
    escaped_poor: tuple[ListedHousehold, ...] = told(later("Danh sách hộ thoát nghèo"), ())
    escaped_near_poor: tuple[ListedHousehold, ...] = told(later("Danh sách hộ thoát cận nghèo"), ())
    average: tuple[ListedHousehold, ...] = told(
        later("Danh sách hộ làm nông, lâm, ngư, diêm nghiệp có mức sống trung bình"), (), default=()
    )


@dataclass(frozen=True, kw_only=True)
class AverageDecision(Signed):
    """The chair of the commune recognises households of agriculture, forestry, fishery and salt making of average living
    standard (QĐ 24/2021, article 6)."""

    year: str = told(later("Năm"), "2024")
    grounds: tuple[str, ...] = told(later("Căn cứ"), GROUNDS)
    proposer: str = told(
        later("Theo đề nghị của"), "Công chức phụ trách công tác giảm nghèo của xã", default=""
    )
    effective_from: date = told(later("Có hiệu lực từ ngày"), "2024-10-02")
    carried_out_by: str = told(
        later("Ai thi hành"), "Công chức phụ trách công tác giảm nghèo, các thôn và các hộ có tên"
    )
    households: tuple[ListedHousehold, ...] = told(later("Các hộ"), ())


@dataclass(frozen=True, kw_only=True)
class Submission(Signed):
    """The submission that asks a higher place to approve."""

    title: str = told(later("Trích yếu"), "Đề nghị phê duyệt kết quả rà soát hộ nghèo, hộ cận nghèo năm 2024")
    addressees: tuple[str, ...] = told(later("Kính gửi"), ("Ủy ban nhân dân thành phố Hải Phòng",))
    grounds: tuple[str, ...] = told(later("Căn cứ"), GROUNDS)
    necessity: tuple[str, ...] = told(
        later("Nội dung trình"), ("Việc rà soát đã thực hiện đủ các bước của quy trình tại 37 xã",)
    )
    version: str = told(later("Phiên bản dữ liệu làm căn cứ"), "Phiên bản 1, SHA-256 3f2a9c11", default="")
    units: tuple[ReportedUnit, ...] = told(later("Bảng số liệu"), ())
    total: tuple[ReportedUnit, ...] = told(later("Hàng tổng (một hàng)"), 1)
    attachments: tuple[str, ...] = told(
        later("Hồ sơ kèm theo"), ("Báo cáo kết quả rà soát", "Các biểu tổng hợp"), default=()
    )


@dataclass(frozen=True, kw_only=True)
class ApprovalDecision(Signed):
    """A province's decision that approves the results of its communes."""

    period: str = told(later("Kỳ rà soát"), "năm 2024")
    authority_words: str = told(later("Thẩm quyền ban hành"), "CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG")
    grounds: tuple[str, ...] = told(later("Căn cứ"), GROUNDS)
    proposer: str = told(later("Theo đề nghị của"), "Giám đốc Sở Nông nghiệp và Môi trường", default="")
    version: str = told(later("Phiên bản dữ liệu làm căn cứ"), "Phiên bản 1, SHA-256 3f2a9c11", default="")
    units: tuple[ReportedUnit, ...] = told(later("Bảng số liệu"), ())
    total: tuple[ReportedUnit, ...] = told(later("Hàng tổng (một hàng)"), 1)
    carried_out_by: str = told(
        later("Ai thi hành"), "Chánh Văn phòng Ủy ban nhân dân, Thủ trưởng các đơn vị liên quan"
    )


@dataclass(frozen=True, kw_only=True)
class Opinion(Signed):
    """The written opinion of the chair of the district (QĐ 24/2021, article 4.5; until 30 June 2025)."""

    period: str = told(later("Kỳ rà soát"), "năm 2024")
    addressee: str = told(later("Kính gửi"), "Chủ tịch Ủy ban nhân dân xã An Lư")
    reply_to: str = told(later("Trả lời văn bản"), "Báo cáo số 31/BC-UBND ngày 04/11/2024")
    agrees: bool = told(later("Đồng ý với kết quả"), True)
    opinions: tuple[str, ...] = told(later("Ý kiến"), ("Thống nhất với kết quả rà soát của xã",), default=())
