"""The money of a house: what each source promised, what came, and what is still without a source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.support.delivery.policies import check_proposes, check_reason
from ansinh.support.housing.building import held_work
from ansinh.support.models import HousingMoney, HousingWork
from ansinh.support.models.housing_enums import MoneyKind, MoneySource, WorkState

_ENDED = (WorkState.ACCEPTED.value, WorkState.WITHDRAWN.value)


@dataclass(frozen=True)
class SourceLine:
    """One source of a house: đồng and days of work, planned and received."""

    source: str
    planned: int
    received: int
    planned_days: int
    received_days: int


@dataclass(frozen=True)
class Funding:
    """The money of a house. ``without_source``: of the cost nobody promised; ``awaited``: promised and not here. Both null where
    the cost is not known or nothing is planned, and never below nothing."""

    cost: int | None
    lines: tuple[SourceLine, ...]

    @property
    def planned(self) -> int:
        return sum(one.planned for one in self.lines)

    @property
    def received(self) -> int:
        return sum(one.received for one in self.lines)

    @property
    def without_source(self) -> int | None:
        return None if self.cost is None else max(self.cost - self.planned, 0)

    @property
    def awaited(self) -> int:
        return sum(max(one.planned - one.received, 0) for one in self.lines)


def funding_of(work: HousingWork) -> Funding:
    """The money of a work that was reached through a scope before."""
    rows = HousingMoney.objects.everywhere().filter(work=work, withdrawn_at=None)
    return funding(work.cost, [(one.source, one.kind, one.amount, one.labour_days) for one in rows])


def funding(cost: int | None, rows: list[tuple[str, str, int, int]]) -> Funding:
    """Rows of ``source, kind, amount, labour_days`` by source, in the order of the sources."""
    found: dict[str, list[int]] = {}
    for source, kind, amount, days in rows:
        sums = found.setdefault(source, [0, 0, 0, 0])
        at = 0 if kind == MoneyKind.PLANNED.value else 1
        sums[at] += amount
        sums[at + 2] += days
    codes = [one.value for one in MoneySource if one.value in found]
    return Funding(cost, tuple(SourceLine(code, *found[code]) for code in codes))


@action(EventName.HOUSING_MONEY_PLANNED)
def plan_money(
    *,
    work: HousingWork,
    cost: int,
    sources: Mapping[MoneySource, tuple[int, int]],
    by: Actor,
    on: date | None = None,
) -> HousingWork:
    """Say what a house is estimated to cost and who gives what: source to đồng and days of work. It takes the place of the
    plan before, which stays in sight. Raises ``Refused`` without the right, for the own household, an ended work;
    ``UnusableInput`` for a cost of nothing or money below nothing."""
    held = held_work(work)
    check_proposes(by, held.unit_id)
    check_not_close([held.household_id], by)
    _check_open(held)
    if cost <= 0 or any(amount < 0 or days < 0 for amount, days in sources.values()):
        raise UnusableInput(_("Dự toán phải lớn hơn không, các khoản không được âm."), code="money_below")
    day = on or today()
    before = HousingMoney.objects.everywhere().filter(
        work=held, kind=MoneyKind.PLANNED.value, withdrawn_at=None
    )
    before.update(withdrawn_at=now(), withdrawn_by=by.label, withdrawn_reason=_("thay bằng dự toán mới"))
    for source, (amount, days) in sources.items():
        if amount or days:
            HousingMoney.objects.create(
                work=held,
                kind=MoneyKind.PLANNED.value,
                source=source.value,
                amount=amount,
                labour_days=days,
                on=day,
                recorded_at=now(),
                recorded_by=by.label,
            )
    held.cost = cost
    held.save(update_fields=["cost"])
    note(subject=f"housing:{held.pk}", cost=cost, sources=sorted(one.value for one in sources))
    return held


@action(EventName.HOUSING_MONEY_RECEIVED)
def receive_money(
    *,
    work: HousingWork,
    source: MoneySource,
    amount: int,
    on: date,
    document: str,
    by: Actor,
    labour_days: int = 0,
) -> HousingMoney:
    """Write money (or material, at its worth) or days of work that came for a house. Raises ``Refused`` without the right, for the
    own household, before the list is approved, or for an ended work; ``UnusableInput`` for nothing, a day to come, no document."""
    held = held_work(work)
    check_proposes(by, held.unit_id)
    check_not_close([held.household_id], by)
    _check_open(held)
    if held.state in (WorkState.SURVEYED.value, WorkState.PROPOSED.value):
        raise Refused(_("Danh sách chưa được duyệt nên chưa ghi tiền đã nhận."), code="not_approved")
    if amount < 0 or labour_days < 0 or not (amount or labour_days):
        raise UnusableInput(_("Hãy ghi số tiền hoặc số ngày công lớn hơn không."), code="money_below")
    if on > today():
        raise UnusableInput(_("Ngày ở tương lai."), code="future_date")
    if not document.strip():
        raise UnusableInput(_("Hãy ghi chứng từ (phiếu chi, biên bản…)."), code="no_document")
    made = HousingMoney.objects.create(
        work=held,
        kind=MoneyKind.RECEIVED.value,
        source=source.value,
        amount=amount,
        labour_days=labour_days,
        on=on,
        document=document.strip()[:160],
        recorded_at=now(),
        recorded_by=by.label,
    )
    note(subject=f"housing:{held.pk}", source=source.value, amount=amount, labour_days=labour_days)
    return made


@action(EventName.HOUSING_MONEY_WITHDRAWN)
def withdraw_money(*, row: HousingMoney, reason: str, by: Actor) -> HousingMoney:
    """What was written of received money is wrong, or it was given back: it counts no more and stays with the reason."""
    work = held_work(row.work)
    check_proposes(by, work.unit_id)
    check_not_close([work.household_id], by)
    _check_open(work)
    held = HousingMoney.objects.everywhere().select_for_update(of=("self",)).get(pk=row.pk)
    if held.withdrawn_at is not None or held.kind != MoneyKind.RECEIVED.value:
        raise Refused(_("Khoản này đã rút hoặc là dự toán. Dự toán thì lập lại."), code="answered")
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = now(), by.label, check_reason(reason)
    try:
        with transaction.atomic():
            held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    except IntegrityError as failure:
        raise Refused(_("Khoản này vừa được rút. Hãy tải lại trang."), code="answered") from failure
    note(subject=f"housing:{work.pk}", source=held.source, amount=held.amount, reason=held.withdrawn_reason)
    return held


def _check_open(work: HousingWork) -> None:
    if work.state in _ENDED:
        raise Refused(_("Nhà đã nghiệm thu hoặc hộ đã rút: các khoản tiền không đổi nữa."), code="ended")
