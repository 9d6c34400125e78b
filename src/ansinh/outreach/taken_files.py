"""Files taken in: what was read from where, and all rows of one taken back at once with a reason."""

from django.db.models import QuerySet, Sum

from ansinh.access.policies import may
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now
from ansinh.kernel.errors import NotFound, Refused
from ansinh.kernel.language import _
from ansinh.outreach.fund.receiving import change_sums
from ansinh.outreach.fund.years import check_open, held_fund
from ansinh.outreach.models import FundYear, Participant, Receipt, TakenFile
from ansinh.outreach.policies import check_keeps, check_stands
from ansinh.support.delivery.policies import check_reason


def file_within(scope: Scope, key: int) -> TakenFile:
    """One file that a place of the scope took in. Raises ``NotFound``."""
    rows = TakenFile.objects.within(scope).select_related("unit", "fund__unit", "course")
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có tệp đã nạp này trong địa bàn được giao."))
    return found


def may_withdraw(row: TakenFile, by: Actor) -> bool:
    """Whether ``by`` may take a file back, as far as its own place says."""
    closed = row.fund is not None and row.fund.closed_at is not None
    return row.withdrawn_at is None and not closed and may(by, P.KEEP_OUTREACH, row.unit_id)


@action(EventName.OUTREACH_FILE_WITHDRAWN)
def withdraw_file(*, row: TakenFile, reason: str, by: Actor) -> int:
    """Take back every row of a file that still counts, all or none; how many. Rows that were withdrawn one by one before stay as they
    are.

    Raises ``Refused`` without the right at a place of its rows, for a file that was taken back, where no row of it counts any more,
    in a closed year, or where its money was given out since; ``UnusableInput`` without a reason.
    """
    check_keeps(by, row.unit_id)
    # The books first, as everybody does who moves their sums: two who take rows back wait for each other in one order.
    fund = held_fund(row.fund) if row.fund is not None else None
    held = TakenFile.objects.everywhere().select_for_update(of=("self",)).get(pk=row.pk)
    check_stands(held.withdrawn_at)
    why = check_reason(reason)[:300]
    written: QuerySet = (Receipt if fund is not None else Participant).objects.everywhere().filter(taken=held)
    if written.count() != held.rows:
        raise Refused(
            _("Tệp có dòng ở địa bàn ngoài phạm vi của bạn. Hãy để người được giao các địa bàn ấy rút."),
            code="rows_elsewhere",
        )
    standing = written.filter(withdrawn_at=None)
    many = standing.count()
    if not many:
        raise Refused(_("Mọi dòng của tệp này đã được rút trước đó."), code="nothing_stands")
    said = {"withdrawn_at": now(), "withdrawn_by": by.label, "withdrawn_reason": why}
    if fund is not None:
        check_open(fund)
        amount = standing.aggregate(amount=Sum("amount"))["amount"]
        standing.update(**said)
        _give_back(fund, amount)
    else:
        for unit in standing.order_by().values_list("unit", flat=True).distinct():
            check_keeps(by, unit)
        standing.update(**said)
    TakenFile.objects.everywhere().filter(pk=held.pk).update(**said)
    note(subject=f"outreach_file:{held.pk}", place=row.unit.code, rows=many, reason=why)
    return many


def _give_back(fund: FundYear, amount: int) -> None:
    try:
        change_sums(fund, received=-amount)
    except Refused as failure:
        raise Refused(
            _("Tiền của tệp này đã chi: rút cả tệp thì quỹ âm. Hãy nhận lại khoản chi trước, hoặc rút từng phiếu chưa chi."),
            code="file_used",
        ) from failure  # fmt: skip
