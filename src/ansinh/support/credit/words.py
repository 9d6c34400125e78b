"""Codes of credit for people."""

from ansinh.agencies.kinds import agency_kind
from ansinh.kernel.language import _, current_language
from ansinh.support.models import Loan
from ansinh.support.models.delivery_enums import AnswerState
from ansinh.support.models.loan_enums import CapitalKind, LineState, LoanState, UseFinding, Verdict

TRUSTEES = ("farmers_union", "women_union", "veterans_union", "youth_union")
"""The unions that vouch for savings groups."""


def trustee_words(kind: str) -> str:
    found = agency_kind(kind)
    return found.vi if current_language() == "vi" else found.en


def list_words(state: str) -> tuple[str, str]:
    """Kind of sign and words of a list's state."""
    return {
        AnswerState.WAITING: ("waiting", _("chờ xã xác nhận")),
        AnswerState.CONFIRMED: ("ok", _("xã đã xác nhận")),
        AnswerState.REFUSED: ("error", _("không xác nhận")),
    }[AnswerState(state)]


def loan_words(loan: Loan) -> tuple[str, str]:
    """Kind of sign and words of a loan: overdue stands before live."""
    if loan.state == LoanState.LIVE.value:
        return ("error", _("có nợ quá hạn")) if loan.overdue else ("info", _("còn dư nợ"))
    return state_words(loan.state)


def state_words(state: str) -> tuple[str, str]:
    return {
        LoanState.LIVE: ("info", _("còn dư nợ")),
        LoanState.CLOSED: ("ok", _("đã tất toán")),
        LoanState.WITHDRAWN: ("neutral", _("đã rút vì ghi nhầm")),
    }[LoanState(state)]


def use_words(finding: str) -> tuple[str, str]:
    return {
        UseFinding.AS_AGREED: ("ok", _("dùng đúng mục đích")),
        UseFinding.IN_PART: ("warning", _("đúng một phần")),
        UseFinding.OTHER_USE: ("error", _("sai mục đích")),
        UseFinding.NOT_SEEN: ("neutral", _("chưa kiểm tra được")),
    }[UseFinding(finding)]


def line_words(state: str) -> tuple[str, str]:
    """Kind of sign and words of how far a line of a confirmed list is."""
    return {
        LineState.WAITING: ("waiting", _("chờ ngân hàng")),
        LineState.GRANTED: ("info", _("đã duyệt, chưa vay")),
        LineState.REFUSED: ("error", _("không cho vay")),
        LineState.LENT: ("ok", _("đã cho vay")),
    }[LineState(state)]


def verdict_words(verdict: str) -> tuple[str, str]:
    """Kind of sign and words of what the bank said."""
    return {Verdict.GRANTED: ("ok", _("duyệt cho vay")), Verdict.REFUSED: ("error", _("không cho vay"))}[
        Verdict(verdict)
    ]


def capital_words(kind: str) -> str:
    return {CapitalKind.PUT_IN: _("ủy thác thêm"), CapitalKind.RETURNED: _("thu hồi về ngân sách")}[
        CapitalKind(kind)
    ]
