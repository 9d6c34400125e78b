"""What each kind of paper is told: every field a template may use, with an invented example.

Who fills a context writes words as they are printed (a class is "Hộ nghèo", not ``poor``). Grounds stand without the
semicolon: the template sets it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ansinh.kernel.web.forms import later
from ansinh.papers.fields import told

_GROUNDS = (
    "Căn cứ Nghị định số 07/2021/NĐ-CP ngày 27/01/2021 của Chính phủ quy định chuẩn nghèo đa chiều giai đoạn 2021 - 2025",
    "Căn cứ Quyết định số 24/2021/QĐ-TTg ngày 16/7/2021 của Thủ tướng Chính phủ quy định quy trình rà soát hộ nghèo, "
    "hộ cận nghèo hằng năm và quy trình xác định hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp và diêm nghiệp có mức sống "
    "trung bình giai đoạn 2022 - 2025",
)


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What every paper of an office has: who signs in which capacity, and who receives it."""

    position: str = told(later("Chức vụ người ký"), "CHỦ TỊCH", default="CHỦ TỊCH")
    signatory: str = told(later("Họ tên người ký"), "Nguyễn Văn An", default="")
    recipients: tuple[str, ...] = told(
        later("Nơi nhận"), ("Ủy ban nhân dân huyện", "Các thôn", "Lưu: VT"), default=("Lưu: VT",)
    )


@dataclass(frozen=True, kw_only=True)
class Participant:
    name: str = told(later("Họ tên"), "Trần Thị Bình")
    position: str = told(later("Chức vụ hoặc tư cách dự họp"), "Chi hội trưởng Hội Phụ nữ thôn")


@dataclass(frozen=True, kw_only=True)
class MeetingInvitation(Signed):
    """Invitation to the meeting of a village (QĐ 24/2021, article 4.3)."""

    period: str = told(later("Kỳ rà soát"), "năm 2024")
    village: str = told(later("Thôn, tổ dân phố"), "Thôn 1")
    meeting_time: str = told(later("Giờ họp"), "19 giờ 30")
    meeting_day: date = told(later("Ngày họp"), "2024-10-12")
    meeting_place: str = told(later("Nơi họp"), "Nhà văn hóa Thôn 1")
    chair: str = told(later("Người chủ trì"), "Ông Lê Văn Cường, Trưởng thôn")
    invited: tuple[str, ...] = told(
        later("Thành phần mời"), ("Bí thư Chi bộ Thôn 1", "Trưởng Ban Công tác Mặt trận Thôn 1")
    )
    agenda: tuple[str, ...] = told(
        later("Nội dung họp"), ("Thông qua kết quả rà soát từng hộ", "Lấy ý kiến thống nhất của người dự họp")
    )
    contact: str = told(later("Liên hệ"), "Bà Phạm Thị Dung, cán bộ giảm nghèo xã", default="")


@dataclass(frozen=True, kw_only=True)
class Vote:
    order: int = told(later("Số thứ tự"), 1)
    head_name: str = told(later("Họ tên chủ hộ"), "Hoàng Văn Em")
    proposed: str = told(later("Kết quả rà soát đưa ra họp"), "Hộ nghèo")
    agree: int | None = told(later("Số người đồng ý"), 41)
    disagree: int | None = told(later("Số người không đồng ý"), 3)
    share: Decimal | None = told(later("Tỷ lệ đồng ý (%)"), "91.11")
    result: str = told(later("Kết quả biểu quyết"), "Thống nhất")
    opinion: str = told(later("Ý kiến khác"), "", default="")


@dataclass(frozen=True, kw_only=True)
class MeetingMinutes:
    """Minutes of the village's meeting, two copies (QĐ 24/2021, article 4.3)."""

    period: str = told(later("Kỳ rà soát"), "năm 2024")
    village: str = told(later("Thôn, tổ dân phố"), "Thôn 1")
    meeting_day: date | None = told(later("Ngày họp"), "2024-10-12")
    started: str = told(later("Giờ bắt đầu"), "19 giờ 30")
    ended: str = told(later("Giờ kết thúc"), "21 giờ 15")
    meeting_place: str = told(later("Nơi họp"), "Nhà văn hóa Thôn 1")
    chair: str = told(later("Người chủ trì"), "Lê Văn Cường")
    chair_position: str = told(later("Chức vụ người chủ trì"), "Trưởng thôn")
    secretary: str = told(later("Thư ký"), "Phạm Thị Dung")
    household_representative: str = told(later("Đại diện hộ dân ký biên bản"), "Vũ Thị Giang")
    participants: tuple[Participant, ...] = told(later("Thành phần dự họp"), ())
    present: int | None = told(later("Số người dự họp"), 45)
    households_present: int | None = told(later("Trong đó số đại diện hộ"), 38)
    agenda: tuple[str, ...] = told(
        later("Nội dung họp"), ("Công bố kết quả rà soát từng hộ", "Biểu quyết từng hộ")
    )
    votes: tuple[Vote, ...] = told(later("Biểu quyết từng hộ"), ())
    opinions: tuple[str, ...] = told(later("Ý kiến tại cuộc họp"), ("Đề nghị xem lại hộ ông Đỗ Văn Hải",))
    agreed: int | None = told(later("Số hộ được từ 50% người dự họp trở lên đồng ý"), 3)
    refused: int | None = told(later("Số hộ phải rà soát và họp lại"), 0)
    conclusion: str = told(
        later("Kết luận"), "Cuộc họp thống nhất kết quả rà soát và đề nghị niêm yết công khai."
    )
    repeats: str = told(later("Họp lại của cuộc họp nào (nếu có)"), "", default="")


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


@dataclass(frozen=True, kw_only=True)
class RecognitionDecision(Signed):
    """Form 02: the chair of the commune recognises the lists (QĐ 24/2021, articles 4.6 and 5)."""

    period: str = told(later("Kỳ rà soát"), "năm 2024")
    list_year: str = told(later("Danh sách của năm"), "2025")
    grounds: tuple[str, ...] = told(later("Căn cứ"), _GROUNDS)
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
    grounds: tuple[str, ...] = told(later("Căn cứ"), _GROUNDS)
    proposer: str = told(
        later("Theo đề nghị của"), "Công chức phụ trách công tác giảm nghèo của xã", default=""
    )
    effective_from: date = told(later("Có hiệu lực từ ngày"), "2024-10-02")
    carried_out_by: str = told(
        later("Ai thi hành"), "Công chức phụ trách công tác giảm nghèo, các thôn và các hộ có tên"
    )
    households: tuple[ListedHousehold, ...] = told(later("Các hộ"), ())


@dataclass(frozen=True, kw_only=True)
class CertifiedMember:
    order: int = told(later("Số thứ tự"), 1)
    name: str = told(later("Họ tên"), "Hoàng Thị Hoa")
    ethnicity: str = told(later("Dân tộc"), "Kinh", default="")
    relation: str = told(later("Quan hệ với chủ hộ"), "Vợ")
    birth_male: str = told(later("Năm sinh nam"), "", default="")
    birth_female: str = told(later("Năm sinh nữ"), "1964", default="")
    note: str = told(later("Ghi chú thay đổi"), "", default="")


@dataclass(frozen=True, kw_only=True)
class CertifiedYear:
    """One year's result on a certificate; ``d1``..``d12`` are ``x`` where the household is deprived of the indicator."""

    year: str = told(later("Năm"), "2025")
    confirmed_on: date | None = told(later("Ngày xác nhận"), "2024-12-10", default=None)
    class_mark: str = told(later("Kết quả: N (hộ nghèo) hoặc CN (hộ cận nghèo)"), "N")
    d1: str = told(later("Việc làm"), "x", default="")
    d2: str = told(later("Người phụ thuộc"), "", default="")
    d3: str = told(later("Dinh dưỡng"), "", default="")
    d4: str = told(later("Bảo hiểm y tế"), "x", default="")
    d5: str = told(later("Trình độ giáo dục của người lớn"), "", default="")
    d6: str = told(later("Tình trạng đi học của trẻ em"), "", default="")
    d7: str = told(later("Chất lượng nhà ở"), "x", default="")
    d8: str = told(later("Diện tích nhà ở bình quân"), "", default="")
    d9: str = told(later("Nguồn nước sinh hoạt"), "", default="")
    d10: str = told(later("Nhà tiêu hợp vệ sinh"), "", default="")
    d11: str = told(later("Sử dụng dịch vụ viễn thông"), "", default="")
    d12: str = told(later("Phương tiện phục vụ tiếp cận thông tin"), "", default="")


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """Form 03: the certificate of a poor or near-poor household, confirmed anew each year."""

    kind_words: str = told(later("Loại giấy chứng nhận"), "HỘ NGHÈO, HỘ CẬN NGHÈO")
    head_name: str = told(later("Họ tên chủ hộ"), "Hoàng Văn Em")
    ethnicity: str = told(later("Dân tộc"), "Kinh", default="")
    citizen_id: str = told(later("Số căn cước (che bớt nếu không cần)"), "", default="")
    citizen_id_day: date | None = told(later("Ngày cấp căn cước"), None, default=None)
    residence: str = told(later("Nơi cư trú"), "Thôn 1, xã An Lư, huyện Thủy Nguyên, thành phố Hải Phòng")
    members: tuple[CertifiedMember, ...] = told(later("Thành viên"), ())
    results: tuple[CertifiedYear, ...] = told(later("Kết quả từng năm"), ())
    decision: str = told(later("Theo quyết định"), "Quyết định số 45/QĐ-UBND ngày 10/12/2024")
    signatory: str = told(later("Họ tên người ký"), "Nguyễn Văn An", default="")
    position: str = told(later("Chức vụ người ký"), "CHỦ TỊCH", default="CHỦ TỊCH")


@dataclass(frozen=True, kw_only=True)
class Refusal(Signed):
    """The written refusal with its reason (QĐ 24/2021, articles 5 and 6)."""

    addressee: str = told(later("Người nhận"), "Ông Đỗ Văn Hải")
    address: str = told(later("Địa chỉ"), "Thôn 1, xã An Lư")
    request: str = told(later("Việc đã đề nghị"), "công nhận hộ nghèo phát sinh trong năm 2024")
    received_on: date = told(later("Ngày nhận đề nghị"), "2024-10-02")
    grounds: tuple[str, ...] = told(later("Căn cứ"), _GROUNDS)
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


@dataclass(frozen=True, kw_only=True)
class ReportedUnit:
    """One row of the table of a report: a place, or the sum."""

    order: int | None = told(later("Số thứ tự (để trống ở hàng tổng)"), 1, default=None)
    name: str = told(later("Đơn vị"), "Thôn 1")
    households: int | None = told(later("Tổng số hộ dân cư"), 412, default=None)
    poor: int = told(later("Số hộ nghèo"), 9)
    poor_rate: Decimal | None = told(later("Tỷ lệ hộ nghèo (%)"), "2.18", default=None)
    near_poor: int = told(later("Số hộ cận nghèo"), 14)
    near_poor_rate: Decimal | None = told(later("Tỷ lệ hộ cận nghèo (%)"), "3.40", default=None)
    escaped_poor: int | None = told(later("Số hộ thoát nghèo"), 4, default=None)
    escaped_near_poor: int | None = told(later("Số hộ thoát cận nghèo"), 5, default=None)
    new_poor: int | None = told(later("Số hộ nghèo phát sinh, tái nghèo"), 2, default=None)
    new_near_poor: int | None = told(later("Số hộ cận nghèo phát sinh, tái cận nghèo"), 3, default=None)
    average: int | None = told(
        later("Số hộ làm nông, lâm, ngư, diêm nghiệp có mức sống trung bình"), 6, default=None
    )


@dataclass(frozen=True, kw_only=True)
class Report(Signed):
    """The monthly report, the preliminary one (before 15 November) and the official one (before 20 December)."""

    title: str = told(later("Trích yếu"), "Kết quả rà soát hộ nghèo, hộ cận nghèo năm 2024 (chính thức)")
    addressees: tuple[str, ...] = told(later("Kính gửi"), ("Ủy ban nhân dân huyện Thủy Nguyên",))
    grounds: tuple[str, ...] = told(later("Căn cứ"), _GROUNDS)
    version: str = told(later("Phiên bản dữ liệu làm căn cứ"), "Phiên bản 1, SHA-256 3f2a9c11", default="")
    provisional: bool = told(later("Số liệu sơ bộ"), False, default=False)
    carried_out: tuple[str, ...] = told(
        later("Tình hình thực hiện"), ("Đã rà soát 412 hộ tại 9 thôn trong thời hạn quy định",)
    )
    units: tuple[ReportedUnit, ...] = told(later("Bảng số liệu"), ())
    total: tuple[ReportedUnit, ...] = told(later("Hàng tổng (một hàng)"), 1)
    difficulties: tuple[str, ...] = told(later("Khó khăn, vướng mắc"), (), default=())
    proposals: tuple[str, ...] = told(later("Kiến nghị"), (), default=())


@dataclass(frozen=True, kw_only=True)
class Submission(Signed):
    """The submission that asks a higher place to approve."""

    title: str = told(later("Trích yếu"), "Đề nghị phê duyệt kết quả rà soát hộ nghèo, hộ cận nghèo năm 2024")
    addressees: tuple[str, ...] = told(later("Kính gửi"), ("Ủy ban nhân dân thành phố Hải Phòng",))
    grounds: tuple[str, ...] = told(later("Căn cứ"), _GROUNDS)
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
    grounds: tuple[str, ...] = told(later("Căn cứ"), _GROUNDS)
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
