"""Savings groups, and the list 03/TD of one: made from who needs a loan and may have it, confirmed by a second person."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl
from django.db import IntegrityError, transaction
from django.db.models import Max

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.places.models import Unit
from ansinh.support.catalogue.policy import Policy
from ansinh.support.credit.owing import check_within_limit, owed_in
from ansinh.support.credit.terms import check_credit, terms_of
from ansinh.support.credit.words import TRUSTEES
from ansinh.support.delivery.policies import (
    check_approves,
    check_proposes,
    check_reason,
    check_second_person,
)
from ansinh.support.entitling.entitlements import entitlements_from
from ansinh.support.entitling.reading import known_of
from ansinh.support.models import LoanList, LoanRequest, SavingsGroup
from ansinh.support.models.delivery_enums import AnswerState

ENTITLED = "entitled"


@dataclass(frozen=True)
class Wish:
    """What one borrower asks for: hex ids of the household and, in programmes for people, of the person."""

    household_id: str
    amount: int
    purpose: str
    term_months: int
    person_id: str | None = None


@action(EventName.SAVINGS_GROUP_ENTERED)
def enter_group(
    *, unit: Unit, name: str, trustee: str, leader: str, founded_on: date, by: Actor, village: str = ""
) -> SavingsGroup:
    """Enter a savings and loan group of a commune. Raises ``Refused`` without the right there or for a name that stands there;
    ``UnusableInput`` for blanks, a day to come, a trustee that is no union."""
    check_proposes(by, unit.pk)
    if not clean(name) or not clean(leader):
        raise UnusableInput(_("Hãy ghi tên tổ và tổ trưởng."), code="no_name")
    if trustee not in TRUSTEES:
        raise UnusableInput(_("Hãy chọn hội, đoàn thể nhận ủy thác."), code="no_trustee")
    if founded_on > today():
        raise UnusableInput(_("Ngày ở tương lai."), code="future_date")
    try:
        with transaction.atomic():
            made = SavingsGroup.objects.create(
                unit=unit,
                village=village,
                name=clean(name)[:120],
                trustee=trustee,
                leader=clean(leader)[:120],
                founded_on=founded_on,
                recorded_at=now(),
                recorded_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(_("Xã đã có tổ mang tên này. Hãy ghi tên khác."), code="group_known") from failure
    note(subject=f"savings_group:{made.pk}", place=unit.code)
    return made


@action(EventName.SAVINGS_GROUP_ENDED)
def end_group(*, group: SavingsGroup, on: date, reason: str, by: Actor) -> SavingsGroup:
    """A group ends on a day, with the reason. Raises ``Refused`` where a list of it still waits or it ended before."""
    check_proposes(by, group.unit_id)
    held = SavingsGroup.objects.everywhere().select_for_update(of=("self",)).get(pk=group.pk)
    waiting = LoanList.objects.everywhere().filter(group=held, state=AnswerState.WAITING.value)
    if held.ended_on is not None or waiting.exists():
        raise Refused(
            _("Tổ đã kết thúc, hoặc còn danh sách vay chờ xác nhận. Hãy trả lời danh sách trước."),
            code="group_open",
        )
    if on < held.founded_on or on > today():
        raise UnusableInput(_("Ngày kết thúc phải từ ngày thành lập đến hôm nay."), code="day_outside")
    held.ended_on, held.ended_reason = on, check_reason(reason)[:300]
    held.save(update_fields=["ended_on", "ended_reason"])
    note(subject=f"savings_group:{held.pk}", reason=held.ended_reason)
    return held


def askable(
    units: Collection[int], policy: Policy, on: date, only: Sequence[str] | None = None
) -> pl.DataFrame:
    """Who needs a loan of a programme at communes (ids), or ``only`` of households (hex): the columns of ``entitlements`` and
    ``needed``. Who is ``unknown`` is in it with what is missing and goes on no list; who has a need and is not entitled by the rules
    is in it as ``not_entitled``."""
    known = known_of(sorted(units), on, only=only)
    rows = entitlements_from(known, [policy])
    needs = known.needs.filter(pl.col("policy") == policy.code).select("household_id", "person_id")
    keyed = needs.with_columns(pl.lit(value=True).alias("needed"))
    joined = rows.join(keyed, on=["household_id", "person_id"], how="full", coalesce=True, nulls_equal=True)
    homes = known.households.select("household_id", pl.col("village").alias("lives"))
    return (
        joined.join(homes, on="household_id", how="inner")
        .with_columns(
            pl.col("state").fill_null("not_entitled"),
            pl.col("needed").fill_null(value=False),
            pl.col("missing").fill_null(""),
            pl.coalesce("village", "lives").alias("village"),
        )
        .drop("lives")
        .sort("village", "household_id", "person_id")
    )


@action(EventName.LOAN_LIST_MADE)
def make_list(
    *, group: SavingsGroup, policy: str, requested_on: date, wishes: Sequence[Wish], by: Actor
) -> LoanList:
    """Make the list 03/TD of a group for one programme: each borrower needs the loan, is entitled on the day, lives in the commune,
    and asks for no more than the limit of the programme leaves.

    Raises ``Refused`` without the right, for an ended group, the own household, who is not entitled or whose entitlement is unknown
    (how many, and what to do), a sum above the limit; ``UnusableInput`` for no lines, one twice, sums or terms of nothing.
    """
    check_proposes(by, group.unit_id)
    found = check_credit(policy)
    held = SavingsGroup.objects.everywhere().select_for_update(of=("self",)).get(pk=group.pk)
    if held.ended_on is not None:
        raise Refused(_("Tổ này đã kết thúc. Hãy chọn tổ đang hoạt động."), code="group_ended")
    _check_wishes(wishes, requested_on)
    check_not_close({UUID(one.household_id) for one in wishes}, by)
    keys = sorted({one.household_id for one in wishes})
    homes = {
        one.pk.hex: one
        for one in Household.objects.everywhere()
        .select_for_update(of=("self",))
        .filter(pk__in=[UUID(key) for key in keys])
        .order_by("pk")
    }
    if len(homes) < len(keys) or any(one.unit_id != held.unit_id for one in homes.values()):
        raise Refused(_("Có hộ không ở xã của tổ này. Hãy chọn lại."), code="other_place")
    rules = _entitled(found, held.unit_id, requested_on, keys, wishes)
    terms = terms_of(found, requested_on)
    number = (LoanList.objects.everywhere().filter(group=held).aggregate(last=Max("number"))["last"] or 0) + 1
    made = LoanList.objects.create(
        group=held,
        unit_id=held.unit_id,
        village=held.village,
        policy=found.code,
        requested_on=requested_on,
        number=number,
        lines=len(wishes),
        amount=sum(one.amount for one in wishes),
        digest=_digest(wishes),
        made_at=now(),
        made_by=by.label,
    )
    for one in wishes:
        beneficiary = UUID(one.person_id or one.household_id)
        rule, ceiling = rules[(one.household_id, one.person_id)]
        limit, owed = ceiling or terms.limit, owed_in(found, beneficiary)
        check_within_limit(found, limit, owed, one.amount)
        LoanRequest.objects.create(
            list=made,
            policy=found.code,
            household=homes[one.household_id],
            person_id=one.person_id,
            beneficiary=beneficiary,
            unit_id=held.unit_id,
            village=homes[one.household_id].village,
            rule=rule,
            amount=one.amount,
            purpose=clean(one.purpose)[:160],
            term_months=one.term_months,
            limit=limit,
            owed=owed,
        )
    note(
        subject=f"loan_list:{made.pk}",
        policy=found.code,
        lines=made.lines,
        amount=made.amount,
        digest=made.digest,
    )
    return made


def _check_wishes(wishes: Sequence[Wish], on: date) -> None:
    if on > today():
        raise UnusableInput(_("Ngày ở tương lai."), code="future_date")
    if not wishes:
        raise UnusableInput(_("Danh sách chưa có ai. Hãy chọn ít nhất một hộ."), code="no_lines")
    if any(one.amount <= 0 or one.term_months <= 0 or not clean(one.purpose) for one in wishes):
        raise UnusableInput(
            _("Mỗi dòng phải có số tiền và thời hạn lớn hơn không, và mục đích vay."), code="no_amount"
        )
    if len({(one.household_id, one.person_id) for one in wishes}) < len(wishes):
        raise UnusableInput(_("Có người hoặc hộ hai lần trong danh sách."), code="twice")


def _entitled(
    policy: Policy, unit_id: int, on: date, keys: Sequence[str], wishes: Sequence[Wish]
) -> dict[tuple[str, str | None], tuple[str, int | None]]:
    """The rule and the limit by which each is entitled on the day."""
    rows = askable([unit_id], policy, on, only=keys).filter(pl.col("state") == ENTITLED)
    found = {
        (row["household_id"], row["person_id"]): (
            row["rule"],
            row["amount"] if row["amount_per"] == "once" else None,
        )
        for row in rows.iter_rows(named=True)
    }
    lost = sum((one.household_id, one.person_id) not in found for one in wishes)
    if lost:
        raise Refused(
            _(
                "{count} hộ hoặc người trong danh sách không thuộc diện vay hoặc chưa rõ vào ngày ấy (diện hộ, khả năng lao động, là thành "
                "viên tổ, có nhu cầu đã ghi). Hãy xem lý do ở trang hỗ trợ của hộ, ghi điều còn thiếu, rồi lập lại."
            ).format(count=lost),
            code="not_entitled",
        )
    return found


def _digest(wishes: Sequence[Wish]) -> str:
    rows = sorted(
        (one.household_id, one.person_id or "", one.amount, one.term_months, clean(one.purpose))
        for one in wishes
    )
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


@action(EventName.LOAN_LIST_CONFIRMED)
def confirm_list(*, listed: LoanList, document_no: str, by: Actor) -> LoanList:
    """The commune confirms a list by a second person; from then on it stays as it is. Raises ``Refused`` for who made it, without the
    right, where it was answered or holds the own household; ``UnusableInput`` without the number of the confirmation."""
    held = _waiting(listed)
    check_approves(by, held.unit_id)
    check_second_person(by, [held.made_by], _("đã lập danh sách này"))
    check_not_close(set(held.rows.everywhere().values_list("household_id", flat=True)), by)
    if not document_no.strip():
        raise UnusableInput(_("Hãy ghi số văn bản xác nhận."), code="no_document")
    held.state, held.document_no = AnswerState.CONFIRMED.value, document_no.strip()[:80]
    _answered(held, by)
    note(subject=f"loan_list:{held.pk}", lines=held.lines, amount=held.amount, digest=held.digest)
    return held


@action(EventName.LOAN_LIST_REFUSED)
def refuse_list(*, listed: LoanList, reason: str, by: Actor) -> LoanList:
    """The commune does not confirm a list, with the reason; a new one may be made."""
    held = _waiting(listed)
    check_approves(by, held.unit_id)
    check_second_person(by, [held.made_by], _("đã lập danh sách này"))
    held.state, held.reason = AnswerState.REFUSED.value, check_reason(reason)
    _answered(held, by)
    note(subject=f"loan_list:{held.pk}", reason=held.reason)
    return held


def _waiting(listed: LoanList) -> LoanList:
    held = LoanList.objects.everywhere().select_for_update(of=("self",)).get(pk=listed.pk)
    if held.state != AnswerState.WAITING.value:
        raise Refused(
            _("Danh sách này đã được trả lời. Hãy tải lại trang để xem ai đã làm gì."), code="answered"
        )
    return held


def _answered(held: LoanList, by: Actor) -> None:
    held.decided_at, held.decided_by = now(), by.label
    held.save(update_fields=["state", "reason", "document_no", "decided_at", "decided_by"])
