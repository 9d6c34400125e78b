"""Payments out of a line: recorded by one person, counted once another approved them; corrected by a payment below nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.budgets.actions import act_of
from ansinh.budgets.enums import ActKind, PaymentKind, State
from ansinh.budgets.lines import held
from ansinh.budgets.models import BudgetAct, BudgetLine, Payment
from ansinh.budgets.policies import PaperRef, check_amount, check_left, check_makes, check_open_or_told
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.support.delivery.policies import check_reason

_NO_PAPER = PaperRef()


@dataclass(frozen=True, slots=True)
class Paid:
    """One line of a document of payment."""

    line_id: int
    kind: PaymentKind
    amount: int
    paper_no: str
    paper_on: date
    paper_line: int = 1
    content: str = ""

    @property
    def key(self) -> tuple[str, date, int]:
        """By what it is known again."""
        return folded(self.paper_no), self.paper_on, self.paper_line


def folded(number: str) -> str:
    """A document's number without regard to blanks and case, as it is compared."""
    return "".join(number.split()).casefold()[:80]


@action(EventName.BUDGET_PAYMENT_RECORDED)
def record_payment(*, line: BudgetLine, paid: Paid, by: Actor, remark: str = "") -> BudgetAct:
    """Record one payment or advance out of a line; it waits for another person.

    Raises ``Refused`` without the right, for more than is left, a document that is known (``payment_known``), a settled year without a
    reason; ``UnusableInput`` for nothing, no document, a day before the year or to come.
    """
    found = held([line.pk])[line.pk]
    check_makes(by, found.unit_id)
    check_open_or_told(found.unit_id, found.year, remark)
    check_paid(found, paid)
    if known_payment(found.unit_id, paid) is not None:
        raise _known()
    check_left(found, paid.amount + waiting_of(found))
    made = act_of(found.unit, found.year, ActKind.PAY, _NO_PAPER, paid.amount, rows=1, remark=remark, by=by)
    _write(made, [(found, paid)])
    note(subject=f"budget_act:{made.pk}", place=found.unit.code, year=found.year, amount=paid.amount, rows=1)
    return made


@action(EventName.BUDGET_PAYMENTS_TAKEN_IN)
def take_in_payments(
    *, unit_id: int, year: int, paid: Sequence[Paid], digest: str, by: Actor, remark: str = ""
) -> BudgetAct | None:
    """Record the payments of a file for one place and year as one act that waits. What is known already is passed over; nothing, where
    all of it is. ``digest``: of the file.

    Raises ``Refused`` as ``record_payment`` does, for the first row that does not fit; then nothing is recorded.
    """
    check_makes(by, unit_id)
    check_open_or_told(unit_id, year, remark)
    lines = held(sorted({one.line_id for one in paid}))
    fresh = [one for one in paid if known_payment(unit_id, one) is None]
    if not fresh:
        nothing_changed()
        return None
    for one in fresh:
        line = lines[one.line_id]
        if (line.unit_id, line.year) != (unit_id, year):
            raise Refused(
                _("Một lần nạp chứng từ chỉ của một nơi và một năm."), code="other_place"
            )  # fmt: skip
        check_paid(line, one)
    for key, line in lines.items():
        check_left(line, sum(one.amount for one in fresh if one.line_id == key) + waiting_of(line))
    total = sum(one.amount for one in fresh)
    made = act_of(
        next(iter(lines.values())).unit, year, ActKind.PAY, _NO_PAPER, total,
        rows=len(fresh), remark=remark, by=by, file_digest=digest,
    )  # fmt: skip
    _write(made, [(lines[one.line_id], one) for one in fresh])
    note(
        subject=f"budget_act:{made.pk}",
        place=made.unit.code,
        year=year,
        amount=total,
        rows=len(fresh),
        digest=digest,
    )
    return made  # fmt: skip


@action(EventName.BUDGET_PAYMENT_CORRECTED)
def correct_payment(
    *, payment: Payment, amount: int, paper_no: str, paper_on: date, reason: str, by: Actor
) -> BudgetAct:
    """Propose to take back ``amount`` đồng of an approved payment, by a document of its own; both stay in sight.

    Raises ``Refused`` without the right, for a payment that does not count, more than is left of it, a document that is known;
    ``UnusableInput`` without an amount, a document or a reason.
    """
    line = held([payment.line_id])[payment.line_id]
    check_makes(by, line.unit_id)
    told = check_reason(reason)
    if payment.state != State.APPROVED.value or payment.corrects_id is not None:
        raise Refused(_("Chỉ giảm chi một chứng từ đã duyệt."), code="does_not_count")
    before = Payment.objects.everywhere().filter(corrects=payment).exclude(state=State.REFUSED.value)
    left = payment.amount + sum(before.values_list("amount", flat=True))
    if not 0 < amount <= left:
        said = _("Số giảm chi phải lớn hơn không và không quá số còn lại của chứng từ ({left} đồng).")
        raise Refused(said.format(left=left), code="more_than_paid")
    paid = Paid(line.pk, PaymentKind.CORRECTION, -amount, paper_no, paper_on, content=told)
    check_paid(line, paid)
    if known_payment(line.unit_id, paid) is not None:
        raise _known()
    made = act_of(line.unit, line.year, ActKind.PAY, _NO_PAPER, -amount, rows=1, remark=told, by=by)
    _write(made, [(line, paid)], corrects=payment)
    note(subject=f"budget_act:{made.pk}", place=line.unit.code, year=line.year, amount=-amount)
    return made


def check_paid(line: BudgetLine, paid: Paid) -> None:
    """Raise ``UnusableInput`` where a payment has no amount, no document, or a day outside of its budget."""
    check_amount(paid.amount)
    if paid.amount < 0 and paid.kind is not PaymentKind.CORRECTION:
        raise UnusableInput(
            _("Số tiền phải lớn hơn không. Khoản giảm chi ghi ở trang của chứng từ đã duyệt."),
            code="below_nothing",
        )
    if not folded(paid.paper_no) or paid.paper_line < 1:
        raise UnusableInput(_("Hãy ghi số chứng từ và dòng (từ 1)."), code="paper_missing")
    if paid.paper_on > today() or paid.paper_on < date(line.year, 1, 1):
        raise UnusableInput(
            _("Ngày chứng từ phải từ ngày đầu năm ngân sách đến hôm nay."), code="day_outside"
        )


def known_payment(unit_id: int, paid: Paid) -> Payment | None:
    """The payment of a place that has the same number, day and line of document and was not refused."""
    number, on, position = paid.key
    rows = Payment.objects.everywhere().filter(
        unit=unit_id, paper_fold=number, paper_on=on, paper_line=position
    )
    return rows.exclude(state=State.REFUSED.value).first()


def waiting_of(line: BudgetLine) -> int:
    """What waits to be paid out of a line, đồng."""
    rows = Payment.objects.everywhere().filter(line=line, state=State.WAITING.value, amount__gt=0)
    return sum(rows.values_list("amount", flat=True))


def _write(act: BudgetAct, rows: list[tuple[BudgetLine, Paid]], corrects: Payment | None = None) -> None:
    made = [
        Payment(
            act=act,
            line=line,
            unit_id=line.unit_id,
            kind=one.kind.value,
            paper_no=one.paper_no.strip()[:80],
            paper_fold=one.key[0],
            paper_on=one.paper_on,
            paper_line=one.paper_line,
            amount=one.amount,
            content=clean(one.content)[:300],
            corrects=corrects,
        )
        for line, one in rows
    ]
    try:
        with transaction.atomic():
            Payment.objects.bulk_create(made)
    except IntegrityError as failure:
        raise _known() from failure


def _known() -> Refused:
    return Refused(
        _(
            "Chứng từ này (cùng số, ngày, dòng) đã được ghi nên không tính lần nữa. Hãy tìm ở danh sách chứng từ chi; nếu là dòng khác của "
            "cùng chứng từ, ghi số dòng của nó."
        ),
        code="payment_known",
    )
