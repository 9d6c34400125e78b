"""Donors: what they pledged and what came of it."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from ansinh.accounts.actor import Actor
from ansinh.agencies.models import Agency
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import fold, sort_key
from ansinh.outreach.fund.years import check_open, held_fund
from ansinh.outreach.models import FundYear, Pledge, Receipt, TakenFile
from ansinh.outreach.models.enums import DonorKind
from ansinh.outreach.policies import check_keeps, check_over, check_stands, said
from ansinh.support.delivery.policies import check_reason


@action(EventName.FUND_PLEDGED)
def pledge(
    *,
    fund: FundYear,
    donor_kind: DonorKind,
    donor_name: str,
    amount: int,
    pledged_on: date,
    by: Actor,
    due_on: date | None = None,
    agency: Agency | None = None,
) -> Pledge:
    """Write what a donor promised, in đồng. An entered agency gives its own name. Raises ``Refused`` without the right there or in a
    closed year; ``UnusableInput`` for nothing, nobody, a day to come, a term before its day."""
    check_keeps(by, fund.unit_id)
    held = held_fund(fund)
    check_open(held)
    _check_amount(amount)
    check_over(pledged_on)
    if due_on is not None and due_on < pledged_on:
        raise UnusableInput(_("Hạn đóng góp trước ngày đăng ký."), code="dates_reversed")
    name = _donor(donor_name, agency)
    made = Pledge.objects.create(
        fund=held,
        donor_kind=donor_kind.value,
        donor_name=name,
        donor_fold=fold(name)[:160],
        donor_sort=sort_key(name)[:640],
        agency=agency,
        amount=amount,
        pledged_on=pledged_on,
        due_on=due_on,
        recorded_at=now(),
        recorded_by=by.label,
    )
    note(subject=f"pledge:{made.pk}", place=held.unit.code, amount=amount)
    return made


@action(EventName.FUND_PLEDGE_WITHDRAWN)
def withdraw_pledge(*, row: Pledge, reason: str, by: Actor) -> Pledge:
    """A pledge that was written wrongly or taken back counts no more. Raises ``Refused`` where money came for it."""
    check_keeps(by, row.fund.unit_id)
    check_open(held_fund(row.fund))
    held = Pledge.objects.everywhere().select_for_update(of=("self",)).get(pk=row.pk)
    check_stands(held.withdrawn_at)
    if Receipt.objects.everywhere().filter(pledge=held, withdrawn_at=None).exists():
        raise Refused(
            _("Đã nhận tiền của khoản đăng ký này. Hãy rút phiếu thu trước, hoặc để nguyên."),
            code="pledge_received",
        )
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = now(), by.label, check_reason(reason)[:300]
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    note(subject=f"pledge:{held.pk}", reason=held.withdrawn_reason)
    return held


@action(EventName.FUND_RECEIVED)
def receive(
    *,
    fund: FundYear,
    number: str,
    donor_kind: DonorKind,
    donor_name: str,
    amount: int,
    received_on: date,
    by: Actor,
    pledge: Pledge | None = None,
    agency: Agency | None = None,
) -> Receipt:
    """Write money that came, by the number of its receipt, in đồng.

    Raises ``Refused`` without the right there, in a closed year, for a number that was used in the year, a pledge of another fund;
    ``UnusableInput`` for nothing, nobody, a day outside of the year or to come.
    """
    check_keeps(by, fund.unit_id)
    held = held_fund(fund)
    made = write_receipt(
        held,
        number=number,
        donor_kind=donor_kind,
        donor_name=donor_name,
        amount=amount,
        received_on=received_on,
        by=by,
        pledge=pledge,
        agency=agency,
    )
    note(subject=f"receipt:{made.pk}", place=held.unit.code, amount=amount)
    return made


def write_receipt(
    held: FundYear,
    *,
    number: str,
    donor_kind: DonorKind,
    donor_name: str,
    amount: int,
    received_on: date,
    by: Actor,
    pledge: Pledge | None = None,
    agency: Agency | None = None,
    taken: TakenFile | None = None,
) -> Receipt:
    """One receipt into books that are held; only actions call it, in their transaction. Raises as ``receive`` does."""
    check_open(held)
    _check_amount(amount)
    check_over(received_on)
    check_in_year(held, received_on)
    if pledge is not None and (pledge.fund.unit_id != held.unit_id or pledge.withdrawn_at is not None):
        raise Refused(
            _("Khoản đăng ký này của quỹ khác hoặc đã rút. Hãy chọn khoản khác."), code="pledge_elsewhere"
        )
    name = _donor(donor_name, agency)
    try:
        with transaction.atomic():
            made = Receipt.objects.create(
                fund=held,
                number=said(number, _("Hãy ghi số phiếu thu."), 40),
                pledge=pledge,
                donor_kind=donor_kind.value,
                donor_name=name,
                donor_fold=fold(name)[:160],
                donor_sort=sort_key(name)[:640],
                agency=agency,
                amount=amount,
                received_on=received_on,
                taken=taken,
                recorded_at=now(),
                recorded_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(
            _("Số phiếu thu này đã dùng trong năm của quỹ (kể cả phiếu đã rút). Hãy kiểm tra lại số phiếu."),
            code="receipt_known",
        ) from failure
    change_sums(held, received=amount)
    return made


@action(EventName.FUND_RECEIPT_WITHDRAWN)
def withdraw_receipt(*, row: Receipt, reason: str, by: Actor) -> Receipt:
    """A receipt that was wrong counts no more; its number stays used. Raises ``Refused`` where that money was given out already."""
    check_keeps(by, row.fund.unit_id)
    fund = held_fund(row.fund)
    check_open(fund)
    held = Receipt.objects.everywhere().select_for_update(of=("self",)).get(pk=row.pk)
    check_stands(held.withdrawn_at)
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = now(), by.label, check_reason(reason)[:300]
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    change_sums(fund, received=-held.amount)
    note(subject=f"receipt:{held.pk}", amount=held.amount, reason=held.withdrawn_reason)
    return held


def change_sums(held: FundYear, *, received: int = 0, used: int = 0) -> None:
    """Move the sums of held books, in đồng. Raises ``Refused`` where the balance would fall below nothing: the constraint says so."""
    try:
        with transaction.atomic():
            FundYear.objects.everywhere().filter(pk=held.pk).update(
                received=F("received") + received, used=F("used") + used
            )
    except IntegrityError as failure:
        raise Refused(
            _(
                "Quỹ không đủ: số dư đầu năm cộng đã thu trừ đã chi không được âm. Hãy xem số dư của quỹ, hoặc ghi khoản thu trước."
            ),
            code="fund_below",
        ) from failure


def check_in_year(fund: FundYear, day: date) -> None:
    """Raise ``UnusableInput`` for a day of another year than the books'."""
    if day.year != fund.year:
        raise UnusableInput(
            _("Ngày không thuộc năm {year} của sổ quỹ. Hãy ghi vào sổ của năm ấy.").format(year=fund.year),
            code="day_outside",
        )


def _check_amount(amount: int) -> None:
    if amount <= 0:
        raise UnusableInput(_("Hãy ghi số tiền lớn hơn không."), code="no_amount")


def _donor(name: str, agency: Agency | None) -> str:
    return said(agency.name if agency is not None else name, _("Hãy ghi tên người, đơn vị ủng hộ."), 160)
