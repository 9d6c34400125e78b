"""The books of a fund: opened for a year, closed by who approves; what was left goes into the next year."""

from decimal import Decimal

from django.db import IntegrityError, transaction

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.outreach.models import FundUse, FundYear
from ansinh.outreach.models.enums import UseState
from ansinh.outreach.policies import check_approves, check_keeps
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit

_FUNDS = (UnitLevel.PROVINCE.value, UnitLevel.DISTRICT.value, UnitLevel.COMMUNE.value)


@action(EventName.FUND_YEAR_OPENED)
def open_year(
    *,
    unit: Unit,
    year: int,
    by: Actor,
    opening: int = 0,
    growth_percent: Decimal | None = None,
    growth_source: str = "",
) -> FundYear:
    """Open a year of a place's fund, in đồng. After a year that was kept here the opening balance is what that year left; ``opening``
    is taken for the first year only. ``growth_percent``: what the paper ``growth_source`` asks of receipts against the year before.

    Raises ``Refused`` without the right there, for a year that is open already, while an earlier year is open; ``UnusableInput`` for
    an opening below nothing, a growth without its paper, a year to come after the next.
    """
    check_keeps(by, unit.pk)
    if unit.level not in _FUNDS:
        raise Refused(_("Quỹ chỉ có ở tỉnh, huyện, xã. Hãy chọn địa bàn khác."), code="no_fund_here")
    if opening < 0 or not 2000 <= year <= today().year + 1:
        raise UnusableInput(
            _("Số dư đầu năm không được âm, và năm không quá năm sau. Hãy sửa lại."), code="year_outside"
        )
    if growth_percent is not None and not clean(growth_source):
        raise UnusableInput(
            _("Hãy ghi văn bản đặt ra mức tăng, ví dụ số và ngày của kế hoạch."), code="growth_without_paper"
        )
    rows = FundYear.objects.everywhere().filter(unit=unit)
    if rows.filter(year__gt=year).exists():
        raise Refused(_("Đã có sổ của năm sau năm này. Sổ mở theo thứ tự năm."), code="later_year")
    before = rows.select_for_update().filter(year__lt=year).order_by("-year").first()
    if before is not None and before.closed_at is None:
        raise Refused(
            _("Sổ năm {year} chưa khóa. Hãy khóa sổ năm ấy trước, để số dư được chuyển sang.").format(
                year=before.year
            ),
            code="year_open",
        )
    try:
        with transaction.atomic():
            made = FundYear.objects.create(
                unit=unit,
                year=year,
                opening=before.balance if before is not None else opening,
                growth_percent=growth_percent,
                growth_source=clean(growth_source)[:160],
                opened_at=now(),
                opened_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(
            _("Sổ quỹ năm này của địa bàn đã mở. Hãy ghi vào sổ ấy."), code="year_known"
        ) from failure
    note(subject=f"fund:{made.pk}", place=unit.code, year=year)
    return made


@action(EventName.FUND_YEAR_CLOSED)
def close_year(*, fund: FundYear, by: Actor) -> FundYear:
    """Close a year: nothing in it changes any more. Raises ``Refused`` without the right to approve, before the year is over, with
    uses that wait for an answer, for a year that is closed."""
    check_approves(by, fund.unit_id)
    held = held_fund(fund)
    check_open(held)
    if today().year <= held.year:
        raise Refused(_("Năm chưa hết nên chưa khóa sổ được."), code="year_runs")
    if FundUse.objects.everywhere().filter(fund=held, state=UseState.WAITING.value).exists():
        raise Refused(
            _("Còn khoản chi chờ duyệt. Hãy duyệt hoặc trả lại từng khoản rồi khóa sổ."), code="uses_wait"
        )
    held.closed_at, held.closed_by = now(), by.label
    held.save(update_fields=["closed_at", "closed_by"])
    note(subject=f"fund:{held.pk}", place=held.unit.code, balance=held.balance)
    return held


def held_fund(fund: FundYear) -> FundYear:
    """The books under their lock, for the rest of the transaction: money moves one at a time."""
    rows = FundYear.objects.everywhere().select_related("unit")
    return rows.select_for_update(of=("self",)).get(pk=fund.pk)


def check_open(fund: FundYear) -> None:
    """Raise ``Refused`` for a closed year."""
    if fund.closed_at is not None:
        raise Refused(
            _("Sổ quỹ năm {year} đã khóa nên không đổi được. Hãy ghi vào sổ năm đang mở.").format(
                year=fund.year
            ),
            code="year_closed",
        )
