"""Money given, changed, handed on: one person proposes with a paper, another decides; then the database books it."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.budgets.enums import ActKind, Rule, State
from ansinh.budgets.errors import OverBudget
from ansinh.budgets.lines import Purpose, day_of, held, line_of
from ansinh.budgets.models import BudgetAct, BudgetEntry, BudgetLine, Payment
from ansinh.budgets.needs import shares_by_rule
from ansinh.budgets.policies import (
    PaperRef,
    check_amount,
    check_decides,
    check_left,
    check_makes,
    check_open_or_told,
    check_paper,
    check_takes_back,
    check_under,
    check_waits,
)
from ansinh.budgets.ruling import Share
from ansinh.datasets.models import Version
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.places.models import Unit
from ansinh.support.delivery.policies import check_reason


@action(EventName.BUDGET_PROPOSED)
def propose_money(
    *,
    unit: Unit,
    year: int,
    purpose: Purpose,
    amount: int,
    paper: PaperRef,
    by: Actor,
    remark: str = "",
) -> BudgetAct:
    """Propose that a place's line gets ``amount`` đồng in a year (below nothing: that so much is taken back from what it was given),
    by a paper. The line is opened where there is none.

    Raises ``Refused`` without the right there, for a place without a budget, more taken back than is left, a settled year without a
    reason; ``UnusableInput`` for nothing, no paper, words that name nothing.
    """
    check_makes(by, unit.pk)
    check_amount(amount)
    check_paper(paper)
    check_open_or_told(unit.pk, year, remark)
    line = line_of(unit, year, purpose, by)
    if amount < 0:
        check_left(line, -amount)
    # A line that already has money is changed by a paper of its own, and that is told apart.
    kind = ActKind.GRANT if amount > 0 and not line.granted else ActKind.ADJUST
    made = act_of(unit, year, kind, paper, amount, rows=1, remark=remark, by=by)
    BudgetEntry.objects.create(act=made, line=line, amount=amount)
    note(subject=f"budget_act:{made.pk}", place=unit.code, kind=kind.value, year=year, amount=amount)
    return made


@action(EventName.BUDGET_ALLOCATION_PROPOSED)
def propose_allocation(
    *,
    giver: BudgetLine,
    paper: PaperRef,
    by: Actor,
    shares: Sequence[Share] = (),
    rule: Rule = Rule.BY_HAND,
    version: Version | None = None,
    amount: int = 0,
    each: int | None = None,
    remark: str = "",
) -> BudgetAct:
    """Propose that money of a line goes on to places below: the typed ``shares`` (below nothing: taken back from there), or those that
    a rule gives of ``amount`` by a frozen version. What each commune went in with is kept with its row.

    Raises ``Refused`` without the right, for more than is left (``over_budget``), a place that is not below, what
    ``shares_by_rule`` refuses; ``UnusableInput`` without shares, paper or amounts.
    """
    line = held([giver.pk])[giver.pk]
    check_makes(by, line.unit_id)
    check_paper(paper)
    check_open_or_told(line.unit_id, line.year, remark)
    if rule is not Rule.BY_HAND:
        shares = _by_rule(line, rule, version, amount, each)
    _check_shares(shares)
    units = {one.pk: one for one in Unit.objects.filter(pk__in=[share.unit_id for share in shares])}
    check_under(line.unit, units.values(), day_of(line))
    total = sum(share.amount for share in shares)
    check_left(line, total)
    ruled = rule is not Rule.BY_HAND
    made = act_of(
        line.unit, line.year, ActKind.ALLOCATE, paper, total,
        rows=len(shares), remark=remark, by=by, rule=rule.value, version=version if ruled else None, each=each if ruled else None,
    )  # fmt: skip
    purpose = _handed_on(line)
    # What is taken back comes first: it may be what the others get.
    for share in sorted(shares, key=lambda one: one.amount > 0):
        there = line_of(units[share.unit_id], line.year, purpose, by)
        if share.amount < 0:
            _check_given(line, there, -share.amount)
            check_left(there, -share.amount)
        BudgetEntry.objects.create(
            act=made, line=there, giver=line, amount=share.amount, poor=share.poor, households=share.households,
            remainder=share.remainder, extra=share.extra,
        )  # fmt: skip
    note(
        subject=f"budget_act:{made.pk}", place=line.unit.code, year=line.year, amount=total, rows=len(shares),
        rule=rule.value, version=version.digest if version and ruled else "",
    )  # fmt: skip
    return made


def _by_rule(
    line: BudgetLine, rule: Rule, version: Version | None, amount: int, each: int | None
) -> list[Share]:
    if version is None:
        raise UnusableInput(_("Hãy chọn phiên bản đã phê duyệt để phân bổ theo."), code="version_missing")
    return shares_by_rule(
        unit=line.unit, rule=rule, version=version, amount=amount, each=each, on=day_of(line)
    )


def _check_shares(shares: Sequence[Share]) -> None:
    if not shares:
        raise UnusableInput(_("Hãy ghi số tiền cho ít nhất một nơi."), code="no_shares")
    for one in shares:
        check_amount(one.amount)
    if len({one.unit_id for one in shares}) < len(shares):
        raise UnusableInput(_("Mỗi nơi chỉ ghi một dòng."), code="place_twice")


def _check_given(giver: BudgetLine, line: BudgetLine, amount: int) -> None:
    """Nobody takes back from a place what somebody else gave it."""
    rows = BudgetEntry.objects.everywhere().filter(line=line, giver=giver, state=State.APPROVED.value)
    if amount > sum(rows.values_list("amount", flat=True)):
        raise Refused(
            _("Số thu hồi của {place} nhiều hơn số đã phân bổ cho nơi ấy từ dòng này.").format(
                place=line.unit.name
            ),
            code="more_than_given",
        )


def _handed_on(line: BudgetLine) -> Purpose:
    """The purpose of money below: its source and what it is for stay; who spends it there is another office."""
    return Purpose(line.source_of, line.component, project=line.project, policy=line.policy, plan=line.plan)


def act_of(
    unit: Unit, year: int, kind: ActKind, paper: PaperRef, amount: int, *, rows: int, remark: str, by: Actor, **more: object
) -> BudgetAct:  # fmt: skip
    """The row of an act that waits; only actions call it, in their transaction."""
    return BudgetAct.objects.create(
        unit=unit,
        year=year,
        kind=kind.value,
        document=paper.document,
        paper_no=paper.number.strip()[:80],
        paper_on=paper.on,
        remark=clean(remark)[:400],
        rows=rows,
        amount=amount,
        made_at=now(),
        made_by=by.label,
        **more,
    )


@action(EventName.BUDGET_APPROVED)
def approve_act(*, act: BudgetAct, by: Actor, answer: str = "") -> BudgetAct:
    """Another person approves an act; the database books its rows with it, or refuses all of it.

    Raises ``Refused`` without the right, for who drew it up, where it was decided; ``OverBudget`` where less is left by now.
    """
    lines = held(_lines_of(act))
    found = BudgetAct.objects.everywhere().select_for_update(of=("self",)).get(pk=act.pk)
    check_waits(found)
    check_decides(by, found.unit_id, found.made_by)
    try:
        with transaction.atomic():
            _decide(found, State.APPROVED, by, answer)
    except IntegrityError as failure:
        raise _over(found, lines) from failure
    note(
        subject=f"budget_act:{found.pk}",
        kind=found.kind,
        year=found.year,
        amount=found.amount,
        rows=found.rows,
    )
    return found


@action(EventName.BUDGET_REFUSED)
def refuse_act(*, act: BudgetAct, reason: str, by: Actor) -> BudgetAct:
    """Another person refuses an act, or who drew it up takes it back, with the reason. Nothing of it was booked."""
    found = BudgetAct.objects.everywhere().select_for_update(of=("self",)).get(pk=act.pk)
    check_waits(found)
    check_takes_back(by, found.unit_id, found.made_by)
    _decide(found, State.REFUSED, by, check_reason(reason))
    note(subject=f"budget_act:{found.pk}", reason=found.answer)
    return found


def _decide(act: BudgetAct, state: State, by: Actor, answer: str) -> None:
    act.state, act.decided_at, act.decided_by, act.answer = state.value, now(), by.label, clean(answer)[:400]
    act.save(update_fields=["state", "decided_at", "decided_by", "answer"])


def _lines_of(act: BudgetAct) -> list[int]:
    entries = BudgetEntry.objects.everywhere().filter(act=act).values_list("line", "giver")
    paid = Payment.objects.everywhere().filter(act=act).values_list("line", flat=True)
    return sorted({key for pair in entries for key in pair if key is not None} | set(paid))


def _over(act: BudgetAct, lines: dict[int, BudgetLine]) -> Refused:
    """Which line has too little left for an act that the database refused."""
    needed: dict[int, int] = {}
    for line, giver, amount in (
        BudgetEntry.objects.everywhere().filter(act=act).values_list("line", "giver", "amount")
    ):
        needed[line] = needed.get(line, 0) - amount
        if giver is not None:
            needed[giver] = needed.get(giver, 0) + amount
    for line, amount in Payment.objects.everywhere().filter(act=act).values_list("line", "amount"):
        needed[line] = needed.get(line, 0) + amount
    for key, amount in needed.items():
        try:
            check_left(lines[key], amount)
        except OverBudget as refusal:
            return refusal
    return Refused(
        _("Số liệu của dòng kinh phí không còn khớp với việc này. Hãy không duyệt, rồi lập lại."), code="not_booked"
    )  # fmt: skip
