"""Invitations to and minutes of meetings of villages."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ansinh.kernel.web.forms import later
from ansinh.papers.contexts.signed import Signed
from ansinh.papers.fields import told


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
