"""Legal aid of a person: asked, entitled or not by the rules of that day, served, referred; each with its day and counted apart.

What it is about lies sealed: pages and lists never show it, who must read it says why.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household, Membership
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.identifiers import mint_id
from ansinh.kernel.keys import keyring
from ansinh.kernel.language import _
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.catalogue.conditions import Form
from ansinh.support.catalogue.policy import Policy
from ansinh.support.delivery.giving import report_delivery
from ansinh.support.delivery.policies import check_proposes, check_reason
from ansinh.support.entitling.entitlements import entitlements
from ansinh.support.models import LegalAidCase
from ansinh.support.models.delivery_enums import DeliveryState, LegalAidRight

POLICY = "PL-1"
_KIND = "legal_aid"
_RIGHTS = {"entitled": LegalAidRight.ENTITLED, "unknown": LegalAidRight.UNKNOWN}


def _without_need() -> Policy:
    """The policy as it reads for who has the need."""
    policy = policy_in_use(POLICY)
    rules = [
        replace(rule, conditions=tuple(one for one in rule.conditions if one.form is not Form.NEED))
        for rule in policy.rules
    ]
    return replace(policy, rules=tuple(rules))


def right_of(household: Household, person_id: UUID, on: date) -> LegalAidRight:
    """What the rules say of a member on a day; who asks has the need that the policy asks for. Unknown stays unknown."""
    rows = entitlements([household.unit_id], on, policies=[_without_need()], only=[household.pk.hex])
    found = rows.filter(rows["person_id"] == person_id.hex)["state"].to_list()
    return _RIGHTS[found[0]] if found else LegalAidRight.NOT_ENTITLED


@action(EventName.LEGAL_AID_ASKED)
def ask_legal_aid(
    *, household: Household, person_id: UUID, asked_on: date, matter: str, keys: Path, by: Actor
) -> LegalAidCase:
    """Somebody of a household asks for legal aid; whether the law gives it is judged for that day. Also who is not entitled is kept:
    they are told, and may be sent elsewhere.

    Raises ``UnusableInput`` for a day to come or somebody who is not of the household; ``Refused`` for the own household, or
    where the same was recorded.
    """
    check_proposes(by, household.unit_id)
    check_not_close([household.pk], by)
    if asked_on > today():
        raise UnusableInput(_("Ngày ở tương lai."), code="future_date")
    members = Membership.objects.everywhere().filter(household=household, valid_until=None)
    if not members.filter(person_id=person_id).exists():
        raise UnusableInput(_("Hãy chọn người đang sống trong hộ."), code="person_missing")
    row = mint_id().hex
    try:
        with transaction.atomic():
            made = LegalAidCase.objects.create(
                household=household,
                person_id=person_id,
                unit_id=household.unit_id,
                village=household.village,
                asked_on=asked_on,
                matter_sealed=keyring(keys).seal_id(matter.strip(), row) if matter.strip() else None,
                seal_row=row,
                entitled=right_of(household, person_id, asked_on).value,
                judged_on=asked_on,
                recorded_at=now(),
                recorded_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(
            _("Đã ghi yêu cầu trợ giúp pháp lý của người này trong ngày ấy."), code="asked_before"
        ) from failure
    note(subject=f"household:{household.pk}", case=made.pk, right=made.entitled)
    return made


def _held(case: LegalAidCase, by: Actor) -> LegalAidCase:
    """The case as it is now, held to the end of the transaction; not withdrawn, not of the own household."""
    rows = LegalAidCase.objects.everywhere().select_related("household").select_for_update(of=("self",))
    held = rows.get(pk=case.pk)
    check_proposes(by, held.unit_id)
    check_not_close([held.household_id], by)
    if held.withdrawn_on is not None:
        raise Refused(_("Yêu cầu này đã rút. Hãy tải lại trang."), code="answered")
    return held


def _check_day(held: LegalAidCase, day: date) -> None:
    if day < held.asked_on or day > today():
        raise UnusableInput(_("Ngày phải từ ngày yêu cầu đến hôm nay."), code="date_wrong")


@action(EventName.LEGAL_AID_SERVED)
def serve_legal_aid(*, case: LegalAidCase, served_on: date, document: str, by: Actor) -> LegalAidCase:
    """The person was helped: a delivery that the legal aid centre confirms; only then it counts as served."""
    held = _held(case, by)
    _check_day(held, served_on)
    if held.served_on is not None:
        raise Refused(_("Yêu cầu này đã được trợ giúp. Hãy tải lại trang."), code="answered")
    held.delivery = report_delivery(
        household=held.household,
        policy=POLICY,
        person_id=held.person_id,
        given_on=served_on,
        document=document,
        kind=_KIND,
        by=by,
    )
    held.served_on = served_on
    held.save(update_fields=["delivery", "served_on"])
    note(subject=f"household:{held.household_id}", case=held.pk)
    return held


@action(EventName.LEGAL_AID_REFERRED)
def refer_legal_aid(*, case: LegalAidCase, referred_on: date, referred_to: str, by: Actor) -> LegalAidCase:
    """The person was sent to somebody else who can help; that is no legal aid served."""
    held = _held(case, by)
    _check_day(held, referred_on)
    if held.referred_on is not None:
        raise Refused(_("Yêu cầu này đã được chuyển. Hãy tải lại trang."), code="answered")
    if not referred_to.strip():
        raise UnusableInput(_("Hãy ghi chuyển đến đâu."), code="place_missing")
    held.referred_on, held.referred_to = referred_on, referred_to.strip()
    held.save(update_fields=["referred_on", "referred_to"])
    note(subject=f"household:{held.household_id}", case=held.pk)
    return held


@action(EventName.LEGAL_AID_WITHDRAWN)
def withdraw_legal_aid(*, case: LegalAidCase, reason: str, by: Actor) -> LegalAidCase:
    """The case was written wrongly or the person wants it no more: it stays with the reason and is counted no more. Raises
    ``Refused`` where a delivery of it still counts: that is withdrawn first."""
    held, reason = _held(case, by), check_reason(reason)
    if held.delivery is not None and held.delivery.state != DeliveryState.WITHDRAWN.value:
        raise Refused(
            _("Đã ghi người này được trợ giúp. Hãy rút khoản ở trang Hỗ trợ đã giao trước."), code="served"
        )
    held.withdrawn_on, held.withdrawn_reason = today(), reason
    held.save(update_fields=["withdrawn_on", "withdrawn_reason"])
    note(subject=f"household:{held.household_id}", case=held.pk, reason=reason)
    return held


@action(EventName.LEGAL_AID_REVEALED)
def reveal_matter(*, case: LegalAidCase, reason: str, keys: Path, by: Actor) -> str:
    """What a case is about; who read it and why stays in the log. Raises ``Refused`` where nothing was written down."""
    check_proposes(by, case.unit_id)
    check_not_close([case.household_id], by)
    reason = check_reason(reason)
    if case.matter_sealed is None:
        raise Refused(_("Không ghi nội dung vụ việc."), code="no_matter")
    note(subject=f"household:{case.household_id}", case=case.pk, reason=reason)
    return keyring(keys).open_id(bytes(case.matter_sealed), case.seal_row)


SERVED = Q(delivery__state=DeliveryState.CONFIRMED.value)


def counts_of(rows: QuerySet[LegalAidCase]) -> dict[str, int]:
    """``asked, entitled, served`` (confirmed by its agency) ``, referred`` of cases that were not withdrawn."""
    return (
        rows.filter(withdrawn_on=None)
        .order_by()
        .aggregate(
            asked=Count("pk"),
            entitled=Count("pk", filter=Q(entitled=LegalAidRight.ENTITLED.value)),
            served=Count("pk", filter=SERVED),
            referred=Count("pk", filter=Q(referred_on__isnull=False)),
        )
    )
