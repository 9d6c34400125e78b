"""The kinds of papers: their words, the register they are numbered in, the context each is told, how well its text is known.

Who wants a paper fills the context of its kind and calls ``actions.issue_paper``; ``rendering.preview`` shows it without a
number. A kind without a suffix is not numbered (lists that go with another paper, books, blank requests).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.papers import contexts


class KindCode(StrEnum):
    MEETING_INVITATION = "meeting_invitation"
    MEETING_MINUTES = "meeting_minutes"
    POSTING_NOTICE = "posting_notice"
    POSTING_LIST = "posting_list"
    RECOGNITION_DECISION = "recognition_decision"
    AVERAGE_DECISION = "average_decision"
    CERTIFICATE = "certificate"
    REFUSAL = "refusal"
    REQUEST_JOIN = "request_join"
    REQUEST_LEAVE = "request_leave"
    REQUEST_JOIN_2016 = "request_join_2016"
    REQUEST_LEAVE_2016 = "request_leave_2016"
    HOUSEHOLD_BOOK = "household_book"
    VILLAGE_BOOK = "village_book"
    ANSWER = "answer"
    REPORT = "report"
    SUBMISSION = "submission"
    APPROVAL_DECISION = "approval_decision"
    OPINION = "opinion"
    PAY_DECISION = "pay_decision"
    HOUSEHOLD_PLAN = "household_plan"
    LOAN_REQUEST_LIST = "loan_request_list"
    HOUSE_ACCEPTANCE = "house_acceptance"
    DELIVERY_RECORD = "delivery_record"
    HANDOVER_LIST = "handover_list"
    ANNUAL_REPORT = "annual_report"
    SIX_MONTH_REPORT = "six_month_report"
    YEAR_PLAN = "year_plan"
    STEERING_DISPATCH = "steering_dispatch"
    INSPECTION_CONCLUSION = "inspection_conclusion"
    INSPECTION_HOUSEHOLDS = "inspection_households"


@dataclass(frozen=True)
class Kind:
    """A kind of paper. ``suffix`` stands after the number and names the register; ``law`` where the paper comes from;
    ``unverified`` says what of its text nobody read, blank where the form's own text is known."""

    code: KindCode
    words: Any
    suffix: str
    context: type
    law: str
    unverified: Any = ""

    @property
    def numbered(self) -> bool:
        return bool(self.suffix)


_LAYOUT = later(
    "Mẫu không có trong văn bản quy định; nội dung và thể thức do hệ thống soạn, cơ quan xem lại trước khi dùng"
)
_BODY = later("Tên mẫu đúng văn bản; nội dung chi tiết của mẫu chưa được kiểm chứng với văn bản")

_ALL = (
    Kind(
        KindCode.MEETING_INVITATION,
        later("Giấy mời họp thôn"),
        "/GM-UBND",
        contexts.MeetingInvitation,
        "QĐ 24/2021/QĐ-TTg, Điều 4.3",
        _LAYOUT,
    ),
    Kind(
        KindCode.MEETING_MINUTES,
        later("Biên bản họp thôn"),
        "/BB",
        contexts.MeetingMinutes,
        "QĐ 24/2021/QĐ-TTg, Điều 4.3",
        _LAYOUT,
    ),
    Kind(
        KindCode.POSTING_NOTICE,
        later("Thông báo niêm yết công khai"),
        "/TB-UBND",
        contexts.PostingNotice,
        "QĐ 24/2021/QĐ-TTg, Điều 4.4",
        _LAYOUT,
    ),
    Kind(
        KindCode.POSTING_LIST,
        later("Danh sách niêm yết công khai"),
        "",
        contexts.PostingList,
        "QĐ 24/2021/QĐ-TTg, Điều 4.4",
        _LAYOUT,
    ),
    Kind(
        KindCode.RECOGNITION_DECISION,
        later("Quyết định công nhận (Mẫu 02)"),
        "/QĐ-UBND",
        contexts.RecognitionDecision,
        "QĐ 24/2021/QĐ-TTg, Điều 4.6, Mẫu số 02",
        _BODY,
    ),
    Kind(
        KindCode.AVERAGE_DECISION,
        later("Quyết định công nhận hộ có mức sống trung bình"),
        "/QĐ-UBND",
        contexts.AverageDecision,
        "QĐ 24/2021/QĐ-TTg, Điều 6",
        _LAYOUT,
    ),
    Kind(
        KindCode.CERTIFICATE,
        later("Giấy chứng nhận hộ nghèo, hộ cận nghèo (Mẫu 03)"),
        "/GCN-HN.HCN",
        contexts.Certificate,
        "QĐ 24/2021/QĐ-TTg, Điều 4.6, Mẫu số 03",
    ),
    Kind(
        KindCode.REFUSAL,
        later("Thông báo không công nhận"),
        "/TB-UBND",
        contexts.Refusal,
        "QĐ 24/2021/QĐ-TTg, Điều 5, Điều 6",
        _LAYOUT,
    ),
    Kind(
        KindCode.REQUEST_JOIN,
        later("Giấy đề nghị rà soát (Mẫu 01)"),
        "",
        contexts.Request,
        "QĐ 24/2021/QĐ-TTg, Mẫu số 01",
        _BODY,
    ),
    Kind(
        KindCode.REQUEST_LEAVE,
        later("Giấy đề nghị công nhận thoát nghèo, thoát cận nghèo (Mẫu 04)"),
        "",
        contexts.Request,
        "QĐ 24/2021/QĐ-TTg, Mẫu số 04",
        _BODY,
    ),
    Kind(
        KindCode.REQUEST_JOIN_2016,
        later("Giấy đề nghị bổ sung hộ nghèo, hộ cận nghèo (Phụ lục 1a, 2016-2020)"),
        "",
        contexts.Request,
        "TT 17/2016/TT-BLĐTBXH, sửa đổi bởi TT 14/2018/TT-BLĐTBXH",
        _BODY,
    ),
    Kind(
        KindCode.REQUEST_LEAVE_2016,
        later("Giấy đề nghị thoát nghèo, thoát cận nghèo (Phụ lục 1b, 2016-2020)"),
        "",
        contexts.Request,
        "TT 17/2016/TT-BLĐTBXH, sửa đổi bởi TT 14/2018/TT-BLĐTBXH",
        _BODY,
    ),
    Kind(KindCode.HOUSEHOLD_BOOK, later("Sổ theo dõi hộ"), "", contexts.HouseholdBook, "", _LAYOUT),
    Kind(KindCode.VILLAGE_BOOK, later("Sổ theo dõi theo thôn"), "", contexts.VillageBook, "", _LAYOUT),
    Kind(KindCode.ANSWER, later("Văn bản trả lời"), "/UBND-VX", contexts.Answer, "", _LAYOUT),
    Kind(
        KindCode.REPORT,
        later("Báo cáo kết quả rà soát"),
        "/BC-UBND",
        contexts.Report,
        "QĐ 24/2021/QĐ-TTg, Điều 7",
        _LAYOUT,
    ),
    Kind(
        KindCode.SUBMISSION,
        later("Tờ trình đề nghị phê duyệt"),
        "/TTr-UBND",
        contexts.Submission,
        "",
        _LAYOUT,
    ),
    Kind(
        KindCode.APPROVAL_DECISION,
        later("Quyết định phê duyệt kết quả rà soát"),
        "/QĐ-UBND",
        contexts.ApprovalDecision,
        "",
        _LAYOUT,
    ),
    Kind(
        KindCode.OPINION,
        later("Ý kiến của Chủ tịch Ủy ban nhân dân huyện"),
        "/UBND-VX",
        contexts.Opinion,
        "QĐ 24/2021/QĐ-TTg, Điều 4.5",
        _LAYOUT,
    ),
    Kind(
        KindCode.PAY_DECISION,
        later("Quyết định phê duyệt danh sách chi trả"),
        "/QĐ-UBND",
        contexts.PayDecision,
        "",
        _LAYOUT,
    ),
    Kind(
        KindCode.HOUSEHOLD_PLAN,
        later("Kế hoạch hỗ trợ hộ"),
        "/KH-UBND",
        contexts.HouseholdPlan,
        "Công văn của UBND huyện Thủy Nguyên năm 2023, mục 10",
        _LAYOUT,
    ),
    Kind(
        KindCode.LOAN_REQUEST_LIST,
        later("Danh sách đề nghị vay vốn (Mẫu 03/TD)"),
        "",
        contexts.LoanRequestList,
        "Mẫu 03/TD của Ngân hàng Chính sách xã hội",
        _BODY,
    ),
    Kind(
        KindCode.HOUSE_ACCEPTANCE,
        later("Biên bản nghiệm thu nhà ở"),
        "",
        contexts.HouseAcceptance,
        "",
        _LAYOUT,
    ),
    Kind(
        KindCode.DELIVERY_RECORD,
        later("Biên bản giao nhận hỗ trợ"),
        "/BB",
        contexts.DeliveryRecord,
        "",
        _LAYOUT,
    ),
    Kind(
        KindCode.HANDOVER_LIST,
        later("Danh sách ký nhận hỗ trợ"),
        "/BB",
        contexts.HandoverList,
        "",
        _LAYOUT,
    ),
    Kind(
        KindCode.ANNUAL_REPORT,
        later("Báo cáo năm về giảm nghèo"),
        "/BC-UBND",
        contexts.ProgrammePaper,
        "",
        _LAYOUT,
    ),
    Kind(
        KindCode.SIX_MONTH_REPORT,
        later("Báo cáo sáu tháng về giảm nghèo"),
        "/BC-UBND",
        contexts.ProgrammePaper,
        "",
        _LAYOUT,
    ),
    Kind(
        KindCode.YEAR_PLAN,
        later("Kế hoạch giảm nghèo năm"),
        "/KH-UBND",
        contexts.ProgrammePaper,
        "",
        _LAYOUT,
    ),
    Kind(
        KindCode.STEERING_DISPATCH,
        later("Công văn về giảm nghèo"),
        "/UBND-VX",
        contexts.ProgrammePaper,
        "",
        _LAYOUT,
    ),
    Kind(
        KindCode.INSPECTION_CONCLUSION,
        later("Kết luận kiểm tra"),
        "/KL-UBND",
        contexts.InspectionConclusion,
        "",
        _LAYOUT,
    ),
    Kind(
        KindCode.INSPECTION_HOUSEHOLDS,
        later("Phụ lục hộ được rút thăm kiểm tra"),
        "",
        contexts.InspectionHouseholds,
        "",
        _LAYOUT,
    ),
)
KINDS = {str(one.code): one for one in _ALL}


def kind_named(code: str) -> Kind:
    """The kind of that code. Raises ``NotFound``."""
    if code not in KINDS:
        raise NotFound(_("Không có loại giấy tờ này. Hãy chọn lại trong danh mục."), code="no_kind")
    return KINDS[code]
