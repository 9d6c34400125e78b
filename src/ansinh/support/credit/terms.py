"""What a programme lends on a day: its limit, its rate as the poor's rate times a multiple, by the catalogue's numbers. What nobody
found is nothing, never a guess."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.support.catalogue.adopted import policies_in_use, policy_in_use
from ansinh.support.catalogue.numbers import number
from ansinh.support.catalogue.policy import Policy, RuleKind

_RATE, _TIMES, _OVERDUE = "loan_rate_", "loan_times_", "loan_times_overdue"


@dataclass(frozen=True)
class Terms:
    """``limit`` in đồng of all live loans together, ``rate`` percent a year, ``overdue_rate`` of what is overdue; each null where no
    number is known. ``unverified``: one of them rests on memory or a row that nobody compared. ``in_force``: whether a rule
    of the programme holds on the day at all."""

    limit: int | None
    rate: Decimal | None
    overdue_rate: Decimal | None
    unverified: bool
    in_force: bool


def credit_policies() -> list[Policy]:
    """The programmes of credit."""
    return [one for one in policies_in_use() if one.benefit == "loan"]


def check_credit(code: str) -> Policy:
    """The programme of that code. Raises ``Refused`` for another policy, ``UnknownPolicy`` for none."""
    found = policy_in_use(code)
    if found.benefit != "loan":
        raise Refused(
            _("Chính sách {code} không phải chương trình cho vay.").format(code=code), code="not_credit"
        )
    return found


def terms_of(policy: Policy, on: date) -> Terms:
    """The terms of a programme on a day, by the rules that hold then."""
    rules = policy.in_force(on, RuleKind.LAW, RuleKind.LOCAL)
    limits, rates, overdue, memory = [], [], [], False
    for rule in rules:
        # What is lent every month of a course is no limit of all that is owed.
        if rule.amount is not None and rule.amount.number and rule.per == "once":
            for row in number(rule.amount.number).rows_on(on):
                limits.append(int(Decimal(str(row.parameter.value)) * Decimal(str(rule.amount.times))))
                memory = memory or row.parameter.unverified
        rate, worse = _rates(rule.numbers, on)
        rates += [] if rate is None else [rate]
        overdue += [] if worse is None else [worse]
        memory = memory or rule.unverified
    return Terms(
        max(limits, default=None), max(rates, default=None), max(overdue, default=None), memory, bool(rules)
    )


def _rates(names: tuple[str, ...], on: date) -> tuple[Decimal | None, Decimal | None]:
    base = [_value(name, on) for name in names if name.startswith(_RATE)]
    if not base or base[0] is None:
        return None, None
    rate = base[0]
    for name in names:
        if name.startswith(_TIMES) and name != _OVERDUE:
            times = _value(name, on)
            if times is None:
                return None, None
            rate *= times
    worse = _value(_OVERDUE, on) if _OVERDUE in names else None
    return rate, None if worse is None else rate * worse


def _value(name: str, on: date) -> Decimal | None:
    rows = number(name).rows_on(on)
    return Decimal(str(rows[0].parameter.value)) if rows else None
