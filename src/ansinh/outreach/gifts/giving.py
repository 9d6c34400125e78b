"""What was given to households: written with who gave it, withdrawn with a reason."""

from datetime import date

from django.db import IntegrityError, transaction

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now, shown_date
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.outreach.models import FundUse, Gift
from ansinh.outreach.models.enums import GiftKind, GiftSource, Occasion, UseState
from ansinh.outreach.policies import check_over, check_stands, said
from ansinh.support.delivery.policies import check_reason
from ansinh.support.models import Sponsor


@action(EventName.GIFT_RECORDED)
def record_gift(
    *,
    household: Household,
    occasion: Occasion,
    year: int,
    kind: GiftKind,
    what: str,
    value: int,
    given_on: date,
    source: GiftSource,
    giver_name: str,
    by: Actor,
    visitors: str = "",
    again: str = "",
    use: FundUse | None = None,
    sponsor: Sponsor | None = None,
) -> Gift:
    """Write what a household was given for an occasion of a year: ``value`` in đồng (nothing for a visit), from whom, who came.

    Raises ``Refused`` without the right where it lives, for the own household, a second one of the kind for the occasion without
    saying why (``again``), a use of the fund that is not approved, of another household or spent; ``UnusableInput`` for what is
    missing, a day to come.
    """
    check_may(by, P.KEEP_OUTREACH, household.unit_id, household.village)
    check_not_close([household.pk], by)
    if household.unit_id is None:
        raise Refused(_("Hộ chưa được xếp vào xã nào. Hãy xếp hộ vào xã trước."), code="unplaced")
    check_over(given_on)
    if abs(year - given_on.year) > 1:
        raise UnusableInput(_("Năm của dịp không hợp với ngày tặng. Hãy sửa lại."), code="year_outside")
    _check_worth(kind, value, visitors)
    if use is not None:
        _check_use(use, household, value, source)
    if sponsor is not None and source is not GiftSource.SPONSOR:
        raise UnusableInput(_("Chọn người đỡ đầu thì nguồn phải là người đỡ đầu."), code="source_wrong")
    earlier = gifts_of_occasion(household, occasion, year, kind)
    if earlier and occasion is not Occasion.OTHER and not clean(again):
        raise Refused(
            _(
                "Hộ đã được tặng loại này dịp này ngày {day} từ {giver}. Nếu vẫn tặng thêm, hãy ghi lý do tặng lần nữa."
            ).format(day=shown_date(earlier[0].given_on), giver=earlier[0].giver_name),
            code="given_before",
        )
    try:
        with transaction.atomic():
            made = Gift.objects.create(
                household=household,
                unit_id=household.unit_id,
                village=household.village,
                occasion=occasion.value,
                year=year,
                kind=kind.value,
                what=said(what, _("Hãy ghi tặng gì."), 200),
                value=value,
                given_on=given_on,
                source=source.value,
                giver_name=said(giver_name, _("Hãy ghi ai tặng."), 160),
                use=use,
                sponsor=sponsor,
                visitors=clean(visitors)[:300],
                again=clean(again)[:300] if earlier else "",
                recorded_at=now(),
                recorded_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(
            _("Vừa có người ghi quà này cho hộ. Hãy tải lại trang để xem."), code="given_before"
        ) from failure
    note(subject=f"household:{household.pk}", occasion=occasion.value, kind=kind.value, value=value)
    return made


def gifts_of_occasion(household: Household, occasion: Occasion, year: int, kind: GiftKind) -> list[Gift]:
    """What stands of a kind for one occasion of a household that was reached before, the earliest first."""
    rows = Gift.objects.everywhere().filter(household=household, withdrawn_at=None)
    return list(rows.filter(occasion=occasion.value, year=year, kind=kind.value).order_by("given_on", "pk"))


@action(EventName.GIFT_WITHDRAWN)
def withdraw_gift(*, gift: Gift, reason: str, by: Actor) -> Gift:
    """What was written wrongly counts no more and stays with the reason."""
    check_may(by, P.KEEP_OUTREACH, gift.unit_id, gift.village)
    check_not_close([gift.household_id], by)
    held = Gift.objects.everywhere().select_for_update(of=("self",)).get(pk=gift.pk)
    check_stands(held.withdrawn_at)
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = now(), by.label, check_reason(reason)[:300]
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    note(subject=f"household:{held.household_id}", reason=held.withdrawn_reason)
    return held


def _check_worth(kind: GiftKind, value: int, visitors: str) -> None:
    if kind is GiftKind.VISIT:
        if value:
            raise UnusableInput(
                _("Thăm hỏi không có giá trị bằng tiền; có quà thì ghi thêm một dòng quà."),
                code="visit_value",
            )
        if not clean(visitors):
            raise UnusableInput(_("Hãy ghi ai đến thăm."), code="visitors_missing")
    elif value <= 0:
        raise UnusableInput(_("Hãy ghi trị giá lớn hơn không (đồng)."), code="no_amount")


def _check_use(use: FundUse, household: Household, value: int, source: GiftSource) -> None:
    """The gifts of one use are never worth more than went out for it; the use is held while one is added."""
    held = FundUse.objects.everywhere().select_for_update(of=("self",)).get(pk=use.pk)
    if source is not GiftSource.FUND:
        raise UnusableInput(_("Chọn khoản chi của quỹ thì nguồn phải là quỹ."), code="source_wrong")
    if held.state != UseState.APPROVED.value:
        raise Refused(_("Khoản chi này chưa được duyệt. Hãy chờ duyệt."), code="use_not_approved")
    if held.household_id not in (None, household.pk):
        raise Refused(_("Khoản chi này dành cho hộ khác. Hãy chọn khoản khác."), code="of_another_household")
    given = sum(Gift.objects.everywhere().filter(use=held, withdrawn_at=None).values_list("value", flat=True))
    if given + value > held.amount:
        raise Refused(
            _(
                "Quà ghi theo khoản chi này đã vượt số tiền được duyệt. Hãy giảm trị giá hoặc chọn khoản khác."
            ),
            code="use_spent",
        )
