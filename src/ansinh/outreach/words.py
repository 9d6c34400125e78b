"""Codes of outreach for people."""

from ansinh.kernel.language import _
from ansinh.outreach.models.enums import (
    AwardState,
    DonorKind,
    GiftKind,
    GiftSource,
    HonouredKind,
    MessageKind,
    Occasion,
    StaffRole,
    UsePurpose,
    UseState,
)


def donor_words(kind: str) -> str:
    return {
        DonorKind.AGENCY: _("cơ quan, đoàn thể"),
        DonorKind.ENTERPRISE: _("doanh nghiệp"),
        DonorKind.PERSON: _("cá nhân"),
        DonorKind.OTHER: _("tập thể khác"),
    }[DonorKind(kind)]


def purpose_words(purpose: str) -> str:
    return {
        UsePurpose.HOUSE: _("làm nhà, sửa nhà"),
        UsePurpose.GIFT: _("quà"),
        UsePurpose.SAVINGS_BOOK: _("sổ tiết kiệm"),
        UsePurpose.EMERGENCY: _("cứu trợ đột xuất"),
        UsePurpose.OTHER: _("việc khác"),
    }[UsePurpose(purpose)]


def use_words(state: str) -> tuple[str, str]:
    """Kind of sign and words of how far money that is to go out is."""
    return {
        UseState.WAITING: ("waiting", _("chờ duyệt")),
        UseState.APPROVED: ("ok", _("đã duyệt chi")),
        UseState.REFUSED: ("error", _("không duyệt")),
        UseState.RETURNED: ("neutral", _("đã nhập lại quỹ")),
    }[UseState(state)]


def occasion_words(occasion: str) -> str:
    return {
        Occasion.TET: _("Tết Nguyên đán"),
        Occasion.MONTH_FOR_THE_POOR: _("Tháng cao điểm vì người nghèo"),
        Occasion.OTHER: _("dịp khác"),
    }[Occasion(occasion)]


def gift_words(kind: str) -> str:
    return {
        GiftKind.GIFT: _("quà"),
        GiftKind.SAVINGS_BOOK: _("sổ tiết kiệm"),
        GiftKind.MONEY: _("tiền"),
        GiftKind.VISIT: _("thăm hỏi"),
    }[GiftKind(kind)]


def source_words(source: str) -> str:
    return {
        GiftSource.FUND: _("quỹ Vì người nghèo"),
        GiftSource.BUDGET: _("ngân sách"),
        GiftSource.SPONSOR: _("người đỡ đầu"),
        GiftSource.OTHER: _("nguồn khác"),
    }[GiftSource(source)]


def message_words(kind: str) -> str:
    return {
        MessageKind.BROADCAST: _("phát thanh"),
        MessageKind.POSTER: _("pa nô, áp phích"),
        MessageKind.ARTICLE: _("tin, bài"),
        MessageKind.LEAFLET: _("tờ rơi, tờ gấp"),
        MessageKind.DIALOGUE: _("đối thoại chính sách"),
        MessageKind.OTHER: _("hình thức khác"),
    }[MessageKind(kind)]


def role_words(role: str) -> str:
    """A role in words; blank for none."""
    if not role:
        return ""
    return {
        StaffRole.OFFICER: _("cán bộ giảm nghèo"),
        StaffRole.COMMITTEE: _("thành viên Ban Chỉ đạo"),
        StaffRole.VILLAGE_HEAD: _("trưởng thôn, tổ trưởng dân phố"),
        StaffRole.UNION: _("cán bộ đoàn thể"),
        StaffRole.COLLABORATOR: _("cộng tác viên"),
    }[StaffRole(role)]


def honoured_words(kind: str) -> str:
    return {
        HonouredKind.UNIT: _("địa bàn"),
        HonouredKind.PERSON: _("cá nhân"),
        HonouredKind.HOUSEHOLD: _("hộ"),
    }[HonouredKind(kind)]


def award_words(state: str) -> tuple[str, str]:
    """Kind of sign and words of how far a file of an award is."""
    return {
        AwardState.PROPOSED: ("waiting", _("chờ thẩm định")),
        AwardState.APPRAISED: ("info", _("chờ quyết định")),
        AwardState.GRANTED: ("ok", _("đã khen thưởng")),
        AwardState.REFUSED: ("error", _("không khen thưởng")),
        AwardState.WITHDRAWN: ("neutral", _("đã rút hồ sơ")),
    }[AwardState(state)]


def standing_words(row: object) -> tuple[str, str]:
    """Kind of sign and words of a row that may have been withdrawn."""
    if getattr(row, "withdrawn_at", None) is not None:
        return ("neutral", _("đã rút"))
    return ("ok", _("còn hiệu lực"))
