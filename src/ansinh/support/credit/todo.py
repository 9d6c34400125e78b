"""What waits in credit: lists 03/TD to confirm, confirmed ones without their loans, loans that are overdue."""

from collections.abc import Iterator

from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.language import _
from ansinh.support.credit.answers import sent_lines
from ansinh.support.credit.policies import bank_scope
from ansinh.support.models import Loan, LoanList
from ansinh.support.models.delivery_enums import AnswerState
from ansinh.support.models.loan_enums import LineState, LoanState
from ansinh.work.todo import Todo, todo


@todo("credit.confirm", P.APPROVE_SUPPORT, words=lambda: _("Danh sách 03/TD chờ xác nhận"))
def to_confirm(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """What a second person confirms; what one made oneself is somebody else's."""
    waiting = LoanList.objects.within(scope).filter(state=AnswerState.WAITING.value)
    yield Todo(
        _("Danh sách vay vốn (03/TD) chờ xã xác nhận"),
        waiting.exclude(made_by=actor.label).count(),
        f"{reverse('credit:lists')}?state=waiting",
        "check",
    )


@todo("credit.bank_answers", P.CONFIRM_DELIVERIES, words=lambda: _("Dòng 03/TD chờ ngân hàng trả lời"))
def to_answer(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """Lines of confirmed lists that the bank said nothing of yet, for who speaks for it."""
    own = scope.both(bank_scope(actor))
    if own.is_empty:
        return
    lines = sent_lines(own)
    yield Todo(
        _("Người, hộ trong danh sách 03/TD chờ ngân hàng trả lời"),
        lines.filter(progress=LineState.WAITING.value).count(),
        f"{reverse('credit:bank-lines')}?state=waiting",
        "check",
    )
    yield Todo(
        _("Đã duyệt cho vay, chưa ghi khoản vay"),
        lines.filter(progress=LineState.GRANTED.value).count(),
        f"{reverse('credit:bank-lines')}?state=granted",
        "check",
    )


@todo("credit.overdue", P.PROPOSE_SUPPORT, words=lambda: _("Khoản vay có nợ quá hạn"))
def overdue(_actor: Actor, scope: Scope) -> Iterator[Todo]:
    """Loans with money overdue by the bank's newest statement."""
    rows = Loan.objects.within(scope).filter(state=LoanState.LIVE.value, overdue__gt=0)
    yield Todo(
        _("Khoản vay có nợ quá hạn"), rows.count(), f"{reverse('credit:loans')}?state=overdue", "alert"
    )
