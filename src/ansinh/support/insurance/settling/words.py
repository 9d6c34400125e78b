"""Codes of settlements for people."""

from datetime import date

from ansinh.kernel.language import _
from ansinh.support.insurance.settling.comparing import Money
from ansinh.support.models import SettledCard
from ansinh.support.models.health_card_enums import ListState, SpanKind


def settlement_words(state: str) -> tuple[str, str]:
    """Kind of sign and words of a settlement's state."""
    return {
        ListState.PREPARED: ("waiting", _("đã lập, chờ duyệt")),
        ListState.APPROVED: ("ok", _("đã duyệt, khóa")),
        ListState.DROPPED: ("neutral", _("đã bỏ")),
    }[ListState(state)]


def period_words(first: date, last: date) -> str:
    """A period of whole months."""
    if (first.year, first.month) == (last.year, last.month):
        return _("tháng {month}").format(month=f"{first:%m/%Y}")
    return _("từ tháng {first} đến tháng {last}").format(first=f"{first:%m/%Y}", last=f"{last:%m/%Y}")


def span_words(kind: str, counted: int) -> tuple[str, str]:
    """Why months are in a settlement."""
    if SpanKind(kind) is SpanKind.CORRECTED:
        return {
            -1: ("warning", _("đã quyết toán, nay không còn hiệu lực")),
            0: ("info", _("đã quyết toán với số tiền khác")),
            1: ("info", _("đã bỏ khỏi quyết toán, nay có hiệu lực lại")),
        }[counted]
    return {
        SpanKind.REGULAR: ("ok", _("trong kỳ")),
        SpanKind.LATE: ("info", _("của kỳ trước, chưa quyết toán")),
    }[SpanKind(kind)]


def comparison_words(card: SettledCard) -> tuple[str, str]:
    """What the insurer says of a card, held against what is owed."""
    if card.billed_state is None or card.billed_local is None or card.billed_own is None:
        return "neutral", _("bảo hiểm chưa nêu")
    owed = Money(card.state_amount, card.local_amount, card.own_amount)
    if Money(card.billed_state, card.billed_local, card.billed_own) == owed:
        return "ok", _("khớp")
    return "warning", _("khác")
