"""Support in kind: reported by the commune, confirmed by the agency that gives it, withdrawn with a reason where it was wrong."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from ansinh.access.queries import agency_kinds_of, holdings_of
from ansinh.accounts.actor import Actor, ActorKind
from ansinh.agencies.queries import kind_responsible
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household, Membership
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.support.catalogue.adopted import policies_in_use, policy_in_use
from ansinh.support.catalogue.policy import Policy, Target
from ansinh.support.delivery.kinds import check_told, kind_of
from ansinh.support.delivery.policies import check_proposes, check_reason, rhythm_of
from ansinh.support.models import Delivery
from ansinh.support.models.delivery_enums import DeliveryState

# Programmes reach nobody in particular; loans, houses and health insurance cards have ledgers of their own.
_NOT_GIVEN = ("programme", "loan", "card", "housing")


def given_policies() -> list[Policy]:
    """The policies whose support is given in kind, as a service, a relief or once: not money paid in runs."""
    return [one for one in policies_in_use() if rhythm_of(one) is None and one.benefit not in _NOT_GIVEN]


@lru_cache(maxsize=64)
def _agencies_behind(kinds: frozenset[str], on: date, codes: tuple[str, ...]) -> frozenset[str]:
    return frozenset(one for one in codes if one in kinds or kind_responsible(one, on).code in kinds)


def agencies_spoken_for(kinds: Collection[str], on: date) -> frozenset[str]:
    """The agencies named by policies whose work these kinds do on a day: themselves, and what they follow."""
    codes = tuple(sorted({one.agency for one in policies_in_use()}))
    return _agencies_behind(frozenset(kinds), on, codes)


def kinds_held(by: Actor) -> frozenset[str]:
    """The kinds of agency for which somebody holds a role anywhere."""
    return frozenset(one.agency_kind for one in holdings_of(by, today()) if one.agency_kind)


def confirms(by: Actor, row: Delivery) -> bool:
    """Whether somebody speaks for the agency that gives a delivery, at its place."""
    if by.kind is not ActorKind.USER:
        return True
    return row.agency in agencies_spoken_for(agency_kinds_of(by, row.unit_id), today())


@action(EventName.DELIVERIES_ASKED)
def report_delivery(
    *,
    household: Household,
    policy: str,
    person_id: UUID | None,
    given_on: date,
    document: str,
    by: Actor,
    valid_until: date | None = None,
    quantity: int = 1,
    amount: int | None = None,
    kind: str = "",
    **more: Any,
) -> Delivery:
    """Say that something was given to a household, or to a member of it; it waits for the agency that gives it. ``kind`` (the usual one
    of the policy by default) says what else may be told: ``hours, course, term, result, area`` in ``more``.

    Raises ``Refused`` for money that is paid in runs, the own household, what is given once and was, or twice on one day;
    ``UnusableInput`` for a day to come, no document, a policy for people without the person, what the kind lacks or does not ask.
    """
    found = policy_in_use(policy)
    check_proposes(by, household.unit_id)
    check_not_close([household.pk], by)
    if found.code not in {one.code for one in given_policies()}:
        raise Refused(
            _(
                "Chính sách {code} không ghi ở đây: tiền trả theo kỳ ghi ở Đợt chi trả, thẻ ở Thẻ bảo hiểm y tế, nhà ở và vay vốn ở sổ riêng."
            ).format(code=policy),
            code="paid_in_runs",
        )
    person = _whose(found, household, person_id)
    if given_on > today():
        raise UnusableInput(_("Ngày ở tương lai."), code="future_date")
    if not document.strip():
        raise UnusableInput(_("Hãy ghi giấy tờ, biên bản làm căn cứ."), code="no_document")
    sort = kind_of(found.code, kind)
    told = {name: value for name, value in more.items() if value not in (None, "")}
    check_told(sort, told | {"amount": amount})
    try:
        with transaction.atomic():
            made = Delivery.objects.create(
                **told,
                kind=sort.code,
                policy=found.code,
                agency=found.agency,
                household=household,
                person_id=person,
                beneficiary=person or household.pk,
                unit_id=household.unit_id,
                village=household.village,
                given_on=given_on,
                valid_until=valid_until,
                quantity=quantity,
                amount=amount,
                document=document.strip(),
                once=found.once_only,
                state=DeliveryState.REPORTED.value,
                recorded_at=now(),
                recorded_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(
            _(
                "Đã ghi hỗ trợ này cho người hoặc hộ ấy (chính sách chỉ hỗ trợ một lần, hoặc cùng ngày). Nếu lần trước ghi sai, hãy rút "
                "lần ấy trước."
            ),
            code="given_before",
        ) from failure
    note(subject=f"household:{household.pk}", policy=found.code)
    return made


def _whose(found: Policy, household: Household, person_id: UUID | None) -> UUID | None:
    """The person a policy for people is given to; nothing for one that is for households."""
    if found.target is Target.HOUSEHOLD:
        return None
    members = Membership.objects.everywhere().filter(household=household, valid_until=None)
    if person_id is None or not members.filter(person_id=person_id).exists():
        raise UnusableInput(
            _("Chính sách này cho từng người: hãy chọn người trong hộ."), code="person_missing"
        )
    return person_id


@action(EventName.DELIVERIES_CONFIRMED)
def confirm_deliveries(*, rows: Collection[Delivery], by: Actor) -> int:
    """The agency that gives them confirms reported deliveries; how many. Raises ``Refused`` where one is of another agency's,
    was answered meanwhile, is of the own household, or was reported by oneself."""
    held = list(
        Delivery.objects.everywhere()
        .select_for_update(of=("self",))
        .filter(pk__in=[one.pk for one in rows], state=DeliveryState.REPORTED.value)
    )
    if not held or len(held) < len(rows):
        raise Refused(
            _("Có khoản đã được xác nhận hoặc đã rút. Hãy tải lại trang và chọn lại."), code="answered"
        )
    if not all(confirms(by, one) for one in held):
        raise Refused(
            _("Chỉ cơ quan thực hiện chính sách mới xác nhận hỗ trợ đã giao của mình."), code="other_agency"
        )
    if any(one.recorded_by == by.label for one in held):
        raise Refused(
            _("Người ghi không tự xác nhận. Hãy để người khác xác nhận."), code="second_person_needed"
        )
    check_not_close({one.household_id for one in held}, by)
    Delivery.objects.everywhere().filter(pk__in=[one.pk for one in held]).update(
        state=DeliveryState.CONFIRMED.value, confirmed_at=now(), confirmed_by=by.label
    )
    note(deliveries=len(held), policies=sorted({one.policy for one in held}))
    return len(held)


@action(EventName.DELIVERY_WITHDRAWN)
def withdraw_delivery(*, row: Delivery, reason: str, by: Actor) -> Delivery:
    """What was written of a delivery is wrong: it no longer counts, and stays with the reason. A confirmed one is withdrawn by its
    agency only."""
    held = Delivery.objects.everywhere().select_for_update(of=("self",)).get(pk=row.pk)
    if held.state == DeliveryState.WITHDRAWN.value:
        raise Refused(_("Khoản này đã rút."), code="answered")
    if held.state == DeliveryState.CONFIRMED.value:
        if not confirms(by, held):
            raise Refused(
                _("Khoản đã được cơ quan thực hiện xác nhận: hãy đề nghị cơ quan ấy rút."),
                code="other_agency",
            )
    else:
        check_proposes(by, held.unit_id)
    check_not_close([held.household_id], by)
    held.state, held.withdrawn_at, held.withdrawn_by = DeliveryState.WITHDRAWN.value, now(), by.label
    held.withdrawn_reason = check_reason(reason)
    held.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    note(subject=f"delivery:{held.pk}", reason=held.withdrawn_reason)
    return held
