"""Words of gaps."""

from ansinh.kernel.language import _, current_language
from ansinh.support.catalogue.adopted import policies_in_use
from ansinh.support.models.planning_enums import GapKind, GapReply


def kind_words(kind: str) -> tuple[str, str]:
    """Kind of status and words of a kind of gap."""
    return {
        GapKind.ENTITLED_NOT_SERVED: ("warning", _("được hưởng mà chưa nhận")),
        GapKind.SERVED_NOT_ENTITLED: ("error", _("đang nhận mà không thuộc diện")),
        GapKind.SERVED_TWICE: ("error", _("nhận trùng cho một việc")),
        GapKind.UNKNOWN: ("waiting", _("chưa rõ, còn thiếu thông tin")),
        GapKind.UNKNOWN_UNLISTED: ("neutral", _("chưa rõ, hộ ngoài danh sách")),
    }[GapKind(kind)]


def reply_words(reply: str) -> tuple[str, str]:
    """Kind of status and words of an answer to a gap."""
    if not reply:
        return "neutral", _("chưa trả lời")
    return {
        GapReply.WILL_SERVE: ("info", _("sẽ thực hiện")),
        GapReply.REFUSED: ("neutral", _("không thực hiện")),
        GapReply.DATA_WRONG: ("warning", _("dữ liệu sai")),
    }[GapReply(reply)]


def policy_names() -> dict[str, str]:
    """The name of each policy in the reader's language."""
    language = current_language()
    return {one.code: one.name.in_language(language) for one in policies_in_use()}
