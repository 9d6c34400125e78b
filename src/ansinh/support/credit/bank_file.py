"""The bank's file of loans and what is owed of them: read against the ledger row by row, recorded all of it or nothing."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import polars as pl
from django.db import IntegrityError, transaction

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.households.models import Household
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import AnSinhError, Refused
from ansinh.kernel.findings import Level
from ansinh.kernel.language import _
from ansinh.support.catalogue.policy import Policy, Target
from ansinh.support.credit.answers import sent_lines
from ansinh.support.credit.lending import months_after, write_standing
from ansinh.support.credit.owing import check_within_limit, hold_borrower, owed_in, same_beneficiaries
from ansinh.support.credit.terms import check_credit, credit_policies, terms_of
from ansinh.support.models import Loan, LoanRequest
from ansinh.support.models.loan_enums import LineState, LoanState
from ansinh.work.batches import Checked, record_accepted

# Rule, level, column and words of a finding, and the row it is about.
Fault = tuple[str, Level, str, str, int]
_NEW = ("household", "policy", "lent_on", "amount", "purpose", "term_months", "rate")


@dataclass(frozen=True)
class BankRow:
    """One row that changes something: a loan that is new (``loan_id`` null) with what is owed of it, or a later statement."""

    loan_id: int | None
    reference: str
    on: date
    balance: int
    overdue: int
    household: UUID | None = None
    person: UUID | None = None
    policy: str = ""
    amount: int = 0
    purpose: str = ""
    lent_on: date | None = None
    term_months: int = 0
    rate: Decimal = Decimal(0)
    request_id: int | None = None


def read_bank_rows(rows: pl.DataFrame, scope: Scope) -> tuple[list[BankRow], int, list[Fault]]:
    """A bank's rows (``reference, household, person`` (hex, null) ``, unit_id, policy, lent_on, amount, purpose, term_months, rate, on,
    balance, overdue, __row__``) against the ledger.

    Gives what changes, how many rows say what is known already, and what was found. A loan that is new needs everything; of a
    known one only the statement is read.
    """
    told = [row for row in rows.to_dicts() if row["reference"] and row["on"] and row["balance"] is not None]
    known = _known({row["reference"].strip() for row in told}, scope)
    asked = _asked({UUID(row["household"]) for row in told if row["household"]})
    policies = {one.code: one for one in credit_policies()}
    room = _Room()
    found: list[BankRow] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    same = 0
    for row in told:
        reference, at = row["reference"].strip(), row["__row__"]
        row["overdue"] = row["overdue"] or 0
        if reference in seen:
            faults.append(
                ("told_twice", Level.ERROR, "reference", _("Khoản vay này có hơn một dòng trong tệp."), at)
            )
            continue
        seen.add(reference)
        loan = known.get(reference)
        wrong = _faults_of(row, loan, policies)
        if wrong:
            faults += wrong
            continue
        if loan is not None:
            if (loan.standing_on, loan.balance, loan.overdue) == (row["on"], row["balance"], row["overdue"]):
                same += 1
                continue
            rise = row["balance"] - loan.balance
            if (
                rise > 0
                and loan.policy in policies
                and (said := room(policies[loan.policy], loan.beneficiary, loan.lent_on, rise))
            ):
                faults.append(("over_limit", Level.ERROR, "balance", said, at))
                continue
            found.append(BankRow(loan.pk, reference, row["on"], row["balance"], row["overdue"]))
            continue
        made = _new_loan(row, reference, asked)
        if said := room(policies[made.policy], made.person or made.household, made.lent_on, made.balance):
            faults.append(("over_limit", Level.ERROR, "amount", said, at))
            continue
        if made.request_id is None:
            words = _(
                "Không có dòng nào của danh sách 03/TD đã xác nhận cho khoản vay này; vẫn ghi, kèm điều ấy."
            )
            faults.append(("not_listed", Level.WARNING, "household_id", words, at))
        found.append(made)
    return found, same, faults


class _Room:
    """What the limits still leave while a file is read: called with a programme, who borrows, the day of the terms and what comes to be
    owed more, gives why it does not fit (blank where it does) and counts it. Ids that are one borrower are one."""

    def __init__(self) -> None:
        self._owed: dict[tuple[str, UUID], int] = {}
        self._one: dict[tuple[str, UUID], UUID] = {}

    def __call__(self, policy: Policy, beneficiary: UUID, on: date, more: int) -> str:
        asked = (policy.code, beneficiary)
        if asked not in self._one:
            self._one[asked] = min(same_beneficiaries(policy, beneficiary))
        key = (policy.code, self._one[asked])
        owed = self._owed.setdefault(key, owed_in(policy, beneficiary))
        try:
            check_within_limit(policy, terms_of(policy, on).limit, owed, more)
        except Refused as refusal:
            return refusal.message
        self._owed[key] = owed + more
        return ""


def _known(references: Collection[str], scope: Scope) -> dict[str, Loan]:
    rows = Loan.objects.within(scope).filter(reference__in=references)
    return {one.reference: one for one in rows.exclude(state=LoanState.WITHDRAWN.value)}


def _asked(households: Collection[UUID]) -> dict[tuple[str, UUID], list[LoanRequest]]:
    """The lines of confirmed lists without a loan yet that the bank did not refuse, by programme and borrower, the oldest first."""
    rows = (
        sent_lines(EVERYWHERE)
        .filter(household__in=households, progress__in=[LineState.WAITING.value, LineState.GRANTED.value])
        .order_by("pk")
    )
    found: dict[tuple[str, UUID], list[LoanRequest]] = {}
    for one in rows:
        found.setdefault((one.policy, one.beneficiary), []).append(one)
    return found


def _faults_of(row: dict[str, Any], loan: Loan | None, policies: dict[str, Policy]) -> list[Fault]:
    at, faults = row["__row__"], []

    def error(rule: str, column: str, words: str) -> None:
        faults.append((rule, Level.ERROR, column, words, at))

    if row["on"] > today():
        error("future_date", "as_of", _("Ngày ở tương lai."))
    amount = loan.amount if loan is not None else row["amount"]
    if amount is not None and not 0 <= row["overdue"] <= row["balance"] <= amount:
        error(
            "balance_outside",
            "balance",
            _("Dư nợ không âm và không quá số tiền vay; nợ quá hạn không quá dư nợ."),
        )
    if loan is not None:
        if row["on"] < loan.standing_on:
            error("older_statement", "as_of", _("Đã có sao kê mới hơn của khoản vay này."))
        if row["amount"] is not None and row["amount"] != loan.amount:
            error(
                "other_amount", "amount", _("Số tiền vay khác với khoản vay đã ghi. Hãy hỏi lại ngân hàng.")
            )
        return faults
    lost = [name for name in _NEW if row[name] in (None, "")]
    if lost:
        error(
            "loan_incomplete",
            "reference",
            _("Khoản vay mới phải có đủ hộ, chương trình, ngày vay, số tiền, mục đích, thời hạn, lãi suất."),
        )
        return faults
    policy = policies.get(row["policy"])
    if policy is None:
        error("unknown_policy", "policy", _("Không có chương trình cho vay này trong danh mục."))
    elif (policy.target is Target.PERSON) != (row["person"] is not None):
        error(
            "wrong_subject",
            "member_id",
            _("Chương trình này cho từng người hay cho cả hộ: hãy ghi lại số thành viên."),
        )
    if row["lent_on"] > row["on"]:
        error("dates_reversed", "date", _("Ngày vay sau ngày sao kê."))
    if row["amount"] <= 0 or row["term_months"] <= 0 or row["rate"] > 100:
        error("no_amount", "amount", _("Số tiền và thời hạn phải lớn hơn không, lãi suất từ 0 đến 100%/năm."))
    return faults


def _new_loan(
    row: dict[str, Any], reference: str, asked: dict[tuple[str, UUID], list[LoanRequest]]
) -> BankRow:
    household = UUID(row["household"])
    person = UUID(row["person"]) if row["person"] else None
    made = BankRow(
        None,
        reference[:60],
        row["on"],
        row["balance"],
        row["overdue"],
        household,
        person,
        row["policy"],
        row["amount"],
        row["purpose"][:160],
        row["lent_on"],
        row["term_months"],
        Decimal(str(row["rate"])),
    )
    lines = asked.get((made.policy, person or household), [])
    fitting = next((one for one in lines if (one.granted or one.amount) >= made.amount), None)
    if fitting is None:
        return made
    lines.remove(fitting)
    return replace(made, request_id=fitting.pk)


@action(EventName.LOANS_IMPORTED)
def record_bank_rows(*, checked: Checked, by: Actor) -> dict[str, int]:
    """Record what a checked file of the bank says: ``recorded`` rows, loans with their statements and statements alone. All of it, or
    nothing: where a loan was written meanwhile it is ``Refused``."""
    rows: list[BankRow] = checked.payload["rows"]
    counts = {"recorded": len(rows)}
    if not rows:
        nothing_changed()
        return counts
    batch = record_accepted(checked, by)
    try:
        with transaction.atomic():
            _hold_borrowers(rows)
            for one in rows:
                loan = _locked(one.loan_id) if one.loan_id is not None else _write_loan(one, by)
                write_standing(
                    loan,
                    on=one.on,
                    balance=one.balance,
                    overdue=one.overdue,
                    by=by,
                    file_digest=checked.digest,
                )
    except (IntegrityError, AnSinhError) as failure:
        raise Refused(
            _("Có khoản vay vừa được ghi hoặc đổi ở nơi khác. Chưa ghi gì; hãy kiểm tra lại tệp."),
            code="changed_meanwhile",
        ) from failure
    new = sum(one.loan_id is None for one in rows)
    note(subject=f"batch:{batch.pk}", digest=checked.digest, loans=new, statements=len(rows))
    return counts


def _hold_borrowers(rows: Collection[BankRow]) -> None:
    """Whoever comes to owe by the file, in one order."""
    policies = {one.code: one for one in credit_policies()}
    new = {(one.policy, one.person or one.household) for one in rows if one.loan_id is None}
    for code, beneficiary in sorted(new, key=lambda one: (str(one[1]), one[0])):
        hold_borrower(policies[code], beneficiary)


def _locked(loan_id: int) -> Loan:
    return Loan.objects.everywhere().select_for_update(of=("self",)).get(pk=loan_id)


def _write_loan(one: BankRow, by: Actor) -> Loan:
    home = Household.objects.everywhere().select_for_update(of=("self",)).get(pk=one.household)
    if one.lent_on is None:
        raise TypeError("a new loan has its day")
    policy, beneficiary = check_credit(one.policy), one.person or home.pk
    # Asked again: between the check and the taking in somebody may have lent.
    check_within_limit(policy, terms_of(policy, one.lent_on).limit, owed_in(policy, beneficiary), one.balance)
    return Loan.objects.create(
        policy=one.policy,
        household=home,
        person_id=one.person,
        beneficiary=beneficiary,
        unit_id=home.unit_id,
        village=home.village,
        request_id=one.request_id,
        without_list="" if one.request_id else _("theo tệp của ngân hàng"),
        reference=one.reference,
        amount=one.amount,
        purpose=one.purpose,
        lent_on=one.lent_on,
        term_months=one.term_months,
        due_on=months_after(one.lent_on, one.term_months),
        rate=one.rate,
        balance=one.amount,
        standing_on=one.lent_on,
        recorded_at=now(),
        recorded_by=by.label,
    )


def units_of_rows(rows: Collection[BankRow]) -> set[int]:
    """The communes whose loans change."""
    known = Loan.objects.everywhere().filter(pk__in=[one.loan_id for one in rows if one.loan_id is not None])
    homes = Household.objects.everywhere().filter(pk__in=[one.household for one in rows if one.household])
    found = {*known.order_by().values_list("unit_id", flat=True), *homes.values_list("unit_id", flat=True)}
    return {unit for unit in found if unit is not None}
