"""Who may, and what the state of a budget allows. Each raises with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.agencies.kinds import agency_kind
from ansinh.budgets.enums import State
from ansinh.budgets.errors import OverBudget
from ansinh.budgets.models import BudgetAct, BudgetLine, Settlement
from ansinh.budgets.words import component
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.plans.models import Document, Plan
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.delivery.policies import check_second_person

MOST = 10**15
"""Đồng: more in one line is a slip of the keyboard."""
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_BUDGETS = {UnitLevel.PROVINCE.value, UnitLevel.DISTRICT.value, UnitLevel.COMMUNE.value}


@dataclass(frozen=True, slots=True)
class PaperRef:
    """The paper an act rests on: one that is held, or number and day as typed."""

    document: Document | None = None
    number: str = ""
    on: date | None = None


def check_makes(by: Actor, unit_id: int) -> None:
    check_may(by, P.MAKE_BUDGETS, unit_id)


def check_decides(by: Actor, unit_id: int, made_by: str) -> None:
    """Raise ``Refused`` without the right to approve there, or for who drew it up."""
    check_may(by, P.APPROVE_BUDGETS, unit_id)
    check_second_person(by, [made_by], _("đã lập"))


def check_takes_back(by: Actor, unit_id: int, made_by: str) -> None:
    """Raise ``Refused`` unless ``by`` drew it up or may approve there."""
    if by.label != made_by:
        check_may(by, P.APPROVE_BUDGETS, unit_id)


def check_paper(paper: PaperRef) -> None:
    """Raise ``UnusableInput`` where neither a held paper nor a number and its day are given, or the day is to come."""
    if paper.document is None and (not paper.number.strip() or paper.on is None):
        raise UnusableInput(
            _("Hãy chọn văn bản đã có, hoặc ghi số và ngày của văn bản."), code="paper_missing"
        )
    if paper.on is not None and paper.on > today():
        raise UnusableInput(_("Ngày của văn bản ở tương lai."), code="future_date")


def check_amount(amount: int) -> None:
    """Raise ``UnusableInput`` for nothing, or for more than any budget holds."""
    if amount == 0 or abs(amount) > MOST:
        raise UnusableInput(_("Số tiền phải khác không và không quá 15 chữ số."), code="amount_outside")


def check_line_words(
    unit: Unit, year: int, component_code: str, agency: str, policy: str, plan: Plan | None
) -> None:
    """Raise ``UnusableInput`` or ``Refused`` where a line would be of no budget: another level, a year at which the place was not
    there, an unknown component, agency or policy, a plan of another year."""
    if unit.level not in _BUDGETS:
        raise Refused(_("Chỉ tỉnh, huyện, xã có ngân sách."), code="no_budget")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise UnusableInput(_("Năm ngân sách không hợp lệ."), code="year_outside")
    if unit.valid_from > date(year, 12, 31) or (unit.valid_until or date.max) < date(year, 1, 1):
        said = _("Năm {year} không có {place}.")
        raise Refused(said.format(year=year, place=unit.name), code="place_not_then")
    component(component_code)
    if agency:
        agency_kind(agency)
    if policy:
        policy_in_use(policy)
    if plan is not None and not plan.year_from <= year <= plan.year_until:
        raise UnusableInput(_("Kế hoạch đã chọn không phải của năm này."), code="plan_of_other_year")


def is_closed(unit_id: int, year: int) -> bool:
    """Whether the place's year was settled."""
    closed = Settlement.objects.everywhere().filter(unit=unit_id, year=year, state=State.APPROVED.value)
    return closed.exists()


def check_open_or_told(unit_id: int, year: int, remark: str) -> None:
    """Raise ``Refused`` where the place's year was settled and nobody says why it changes afterwards."""
    if not remark.strip() and is_closed(unit_id, year):
        raise Refused(
            _("Năm {year} của nơi này đã quyết toán. Hãy ghi lý do thay đổi sau quyết toán.").format(
                year=year
            ),
            code="year_settled",
        )


def check_left(line: BudgetLine, amount: int) -> None:
    """Raise ``OverBudget`` where less than ``amount`` is left of a line, with what there is."""
    if amount > line.left:
        raise OverBudget(
            _(
                "Chỉ còn {left} đồng trong số {granted} đồng được giao (đã phân bổ {allocated}, đã chi {paid}); cần {amount} đồng. Hãy giảm số "
                "tiền, hoặc đề nghị điều chỉnh kinh phí trước."
            ).format(
                left=shown_number(line.left),
                granted=shown_number(line.granted),
                allocated=shown_number(line.allocated),
                paid=shown_number(line.disbursed),
                amount=shown_number(amount),
            )
        )


def check_waits(row: BudgetAct | Settlement) -> None:
    """Raise ``Refused`` where somebody decided it meanwhile."""
    if row.state != State.WAITING.value:
        raise Refused(
            _("Việc này đã được quyết định. Hãy tải lại trang để xem ai đã làm gì."), code="decided"
        )


def check_under(whole: Unit, units: Iterable[Unit], on: date) -> None:
    """Raise ``Refused`` where a place does not lie below ``whole`` on a day."""
    for one in units:
        if one.pk == whole.pk or not one.path.startswith(whole.path) or not one.holds_on(on):
            said = _("{place} không nằm dưới {whole} vào ngày {day}.")
            raise Refused(
                said.format(place=one.name, whole=whole.name, day=shown_date(on)), code="place_not_below"
            )
