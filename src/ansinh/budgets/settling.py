"""Settlement of a place's year: drawn up, closed by another person, frozen; later settlements hold the differences."""

import hashlib
import json
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.budgets.enums import State
from ansinh.budgets.lines import held
from ansinh.budgets.models import BudgetAct, BudgetLine, SettledLine, Settlement
from ansinh.budgets.policies import (
    PaperRef,
    check_decides,
    check_makes,
    check_paper,
    check_takes_back,
    check_waits,
)
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.places.models import Unit
from ansinh.support.delivery.policies import check_reason


@action(EventName.BUDGET_SETTLEMENT_PREPARED)
def prepare_settlement(*, unit: Unit, year: int, by: Actor, remark: str = "") -> Settlement:
    """Draw up the settlement of a place's year from its lines as they are. A first one holds every line; a later one those that changed
    since, with the difference, and says why.

    Raises ``Refused`` without the right, while payments or money of the year wait, while another settlement waits, where nothing is
    there or nothing changed; ``UnusableInput`` for a correction without a reason.
    """
    check_makes(by, unit.pk)
    rows = BudgetLine.objects.everywhere().filter(unit=unit, year=year).order_by("pk")
    lines = list(held(list(rows.values_list("pk", flat=True))).values())
    _check_nothing_waits(unit, year)
    before = Settlement.objects.everywhere().filter(unit=unit, year=year)
    first = not before.filter(state=State.APPROVED.value).exists()
    if not first:
        lines = [one for one in lines if one.disbursed != one.settled]
        if not clean(remark):
            raise UnusableInput(
                _("Năm này đã quyết toán: hãy ghi lý do điều chỉnh quyết toán."), code="reason_missing"
            )
    if not lines:
        raise Refused(
            _("Không có gì để quyết toán: năm này chưa có kinh phí, hoặc không đổi từ lần quyết toán trước."),
            code="nothing_to_settle",
        )
    number = (before.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Settlement.objects.create(
        unit=unit,
        year=year,
        number=number,
        rows=len(lines),
        amount=sum(one.disbursed - one.settled for one in lines),
        remark=clean(remark)[:400],
        digest=_digest(lines),
        made_at=now(),
        made_by=by.label,
    )
    SettledLine.objects.bulk_create(
        SettledLine(
            settlement=made,
            line=one,
            granted=one.granted,
            allocated=one.allocated,
            disbursed=one.disbursed,
            amount=one.disbursed - one.settled,
        )
        for one in lines
    )
    note(subject=f"settlement:{made.pk}", place=unit.code, year=year, amount=made.amount, digest=made.digest)
    return made


def _check_nothing_waits(unit: Unit, year: int) -> None:
    waiting = BudgetAct.objects.everywhere().filter(unit=unit, year=year, state=State.WAITING.value)
    if waiting.exists():
        raise Refused(
            _("Còn giao, phân bổ hoặc chứng từ chi của năm này chờ duyệt. Hãy duyệt hoặc rút lại trước."),
            code="acts_wait",
        )
    if Settlement.objects.everywhere().filter(unit=unit, year=year, state=State.WAITING.value).exists():
        raise Refused(
            _("Đã có một quyết toán của năm này chờ duyệt. Hãy mở quyết toán ấy."), code="settlement_waits"
        )


def _digest(lines: list[BudgetLine]) -> str:
    rows = [(one.pk, one.granted, one.allocated, one.disbursed, one.settled) for one in lines]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


@action(EventName.BUDGET_SETTLEMENT_CLOSED)
def close_settlement(*, settlement: Settlement, paper_no: str, paper_on: date, by: Actor) -> Settlement:
    """Another person closes a settlement by a paper; from then on it stays.

    Raises ``Refused`` without the right, for who drew it up, where it was decided, or where a line changed since it was drawn up
    (``changed_since``); ``UnusableInput`` without the paper.
    """
    rows = SettledLine.objects.everywhere().filter(settlement=settlement).order_by("line_id")
    lines = list(held(list(rows.values_list("line_id", flat=True))).values())
    found = Settlement.objects.everywhere().select_for_update(of=("self",)).get(pk=settlement.pk)
    check_waits(found)
    check_decides(by, found.unit_id, found.made_by)
    check_paper(PaperRef(number=paper_no, on=paper_on))
    found.paper_no, found.paper_on = paper_no.strip()[:80], paper_on
    if _digest(lines) != found.digest:
        raise _changed()
    try:
        with transaction.atomic():
            _decide(found, State.APPROVED, by, "")
    except IntegrityError as failure:
        raise _changed() from failure
    note(subject=f"settlement:{found.pk}", year=found.year, amount=found.amount, digest=found.digest)
    return found


def _changed() -> Refused:
    return Refused(
        _(
            "Có dòng kinh phí đã thay đổi sau khi lập quyết toán này; chưa duyệt gì. Hãy bỏ quyết toán này, rồi lập lại."
        ),
        code="changed_since",
    )


@action(EventName.BUDGET_SETTLEMENT_DROPPED)
def drop_settlement(*, settlement: Settlement, reason: str, by: Actor) -> Settlement:
    """Who drew a settlement up takes it back, or another person refuses it, with the reason."""
    found = Settlement.objects.everywhere().select_for_update(of=("self",)).get(pk=settlement.pk)
    check_waits(found)
    check_takes_back(by, found.unit_id, found.made_by)
    _decide(found, State.REFUSED, by, check_reason(reason))
    note(subject=f"settlement:{found.pk}", reason=found.answer)
    return found


def _decide(row: Settlement, state: State, by: Actor, answer: str) -> None:
    row.state, row.decided_at, row.decided_by, row.answer = state.value, now(), by.label, clean(answer)[:400]
    row.save(update_fields=["state", "decided_at", "decided_by", "answer", "paper_no", "paper_on"])
