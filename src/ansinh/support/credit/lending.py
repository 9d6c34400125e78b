"""Loans as the bank gave them: recorded, what is owed of them, how they are used, withdrawn where the row was wrong."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.text import clean
from ansinh.support.catalogue.policy import Target
from ansinh.support.credit.answers import answer_to
from ansinh.support.credit.capital import lend_from
from ansinh.support.credit.owing import check_within_limit, hold_borrower, owed_in
from ansinh.support.credit.policies import check_writes
from ansinh.support.credit.terms import check_credit, terms_of
from ansinh.support.delivery.policies import check_proposes, check_reason
from ansinh.support.models import EntrustedAccount, Loan, LoanRequest, LoanStanding, LoanVisit
from ansinh.support.models.delivery_enums import AnswerState
from ansinh.support.models.loan_enums import LoanState, UseFinding, Verdict

_HIGHEST_RATE = Decimal(100)
_DAYS_OF_SHORT_MONTH = 28


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, _DAYS_OF_SHORT_MONTH):
        if last <= day.day:
            try:
                return date(year, month + 1, last)
            except ValueError:
                continue
    raise AssertionError("every month has 28 days")


@action(EventName.LOAN_RECORDED)
def record_loan(
    *,
    household: Household,
    policy: str,
    reference: str,
    amount: int,
    purpose: str,
    lent_on: date,
    term_months: int,
    rate: Decimal,
    by: Actor,
    request: LoanRequest | None = None,
    without_list: str = "",
    person_id=None,
    capital: EntrustedAccount | None = None,
) -> Loan:
    """Write down a loan as the bank gave it; ``rate`` in percent a year. ``request``: the line of the confirmed list it answers;
    without one ``without_list`` says why. ``capital``: the budget whose entrusted money it is.

    Raises ``Refused`` without the right, for the own household, a list that is not confirmed, more than was asked or the bank granted,
    a request that has its loan or that the bank refused, the bank's number twice, more than the limit of the programme leaves (``over_limit``) or than the entrusted
    capital holds; ``UnusableInput`` for sums, days and texts that do not fit.
    """
    # The bank knows of the households whose lists it was sent; who else borrows is written by the commune.
    (check_proposes if request is None else check_writes)(by, household.unit_id)
    check_not_close([household.pk], by)
    found = check_credit(policy)
    if not reference.strip() or not clean(purpose):
        raise UnusableInput(_("Hãy ghi số khoản vay của ngân hàng và mục đích vay."), code="no_reference")
    if amount <= 0 or term_months <= 0 or not 0 <= rate <= _HIGHEST_RATE:
        raise UnusableInput(
            _("Số tiền và thời hạn phải lớn hơn không, lãi suất từ 0 đến 100%/năm."), code="no_amount"
        )
    if lent_on > today():
        raise UnusableInput(_("Ngày ở tương lai."), code="future_date")
    if request is None and not clean(without_list):
        raise UnusableInput(
            _("Khoản vay không có trong danh sách 03/TD nào: hãy ghi vì sao (vay trước khi dùng hệ thống…)."),
            code="no_list",
        )
    person = request.person_id if request is not None else person_id
    if (found.target is Target.PERSON) != (person is not None):
        raise UnusableInput(
            _("Chương trình này cho từng người hay cho cả hộ: hãy chọn lại người vay."), code="wrong_subject"
        )
    if request is not None:
        _check_request(request, household, policy, amount)
    beneficiary = person or household.pk
    hold_borrower(found, beneficiary)
    Household.objects.everywhere().select_for_update(of=("self",)).get(pk=household.pk)
    terms = terms_of(found, lent_on)
    check_within_limit(found, terms.limit, owed_in(found, beneficiary), amount)
    try:
        with transaction.atomic():
            made = Loan.objects.create(
                policy=found.code,
                household=household,
                person_id=person,
                beneficiary=beneficiary,
                unit_id=household.unit_id,
                village=household.village,
                request=request,
                without_list=clean(without_list)[:300],
                reference=reference.strip()[:60],
                amount=amount,
                purpose=clean(purpose)[:160],
                lent_on=lent_on,
                term_months=term_months,
                due_on=months_after(lent_on, term_months),
                rate=rate,
                capital=capital,
                balance=amount,
                standing_on=lent_on,
                recorded_at=now(),
                recorded_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(
            _(
                "Số khoản vay này, hoặc dòng này của danh sách, đã có khoản vay. Hãy mở khoản ấy để ghi dư nợ."
            ),
            code="loan_known",
        ) from failure
    if capital is not None:
        lend_from(capital, amount)
    note(subject=f"household:{household.pk}", policy=found.code, amount=amount, listed=request is not None)
    return made


def _check_request(request: LoanRequest, household: Household, policy: str, amount: int) -> None:
    if request.list.state != AnswerState.CONFIRMED.value:
        raise Refused(_("Danh sách 03/TD này chưa được xã xác nhận."), code="not_confirmed")
    if request.household_id != household.pk or request.policy != policy:
        raise Refused(_("Dòng này của danh sách là của hộ hoặc chương trình khác."), code="other_request")
    if amount > request.amount:
        raise Refused(
            _("Số tiền vay nhiều hơn số đã đề nghị trong danh sách. Hãy kiểm tra lại với ngân hàng."),
            code="more_than_asked",
        )
    answer = answer_to(request)
    if answer is not None and answer.verdict == Verdict.REFUSED.value:
        raise Refused(
            _(
                "Ngân hàng đã trả lời không cho vay dòng này. Hãy để ngân hàng trả lời lại trước khi ghi khoản vay."
            ),
            code="bank_refused",
        )
    if answer is not None and amount > answer.amount:
        raise Refused(
            _(
                "Ngân hàng chỉ duyệt {amount} đồng cho dòng này. Hãy ghi số không lớn hơn, hoặc để ngân hàng trả lời lại."
            ).format(amount=shown_number(answer.amount)),
            code="more_than_granted",
        )


def _held(loan: Loan) -> Loan:
    held = Loan.objects.everywhere().select_for_update(of=("self",)).get(pk=loan.pk)
    if held.state == LoanState.WITHDRAWN.value:
        raise Refused(_("Khoản vay này đã rút vì ghi nhầm."), code="withdrawn")
    return held


@action(EventName.LOAN_STANDING_RECORDED)
def record_standing(*, loan: Loan, on: date, balance: int, overdue: int, by: Actor) -> Loan:
    """Write what the bank says is owed on a day, and of it overdue; at nothing the loan is closed. A later statement of the same day
    takes the place of the one before, which stays in sight.

    Raises ``Refused`` without the right or for the own household; ``Refused`` as well where what is owed rises above the limit;
    ``UnusableInput`` for a day before the newest statement or to come, a balance above the loan, more overdue than owed.
    """
    held = _held(loan)
    check_writes(by, held.unit_id)
    check_not_close([held.household_id], by)
    write_standing(held, on=on, balance=balance, overdue=overdue, by=by)
    note(subject=f"loan:{held.pk}", balance=balance, overdue=overdue)
    return held


def write_standing(
    held: Loan, *, on: date, balance: int, overdue: int, by: Actor, file_digest: str = ""
) -> None:
    """A statement and the state it leads to, of a loan locked before; only actions call it."""
    if on > today() or on < held.standing_on:
        raise UnusableInput(_("Ngày phải từ lần ghi dư nợ trước đến hôm nay."), code="day_outside")
    if not 0 <= overdue <= balance <= held.amount:
        raise UnusableInput(
            _("Dư nợ không âm và không quá số tiền vay; nợ quá hạn không quá dư nợ."), code="balance_outside"
        )
    if balance > held.balance:
        _check_rise(held, balance)
    LoanStanding.objects.create(
        loan=held, on=on, balance=balance, overdue=overdue, file_digest=file_digest, at=now(), by=by.label
    )
    if held.capital_id is not None:
        lend_from(EntrustedAccount.objects.everywhere().get(pk=held.capital_id), balance - held.balance)
    held.balance, held.overdue, held.standing_on = balance, overdue, on
    held.state = LoanState.LIVE.value if balance else LoanState.CLOSED.value
    held.closed_on = None if balance else on
    held.save(update_fields=["balance", "overdue", "standing_on", "state", "closed_on"])


def _check_rise(held: Loan, balance: int) -> None:
    """What is owed rises only by a statement that sets another right: then it must fit beside what was lent meanwhile."""
    policy = check_credit(held.policy)
    hold_borrower(policy, held.beneficiary)
    owed = owed_in(policy, held.beneficiary, without=[held.pk])
    check_within_limit(policy, terms_of(policy, held.lent_on).limit, owed, balance)


@action(EventName.LOAN_USE_CHECKED)
def check_use(
    *, loan: Loan, visited_on: date, visitor_name: str, finding: UseFinding, by: Actor, remark: str = ""
) -> LoanVisit:
    """Write who went to see how a loan is used, when, and what was found. Raises ``Refused`` without the right, for the own household
    or a withdrawn loan; ``UnusableInput`` without a visitor, for a day that does not fit, or no words on another use."""
    held = _held(loan)
    check_writes(by, held.unit_id)
    check_not_close([held.household_id], by)
    if visited_on < held.lent_on or visited_on > today():
        raise UnusableInput(_("Ngày kiểm tra phải từ ngày vay đến hôm nay."), code="day_outside")
    if not clean(visitor_name):
        raise UnusableInput(_("Hãy ghi người kiểm tra."), code="no_visitor")
    if finding in (UseFinding.IN_PART, UseFinding.OTHER_USE) and not clean(remark):
        raise UnusableInput(_("Hãy ghi đã thấy vốn dùng vào việc gì."), code="no_remark")
    made = LoanVisit.objects.create(
        loan=held,
        visited_on=visited_on,
        visitor_name=clean(visitor_name)[:120],
        finding=finding.value,
        remark=clean(remark)[:300],
        at=now(),
        by=by.label,
    )
    note(subject=f"loan:{held.pk}", finding=finding.value)
    return made


@action(EventName.LOAN_WITHDRAWN)
def withdraw_loan(*, loan: Loan, reason: str, by: Actor) -> Loan:
    """A loan was written wrongly: it counts no more and stays with the reason. Raises ``Refused`` where it was withdrawn before."""
    held = _held(loan)
    check_writes(by, held.unit_id)
    check_not_close([held.household_id], by)
    if held.capital_id is not None:
        lend_from(EntrustedAccount.objects.everywhere().get(pk=held.capital_id), -held.balance)
    held.state, held.withdrawn_at, held.withdrawn_by = LoanState.WITHDRAWN.value, now(), by.label
    held.withdrawn_reason = check_reason(reason)
    held.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    note(subject=f"loan:{held.pk}", reason=held.withdrawn_reason)
    return held
