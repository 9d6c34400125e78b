"""The states of a case of average living standard and the moves between them; words for both."""

from dataclasses import dataclass
from typing import Any

from ansinh.accounts.permissions import Permission
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.reviews.decisions.enums import AverageSector, AverageState

S = AverageState

P = Permission


@dataclass(frozen=True)
class Move:
    """One line of the table: from which states, by which verb, to which, by whom, on what clock, under which article."""

    verb: str
    sources: tuple[AverageState, ...]
    target: AverageState
    needs: Permission
    words: Any
    article: str
    clock: str = ""
    reason: bool = False


MOVES = (
    Move(
        "record_income",
        (S.REQUESTED, S.SURVEYED),
        S.SURVEYED,
        P.PREPARE_DOSSIERS,
        later("Ghi thu nhập 12 tháng"),
        "Điều 6",
    ),
    Move(
        "post",
        (S.SURVEYED,),
        S.POSTED,
        P.PREPARE_DOSSIERS,
        later("Niêm yết ở Ủy ban nhân dân xã"),
        "Điều 6",
        clock="agricultural_posting",
    ),
    Move(
        "complain",
        (S.POSTED,),
        S.RECHECKING,
        P.RECEIVE_REQUESTS,
        later("Ghi khiếu nại về kết quả niêm yết"),
        "Điều 6",
        clock="agricultural_recheck",
        reason=True,
    ),
    Move(
        "finish_recheck",
        (S.RECHECKING,),
        S.RECHECKED,
        P.PREPARE_DOSSIERS,
        later("Ghi kết quả kiểm tra lại"),
        "Điều 6",
        reason=True,
    ),
    Move("recognise", (S.POSTED, S.RECHECKED), S.RECOGNISED, P.DECIDE_LISTS, later("Công nhận"), "Điều 6"),
    Move(
        "refuse",
        (S.SURVEYED, S.POSTED, S.RECHECKED),
        S.REFUSED,
        P.DECIDE_LISTS,
        later("Không công nhận, trả lời bằng văn bản"),
        "Điều 6",
        reason=True,
    ),
)


def state_words(state: str) -> tuple[str, str]:
    """Kind of status and words of a state."""
    return {
        S.REQUESTED: ("waiting", _("đã nhận đề nghị")),
        S.SURVEYED: ("info", _("đã xác định thu nhập")),
        S.POSTED: ("info", _("đang niêm yết")),
        S.RECHECKING: ("warning", _("đang kiểm tra lại")),
        S.RECHECKED: ("info", _("đã kiểm tra lại")),
        S.RECOGNISED: ("ok", _("được công nhận")),
        S.REFUSED: ("neutral", _("không được công nhận")),
    }[AverageState(state)]


def sector_words(sector: str) -> str:
    """A sector in words."""
    return {
        AverageSector.AGRICULTURE: _("nông nghiệp"),
        AverageSector.FORESTRY: _("lâm nghiệp"),
        AverageSector.FISHERY: _("ngư nghiệp"),
        AverageSector.SALT: _("diêm nghiệp"),
    }[AverageSector(sector)]
