"""Money that goes out of the fund: proposed by one, approved by another, taken back into the fund where it came back."""

from datetime import date

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.outreach.fund.receiving import change_sums, check_in_year
from ansinh.outreach.fund.years import check_open, held_fund
from ansinh.outreach.models import FundUse, FundYear
from ansinh.outreach.models.enums import UsePurpose, UseState
from ansinh.outreach.policies import check_approves, check_keeps, said
from ansinh.support.delivery.policies import check_reason, check_second_person
from ansinh.support.models import HouseholdPlan, HousingWork


@action(EventName.FUND_USE_PROPOSED)
def propose_use(
    *,
    fund: FundYear,
    purpose: UsePurpose,
    words: str,
    amount: int,
    on: date,
    by: Actor,
    household: Household | None = None,
    work: HousingWork | None = None,
    plan: HouseholdPlan | None = None,
) -> FundUse:
    """Propose that the fund gives so many đồng for something, to a household where one is named; ``work`` and ``plan`` are its house
    and its plan. Nothing moves yet.

    Raises ``Refused`` without the right there or over the household, for the own household, a house or plan of another one, in a
    closed year, for more than is there; ``UnusableInput`` for nothing or a day of another year.
    """
    check_keeps(by, fund.unit_id)
    held = held_fund(fund)
    check_open(held)
    if amount <= 0:
        raise UnusableInput(_("Hãy ghi số tiền lớn hơn không."), code="no_amount")
    check_in_year(held, on)
    if household is not None:
        check_may(by, P.SEE_HOUSEHOLDS, household.unit_id, household.village)
        check_not_close([household.pk], by)
    if any(
        one is not None and (household is None or one.household_id != household.pk) for one in (work, plan)
    ):
        raise Refused(
            _("Nhà hoặc kế hoạch này là của hộ khác. Hãy chọn đúng hộ."), code="of_another_household"
        )
    if amount > held.balance:
        raise Refused(
            _("Khoản chi lớn hơn số dư của quỹ. Hãy ghi khoản thu trước, hoặc giảm số tiền."),
            code="fund_below",
        )
    made = FundUse.objects.create(
        fund=held,
        purpose=purpose.value,
        words=said(words, _("Hãy ghi chi cho việc gì."), 300),
        amount=amount,
        on=on,
        household=household,
        work=work,
        plan=plan,
        proposed_at=now(),
        proposed_by=by.label,
    )
    note(subject=f"fund_use:{made.pk}", place=held.unit.code, amount=amount, purpose=purpose.value)
    return made


@action(EventName.FUND_USE_APPROVED)
def approve_use(*, use: FundUse, decision_no: str, by: Actor) -> FundUse:
    """Let the money go out. Raises ``Refused`` without the right, for who proposed it, for the own household, what was answered
    before, more than is there, a closed year."""
    fund, held = _held(use, by)
    held.state, held.decided_at, held.decided_by = UseState.APPROVED.value, now(), by.label
    held.decision_no = said(decision_no, _("Hãy ghi số quyết định hoặc phiếu chi."), 60)
    held.save(update_fields=["state", "decided_at", "decided_by", "decision_no"])
    change_sums(fund, used=held.amount)
    note(subject=f"fund_use:{held.pk}", place=fund.unit.code, amount=held.amount)
    return held


@action(EventName.FUND_USE_REFUSED)
def refuse_use(*, use: FundUse, reason: str, by: Actor) -> FundUse:
    """Say no, with the reason; another proposal may follow. Raises as ``approve_use`` does."""
    _fund, held = _held(use, by)
    held.state, held.decided_at, held.decided_by = UseState.REFUSED.value, now(), by.label
    held.reason = check_reason(reason)[:300]
    held.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    note(subject=f"fund_use:{held.pk}", reason=held.reason)
    return held


@action(EventName.FUND_USE_RETURNED)
def return_use(*, use: FundUse, reason: str, by: Actor) -> FundUse:
    """Money that went out came back as a whole: it is in the fund again, what was approved stays in sight. Raises ``Refused`` without
    the right to approve, for who proposed it, where gifts were given of it, in a closed year."""
    check_approves(by, use.fund.unit_id)
    fund = held_fund(use.fund)
    check_open(fund)
    held = _row(use)
    check_second_person(by, [held.proposed_by], _("đã đề nghị khoản chi này"))
    if held.state != UseState.APPROVED.value:
        raise Refused(_("Chỉ khoản đã duyệt chi mới nhập lại quỹ. Hãy tải lại trang."), code="wrong_state")
    if held.gifts.filter(withdrawn_at=None).everywhere().exists():
        raise Refused(_("Khoản này đã ghi quà cho hộ. Hãy rút các dòng quà ấy trước."), code="gifts_of_it")
    held.state, held.reason = UseState.RETURNED.value, check_reason(reason)[:300]
    held.returned_at, held.returned_by = now(), by.label
    held.save(update_fields=["state", "reason", "returned_at", "returned_by"])
    change_sums(fund, used=-held.amount)
    note(subject=f"fund_use:{held.pk}", amount=held.amount, reason=held.reason)
    return held


def _held(use: FundUse, by: Actor) -> tuple[FundYear, FundUse]:
    """The books and a use that waits, both held, for somebody else than who proposed it."""
    check_approves(by, use.fund.unit_id)
    fund = held_fund(use.fund)
    check_open(fund)
    held = _row(use)
    check_second_person(by, [held.proposed_by], _("đã đề nghị khoản chi này"))
    if held.household_id is not None:
        check_not_close([held.household_id], by)
    if held.state != UseState.WAITING.value:
        raise Refused(_("Khoản chi này đã được trả lời. Hãy tải lại trang."), code="answered")
    return fund, held


def _row(use: FundUse) -> FundUse:
    return FundUse.objects.everywhere().select_for_update(of=("self",)).get(pk=use.pk)
