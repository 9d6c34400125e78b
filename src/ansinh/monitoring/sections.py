"""The papers an office writes: what each is called, its sections, what stands in them, who may write one.

Headings are the paper's own words, in Vietnamese whatever the language of who writes. ``figures`` names what is filled beside
the narrative: ``results`` of the review, ``support`` that was given, ``targets`` of the plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansinh.kernel.web.forms import later
from ansinh.monitoring.enums import PaperKind
from ansinh.papers.kinds import KindCode

RESULTS, SUPPORT, TARGETS = "results", "support", "targets"


@dataclass(frozen=True)
class Section:
    """One section of a paper. ``heading`` may name ``{year}`` and ``{next}``; ``asks`` tells the officer what to write."""

    code: str
    heading: str
    figures: str = ""
    asks: Any = ""


@dataclass(frozen=True)
class Written:
    """A kind of written paper: its words, the paper it becomes, the title it begins with, its sections."""

    kind: PaperKind
    words: Any
    paper: KindCode
    title: str
    sections: tuple[Section, ...]
    halves: bool = False
    sealed: bool = False
    above_communes: bool = False


_JUDGED = later(
    "Đánh giá của cơ quan: việc đã làm, tồn tại, nguyên nhân. Số liệu đã có ở các mục trên, không gõ lại."
)
_TO_DO = later("Nhiệm vụ, giải pháp của kỳ tới, mỗi ý một dòng.")
_ASKED = later("Kiến nghị với cấp trên, mỗi ý một dòng; để trống nếu không có.")
_MORE = later("Viết thêm nếu cần; số liệu của mục này do hệ thống điền.")

_KINDS = (
    Written(
        PaperKind.ANNUAL,
        later("Báo cáo năm"),
        KindCode.ANNUAL_REPORT,
        "Kết quả thực hiện công tác giảm nghèo năm {year}",
        (
            Section("I", "KẾT QUẢ CÔNG TÁC GIẢM NGHÈO NĂM {year}", RESULTS, _MORE),
            Section("II", "KẾT QUẢ THỰC HIỆN CÁC CHÍNH SÁCH HỖ TRỢ", SUPPORT, _MORE),
            Section("III", "KẾT QUẢ THỰC HIỆN CHỈ TIÊU KẾ HOẠCH", TARGETS, _MORE),
            Section("IV", "ĐÁNH GIÁ CHUNG", asks=_JUDGED),
            Section("V", "NHIỆM VỤ, GIẢI PHÁP NĂM {next}", asks=_TO_DO),
            Section("VI", "KIẾN NGHỊ, ĐỀ XUẤT", asks=_ASKED),
        ),
    ),
    Written(
        PaperKind.SIX_MONTH,
        later("Báo cáo sáu tháng"),
        KindCode.SIX_MONTH_REPORT,
        "Kết quả thực hiện công tác giảm nghèo 6 tháng {half} năm {year}",
        (
            Section("I", "TÌNH HÌNH HỘ NGHÈO, HỘ CẬN NGHÈO", RESULTS, _MORE),
            Section("II", "KẾT QUẢ THỰC HIỆN CÁC CHÍNH SÁCH HỖ TRỢ", SUPPORT, _MORE),
            Section("III", "ĐÁNH GIÁ CHUNG", asks=_JUDGED),
            Section("IV", "NHIỆM VỤ, GIẢI PHÁP THỜI GIAN TỚI", asks=_TO_DO),
            Section("V", "KIẾN NGHỊ, ĐỀ XUẤT", asks=_ASKED),
        ),
        halves=True,
    ),
    Written(
        PaperKind.YEAR_PLAN,
        later("Kế hoạch năm sau"),
        KindCode.YEAR_PLAN,
        "Thực hiện công tác giảm nghèo năm {next}",
        (
            Section("I", "KẾT QUẢ CÔNG TÁC GIẢM NGHÈO NĂM {year}", RESULTS, _MORE),
            Section(
                "II",
                "MỤC TIÊU NĂM {next}",
                asks=later("Mục tiêu và chỉ tiêu của năm tới, mỗi chỉ tiêu một dòng."),
            ),
            Section("III", "NHIỆM VỤ, GIẢI PHÁP", asks=_TO_DO),
            Section("IV", "KINH PHÍ THỰC HIỆN", asks=later("Nguồn và mức kinh phí, căn cứ của từng khoản.")),
            Section("V", "TỔ CHỨC THỰC HIỆN", asks=later("Cơ quan nào làm việc gì, báo cáo khi nào.")),
        ),
    ),
    Written(
        PaperKind.RESULTS,
        later("Quyết định phê duyệt kết quả"),
        KindCode.APPROVAL_DECISION,
        "Phê duyệt kết quả rà soát hộ nghèo, hộ cận nghèo năm {year}",
        (Section("I", "KẾT QUẢ RÀ SOÁT NĂM {year}", RESULTS, later("Người chịu trách nhiệm thi hành.")),),
        sealed=True,
        above_communes=True,
    ),
    Written(
        PaperKind.DISPATCH,
        later("Công văn"),
        KindCode.STEERING_DISPATCH,
        "Về công tác giảm nghèo năm {year}",
        (
            Section("I", "NỘI DUNG", asks=later("Nội dung yêu cầu, mỗi ý một dòng.")),
            Section("II", "SỐ LIỆU", RESULTS, _MORE),
        ),
    ),
)
WRITTEN: Mapping[PaperKind, Written] = {one.kind: one for one in _KINDS}


def written(kind: str) -> Written:
    """The kind of that name."""
    return WRITTEN[PaperKind(kind)]


def in_words(text: str, year: int, part: int = 0) -> str:
    """A title or heading with its year."""
    return text.format(year=year, next=year + 1, half={1: "đầu", 2: "cuối"}.get(part, ""))
