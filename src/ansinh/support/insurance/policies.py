"""Who may, and what the state of a list or a line allows. Each raises with the reason."""

from ansinh.access.queries import agency_kinds_of
from ansinh.accounts.actor import Actor, ActorKind
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.support.delivery.giving import agencies_spoken_for
from ansinh.support.insurance.owing import card_policies
from ansinh.support.models import CardLine, CardList
from ansinh.support.models.health_card_enums import COVERED_BY, ListState


def insurers() -> frozenset[str]:
    """The kinds of agency that give health insurance cards."""
    return frozenset(one.agency for one in card_policies())


def check_list_state(card_list: CardList, state: ListState) -> None:
    """Raise ``Refused`` where somebody moved the list meanwhile."""
    if card_list.state != state.value:
        raise Refused(
            _("Danh sách này đã ở bước khác. Hãy tải lại trang để xem ai đã làm gì."), code="wrong_state"
        )


def speaks_for_insurer(by: Actor, unit_id: int) -> bool:
    """Whether somebody speaks at a place for the agency that gives cards."""
    if by.kind is not ActorKind.USER:
        return True
    return bool(insurers() & agencies_spoken_for(agency_kinds_of(by, unit_id), today()))


def check_insurer(by: Actor, unit_id: int) -> None:
    if not speaks_for_insurer(by, unit_id):
        raise Refused(
            _("Chỉ cơ quan bảo hiểm xã hội trả lời danh sách thẻ ở đây. Xã nạp tệp kết quả ở trang Nạp tệp."),
            code="other_agency",
        )


def check_covers(line: CardLine) -> None:
    """Raise ``Refused`` for a line that takes somebody off the list: no card is given for it."""
    if line.change not in COVERED_BY:
        raise Refused(
            _("Dòng này báo giảm nên không có thẻ. Hãy chọn dòng tăng hoặc đổi nhóm của người ấy."),
            code="removed_line",
        )
