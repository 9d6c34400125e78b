"""The list 03/TD of a savings group on paper, once the commune confirmed it."""

from ansinh.accounts.actor import Actor
from ansinh.kernel.dates import VIETNAM
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _, speaking
from ansinh.kernel.money_words import amount_in_words
from ansinh.papers.contexts import LoanRequestList, LoanWish
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.support.credit.words import trustee_words
from ansinh.support.delivery.words import policy_words
from ansinh.support.models import LoanList, LoanRequest
from ansinh.support.models.delivery_enums import AnswerState
from ansinh.support.paper_links import loan_list_subject
from ansinh.support.papers.issuing import Drafted, Signing, check_issues, issue_once


def check_confirmed(listed: LoanList) -> None:
    """Raise ``Refused`` for a list that the commune has not confirmed."""
    if listed.state != AnswerState.CONFIRMED.value:
        said = _("Danh sách này chưa được xã xác nhận nên chưa in được. Hãy xác nhận danh sách trước.")
        raise Refused(said, code="not_confirmed")


def drafted_loan_list(*, listed: LoanList, written: Signing, by: Actor) -> Drafted:
    """What ``issue_loan_list`` would issue, and a preview shows. Raises as it does."""
    check_issues(by, listed.unit)
    check_confirmed(listed)
    with speaking("vi"):
        context = _context(listed, written)
    return Drafted(
        kind=KindCode.LOAN_REQUEST_LIST,
        context=context,
        about=listed,
        unit=listed.unit,
        subject=loan_list_subject(listed.pk),
        title=f"Danh sách 03/TD số {listed.number}, {listed.group.name}",
        why=written.why,
    )


def issue_loan_list(*, listed: LoanList, written: Signing, by: Actor) -> Paper:
    """Make the paper of a confirmed list; it bears the number of its confirmation. A second one replaces it and says why.

    Raises ``Refused`` for a list that is not confirmed or where ``by`` issues no papers, ``UnusableInput`` without the reason
    of a replacement.
    """
    return issue_once(drafted_loan_list(listed=listed, written=written, by=by), by=by)


def _context(listed: LoanList, written: Signing) -> LoanRequestList:
    if listed.decided_at is None:
        raise TypeError("a confirmed list has its day")
    rows = LoanRequest.objects.everywhere().filter(list=listed).select_related("household", "person")
    ordered = rows.order_by("village", "household__head_name_sort", "pk")
    return LoanRequestList(
        number=listed.number,
        group=listed.group.name,
        leader=listed.group.leader,
        trustee=trustee_words(listed.group.trustee),
        programme=policy_words(listed.policy),
        requested_on=listed.requested_on,
        document_no=listed.document_no,
        confirmed_on=listed.decided_at.astimezone(VIETNAM).date(),
        lines=listed.lines,
        amount=listed.amount,
        amount_words=amount_in_words(listed.amount),
        seal=listed.digest[:16],
        wishes=tuple(_wish(row, order) for order, row in enumerate(ordered, start=1)),
        total=(LoanWish(name="Cộng", amount=listed.amount),),
        signatory=written.signatory,
    )


def _wish(row: LoanRequest, order: int) -> LoanWish:
    head = row.household.head_name or _("(chưa có tên)")
    return LoanWish(
        order=order,
        name=(row.person.full_name if row.person else "") or head,
        head_name=head,
        village=row.village,
        amount=row.amount,
        purpose=row.purpose,
        term_months=row.term_months,
    )
