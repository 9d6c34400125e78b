"""Codes of housing works for people."""

from ansinh.kernel.language import _
from ansinh.support.models.housing_enums import DwellingState, MoneySource, WorkKind, WorkState


def kind_words(kind: str) -> str:
    return {WorkKind.NEW: _("xây mới"), WorkKind.REPAIR: _("sửa chữa")}[WorkKind(kind)]


def dwelling_words(state: str) -> str:
    return {
        DwellingState.NONE: _("chưa có nhà"),
        DwellingState.MAKESHIFT: _("nhà tạm"),
        DwellingState.DILAPIDATED: _("nhà dột nát"),
    }[DwellingState(state)]


def work_words(state: str) -> tuple[str, str]:
    """Kind of sign and words of a work's state."""
    return {
        WorkState.SURVEYED: ("neutral", _("đã khảo sát")),
        WorkState.PROPOSED: ("waiting", _("chờ duyệt danh sách")),
        WorkState.APPROVED: ("info", _("đã duyệt, chưa khởi công")),
        WorkState.BEGUN: ("info", _("đã khởi công")),
        WorkState.FOUNDATION: ("info", _("xong móng")),
        WorkState.ROOFED: ("info", _("xong khung, mái")),
        WorkState.DONE: ("waiting", _("đã xong, chờ nghiệm thu")),
        WorkState.ACCEPTED: ("ok", _("đã nghiệm thu")),
        WorkState.WITHDRAWN: ("error", _("đã rút khỏi danh sách")),
    }[WorkState(state)]


def source_words(source: str) -> str:
    return {
        MoneySource.CENTRAL: _("ngân sách trung ương"),
        MoneySource.PROVINCE: _("ngân sách tỉnh, thành phố"),
        MoneySource.DISTRICT: _("ngân sách huyện"),
        MoneySource.COMMUNE: _("ngân sách xã"),
        MoneySource.FUND: _("Quỹ «Vì người nghèo», vận động"),
        MoneySource.BANK_LOAN: _("vay ngân hàng"),
        MoneySource.HOUSEHOLD: _("hộ tự có"),
        MoneySource.KIN: _("dòng họ, người thân"),
        MoneySource.COMMUNITY: _("cộng đồng, ngày công"),
    }[MoneySource(source)]


def source_title(source: str) -> str:
    """A source at the beginning of a line."""
    words = source_words(source)
    return words[:1].upper() + words[1:]


def short_words(state: str) -> str:
    """A state as the head of a narrow column."""
    return {
        WorkState.SURVEYED: _("Khảo sát"),
        WorkState.PROPOSED: _("Chờ duyệt"),
        WorkState.APPROVED: _("Đã duyệt"),
        WorkState.BEGUN: _("Khởi công"),
        WorkState.FOUNDATION: _("Móng"),
        WorkState.ROOFED: _("Khung, mái"),
        WorkState.DONE: _("Xong"),
        WorkState.ACCEPTED: _("Nghiệm thu"),
        WorkState.WITHDRAWN: _("Rút"),
    }[WorkState(state)]


def step_words(verb: str, to_state: str) -> str:
    """A step of a work."""
    told = {
        "propose": _("Đưa vào danh sách đề nghị"),
        "approve": _("Duyệt danh sách"),
        "refuse": _("Không duyệt, trả về khảo sát"),
        "back": _("Ghi lại bước trước vì ghi nhầm"),
        "accept": _("Nghiệm thu"),
        "withdraw": _("Rút khỏi danh sách"),
    }.get(verb)
    return told or work_words(to_state)[1]
