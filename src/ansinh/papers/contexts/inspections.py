"""The conclusion of an inspection, and the households that were drawn for it."""

from dataclasses import dataclass
from datetime import date

from ansinh.kernel.web.forms import later
from ansinh.papers.contexts.grounds import GROUNDS
from ansinh.papers.contexts.signed import Signed
from ansinh.papers.fields import told


@dataclass(frozen=True, kw_only=True)
class InspectedPlace:
    """A place that was inspected; counts alone, nobody's name."""

    name: str = told(later("Nơi được kiểm tra"), "Xã An Lư")
    listed: int = told(later("Hộ nghèo, hộ cận nghèo trong danh sách"), 84)
    drawn: int = told(later("Hộ được rút thăm"), 10)
    findings: int = told(later("Số phát hiện"), 2, default=0)
    remaining: int = told(later("Phát hiện còn lại"), 1, default=0)


@dataclass(frozen=True, kw_only=True)
class InspectionFinding:
    """What was found and how far it is; a household by its number in the annex."""

    place: str = told(later("Nơi có vấn đề"), "Xã An Lư, hộ số 3 của phụ lục")
    words: str = told(later("Phát hiện"), "Phiếu ghi thiếu một thành viên của hộ.")
    found_on: date = told(later("Ngày phát hiện"), "2024-12-02")
    due: date = told(later("Hạn khắc phục"), "2024-12-16")
    state: str = told(later("Tình trạng"), "đã chấp nhận")
    mended_on: date | None = told(later("Ngày khắc phục"), "2024-12-10", default=None)
    evidence: str = told(later("Đã làm gì"), "Đã lập phiếu mới, hộ ký xác nhận.", default="")


@dataclass(frozen=True, kw_only=True)
class InspectionConclusion(Signed):
    """What was inspected, found, mended and what remains; what follows from it is the officer's own."""

    title: str = told(later("Trích yếu"), "Kiểm tra việc rà soát hộ nghèo, hộ cận nghèo năm 2024")
    grounds: tuple[str, ...] = told(later("Căn cứ"), GROUNDS, default=())
    decision_no: str = told(later("Quyết định, kế hoạch kiểm tra"), "12/QĐ-UBND", default="")
    first_day: date = told(later("Kiểm tra từ ngày"), "2024-12-02")
    last_day: date = told(later("Kiểm tra đến ngày"), "2024-12-06")
    purpose: str = told(later("Nội dung kiểm tra"), "Đối chiếu phiếu khảo sát với thực tế của hộ.")
    version: str = told(later("Phiên bản dữ liệu làm căn cứ"), "phiên bản 1, SHA-256 3f2a9c11")
    seed: str = told(later("Số mầm rút thăm"), "2024")
    draw: int = told(later("Số hộ rút ở mỗi nơi"), 10)
    places: tuple[InspectedPlace, ...] = told(later("Nơi được kiểm tra"), ())
    total: tuple[InspectedPlace, ...] = told(later("Hàng tổng (một hàng)"), 1)
    mended: tuple[InspectionFinding, ...] = told(later("Phát hiện đã khắc phục, được chấp nhận"), ())
    remaining: tuple[InspectionFinding, ...] = told(later("Phát hiện còn lại"), ())
    conclusion: tuple[str, ...] = told(
        later("Kết luận, mỗi đoạn một dòng"), ("Việc rà soát cơ bản đúng quy trình.",)
    )
    requests: tuple[str, ...] = told(
        later("Kiến nghị, mỗi ý một dòng"),
        ("Ủy ban nhân dân xã khắc phục xong trước ngày 31/12/2024.",),
        default=(),
    )


@dataclass(frozen=True, kw_only=True)
class DrawnHousehold:
    """A household that was drawn."""

    order: int = told(later("Số của hộ"), 1)
    place: str = told(later("Xã"), "Xã An Lư")
    village: str = told(later("Thôn, tổ dân phố"), "Thôn 1", default="")
    name: str = told(later("Họ tên chủ hộ"), "Hoàng Văn Em")
    listed: str = told(later("Danh sách"), "Hộ nghèo")
    findings: int = told(later("Số phát hiện"), 1, default=0)


@dataclass(frozen=True, kw_only=True)
class InspectionHouseholds(Signed):
    """The annex of names; apart from the conclusion, because not everybody who reads that may read names."""

    title: str = told(later("Trích yếu"), "Kiểm tra việc rà soát hộ nghèo, hộ cận nghèo năm 2024")
    conclusion_number: str = told(later("Số kết luận"), "05/KL-UBND")
    conclusion_on: date = told(later("Ngày kết luận"), "2024-12-10")
    households: tuple[DrawnHousehold, ...] = told(later("Hộ được rút thăm"), ())
