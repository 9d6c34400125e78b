"""Codes of insurance lists and cards for people."""

from datetime import date

from ansinh.kernel.language import _
from ansinh.support.insurance import changes
from ansinh.support.models.health_card_enums import Answer, Cause, Change, ListState, RefusedFor, Settled


def month_words(month: str) -> str:
    """``2025-03`` for people."""
    year, _dash, number = month.partition("-")
    return _("tháng {month}/{year}").format(month=number, year=year)


def list_words(state: str) -> tuple[str, str]:
    """Kind of sign and words of a list's state."""
    return {
        ListState.PREPARED: ("waiting", _("đã lập, chờ duyệt")),
        ListState.APPROVED: ("ok", _("đã duyệt, gửi cơ quan bảo hiểm")),
        ListState.DROPPED: ("neutral", _("đã bỏ")),
    }[ListState(state)]


def change_words(change: str) -> tuple[str, str]:
    return {
        Change.ADDED: ("ok", _("tăng")),
        Change.CHANGED: ("info", _("đổi nhóm")),
        Change.REMOVED: ("warning", _("giảm")),
    }[Change(change)]


def cause_words(cause: str) -> str:
    """Why somebody goes off the list; blank for who comes on it."""
    if not cause:
        return ""
    return {
        Cause.DIED: _("đã chết"),
        Cause.MOVED: _("chuyển đi nơi khác"),
        Cause.LEFT_GROUP: _("không còn thuộc nhóm nào"),
        Cause.OTHER_GROUP: _("sang nhóm khác"),
        Cause.SAME_PERSON: _("cùng một người với dòng khác"),
        Cause.INSURED_OTHERWISE: _("đã có thẻ theo nhóm khác"),
    }[Cause(cause)]


def answer_words(answer: str) -> tuple[str, str]:
    """What the insurer said."""
    if not answer:
        return "waiting", _("chờ cơ quan bảo hiểm")
    return {
        Answer.ISSUED: ("ok", _("đã có thẻ")),
        Answer.REFUSED: ("error", _("không cấp")),
    }[Answer(answer)]


def refused_words(why: str) -> str:
    if not why:
        return ""
    return {
        RefusedFor.INSURED_OTHERWISE: _("đã có thẻ theo nhóm khác"),
        RefusedFor.WRONG_DATA: _("thông tin sai hoặc thiếu"),
        RefusedFor.OTHER: _("lý do khác"),
    }[RefusedFor(why)]


def settled_words(settled: str) -> tuple[str, str]:
    """What the commune made of a refusal."""
    if not settled:
        return "warning", _("xã chưa trả lời")
    return {
        Settled.AGAIN: ("info", _("danh sách sau ghi lại")),
        Settled.LEFT: ("neutral", _("không ghi nữa")),
    }[Settled(settled)]


def left_out_words(why: str) -> str:
    """Why somebody is not in a list that would be made."""
    return {
        changes.ELSEWHERE: _("đang ở danh sách của xã khác: xã ấy phải báo giảm trước"),
        changes.REFUSED: _("cơ quan bảo hiểm không cấp, xã chưa trả lời"),
        changes.LEFT: _("cơ quan bảo hiểm không cấp, xã đã cho thôi"),
        changes.INSURED: _("đã có thẻ theo nhóm khác (dữ kiện của xã)"),
        changes.UNKNOWN: _("chưa rõ có thuộc nhóm nào không"),
        changes.ENDED: _("hết hạn hưởng trước ngày bắt đầu"),
    }[why]


def card_state(valid_until: date | None, on: date) -> tuple[str, str]:
    """Whether a card holds on a day."""
    if valid_until is not None and valid_until < on:
        return "neutral", _("đã hết hạn")
    return "ok", _("còn hạn")
