"""The bank answers what a confirmed list asks for, line by line: so much, or nothing and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import VIETNAM, now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.text import clean
from ansinh.support.credit.owing import check_within_limit, hold_borrower, owed_in, promised_in
from ansinh.support.credit.policies import check_bank
from ansinh.support.credit.terms import check_credit, terms_of
from ansinh.support.models import Loan, LoanAnswer, LoanList, LoanRequest
from ansinh.support.models.delivery_enums import AnswerState
from ansinh.support.models.loan_enums import LoanState, Verdict


@dataclass(frozen=True)
class Said:
    """What the bank says to one line: ``amount`` granted in đồng (0 where it refuses) or ``reason`` why not."""

    request_id: int
    verdict: Verdict
    amount: int = 0
    reason: str = ""


@action(EventName.LOAN_LINES_ANSWERED)
def answer_lines(*, listed: LoanList, said: Sequence[Said], on: date, by: Actor) -> list[LoanAnswer]:
    """Write the bank's answers to lines of a confirmed list: all of them or none. A later answer takes the place of the one before,
    which stays in sight, until the loan is there.

    Raises ``Refused`` for whoever does not speak for the bank there, a list that is not confirmed, the own household, a line that has its
    loan, more than was asked or than the limit of the programme leaves beside what is owed and granted elsewhere; ``UnusableInput``
    for no answer, a line of another list or twice, a refusal without its reason, a day before the list was confirmed or to come.
    """
    check_bank(by, listed.unit_id)
    held = LoanList.objects.everywhere().select_for_update(of=("self",)).get(pk=listed.pk)
    if held.state != AnswerState.CONFIRMED.value or held.decided_at is None:
        raise Refused(_("Danh sách 03/TD này chưa được xã xác nhận."), code="not_confirmed")
    _check_said(said, on, held.decided_at.astimezone(VIETNAM).date())
    rows = {
        one.pk: one
        for one in LoanRequest.objects.everywhere()
        .filter(list=held, pk__in=[one.request_id for one in said])
        .select_related("household", "person")
    }
    if len(rows) < len({one.request_id for one in said}) or len(rows) < len(said):
        raise UnusableInput(
            _("Có dòng không thuộc danh sách này hoặc hai lần. Hãy tải lại trang."), code="other_line"
        )
    check_not_close({one.household_id for one in rows.values()}, by)
    if _lent(rows).exists():
        raise Refused(
            _(
                "Có dòng đã có khoản vay nên không trả lời lại được. Hãy tải lại trang; khoản ghi nhầm thì rút khoản ấy trước."
            ),
            code="lent_already",
        )
    # Borrowers are held in one order: two who answer for the same people at one moment wait for each other, and never both.
    ordered = sorted(said, key=lambda one: rows[one.request_id].beneficiary)
    made = [_answer(rows[one.request_id], one, on, by) for one in ordered]
    granted = [one for one in made if one.verdict == Verdict.GRANTED.value]
    note(
        subject=f"loan_list:{held.pk}",
        lines=len(made),
        granted=len(granted),
        amount=sum(one.amount for one in granted),
    )
    return made


def _check_said(said: Sequence[Said], on: date, confirmed_on: date) -> None:
    if not said:
        raise UnusableInput(
            _("Chưa chọn trả lời cho dòng nào. Hãy chọn duyệt hoặc không cho vay."), code="no_answer"
        )
    if not confirmed_on <= on <= today():
        raise UnusableInput(_("Ngày trả lời phải từ ngày xã xác nhận đến hôm nay."), code="day_outside")
    if any(one.verdict is Verdict.GRANTED and one.amount <= 0 for one in said):
        raise UnusableInput(_("Dòng được duyệt phải có số tiền lớn hơn không."), code="no_amount")
    if any(one.verdict is Verdict.REFUSED and not clean(one.reason) for one in said):
        raise UnusableInput(_("Dòng không cho vay phải có lý do."), code="reason_missing")


def _lent(rows: dict[int, LoanRequest]):
    return Loan.objects.everywhere().filter(request__in=list(rows)).exclude(state=LoanState.WITHDRAWN.value)


def _answer(row: LoanRequest, said: Said, on: date, by: Actor) -> LoanAnswer:
    granted = said.verdict is Verdict.GRANTED
    if granted:
        _check_granted(row, said.amount, on)
    return LoanAnswer.objects.create(
        request=row,
        verdict=said.verdict.value,
        amount=said.amount if granted else 0,
        reason=clean(said.reason)[:300],
        on=on,
        at=now(),
        by=by.label,
    )


def _check_granted(row: LoanRequest, amount: int, on: date) -> None:
    if amount > row.amount:
        raise Refused(
            _(
                "Số duyệt {amount} đồng nhiều hơn số đề nghị {asked} đồng của cùng dòng. Hãy sửa lại số duyệt."
            ).format(amount=shown_number(amount), asked=shown_number(row.amount)),
            code="more_than_asked",
        )
    policy = check_credit(row.policy)
    hold_borrower(policy, row.beneficiary)
    limit = row.limit if row.limit is not None else terms_of(policy, on).limit
    owed = owed_in(policy, row.beneficiary)
    check_within_limit(policy, limit, owed, amount)
    granted = promised_in(policy, row.beneficiary, without=[row.pk])
    if limit is not None and owed + granted + amount > limit:
        said = _(
            "Vượt mức cho vay của {policy}: tối đa {limit} đồng, đang nợ {owed} đồng, ngân hàng đã duyệt {granted} đồng chưa cho vay ở dòng "
            "khác. Hãy giảm số duyệt, hoặc trả lời lại dòng kia."
        )
        raise Refused(
            said.format(
                policy=policy.code,
                limit=shown_number(limit),
                owed=shown_number(owed),
                granted=shown_number(granted),
            ),
            code="over_limit",
        )
