"""What stands beside budgets and is kept elsewhere: capital entrusted to the bank, and what policies cost. Read only, from ``support``."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from ansinh.access.queries import scope_of
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.budgets.queries import lines_seen
from ansinh.places.models import Unit
from ansinh.places.queries import lineage
from ansinh.support.models import (
    CapitalMove,
    CardSettlement,
    Delivery,
    EntrustedAccount,
    PayLine,
    SettledCard,
)
from ansinh.support.models.delivery_enums import DeliveryState, Outcome
from ansinh.support.models.health_card_enums import ListState
from ansinh.support.models.loan_enums import CapitalKind


@dataclass(frozen=True, slots=True)
class Entrusted:
    """The entrusted capital of a place: what a year put in and took back, what is lent and left now; đồng."""

    account: EntrustedAccount
    put_in: int
    returned: int

    @property
    def left(self) -> int:
        """What lies at the bank and is not lent."""
        return self.account.put_in - self.account.returned - self.account.lent


@dataclass(frozen=True, slots=True)
class Cost:
    """What a policy cost at a place in a year, by where it is kept, đồng; ``budgeted`` what the place's lines that name it were
    granted."""

    policy: str
    paid: int
    settled: int
    given: int
    budgeted: int


def households_scope(by: Actor, unit: Unit, year: int) -> Scope:
    """Where of a place somebody sees households: sums over people are shown to nobody else."""
    day = min(max(date(year, 12, 31), unit.valid_from), unit.valid_until or date.max)
    return scope_of(by, P.SEE_HOUSEHOLDS).both(Scope(lineage(unit, day)))


def entrusted_of(scope: Scope, year: int) -> list[Entrusted]:
    """The accounts of places within a scope, in the order of names."""
    moves: dict[tuple[int, str], int] = defaultdict(int)
    rows = CapitalMove.objects.within(scope).filter(year=year).order_by()
    for key, kind, amount in rows.values_list("account", "kind", "amount"):
        moves[key, kind] += amount
    accounts = EntrustedAccount.objects.within(scope).select_related("unit").order_by("unit__sort_key", "pk")
    return [
        Entrusted(one, moves[one.pk, CapitalKind.PUT_IN.value], moves[one.pk, CapitalKind.RETURNED.value])
        for one in accounts
    ]


def costs_of(by: Actor, unit: Unit, scope: Scope, year: int) -> list[Cost]:
    """Costs per policy within a scope: lines of pay runs that were paid, card settlements that were closed (by the year of their
    first month; the State's and the local share), deliveries confirmed with what they were worth."""
    paid = PayLine.objects.within(scope).filter(outcome=Outcome.PAID.value, outcome_on__year=year)
    closed = (
        CardSettlement.objects.everywhere()
        .filter(state=ListState.APPROVED.value, period_from__year=year)
        .values("pk")
    )
    cards = SettledCard.objects.within(scope).filter(settlement__in=closed)
    given = Delivery.objects.within(scope).filter(
        state=DeliveryState.CONFIRMED.value, given_on__year=year, amount__isnull=False
    )
    shares = cards.order_by().values("policy").annotate(one=Sum("state_amount"), other=Sum("local_amount"))
    settled = {row["policy"]: (row["one"] or 0) + (row["other"] or 0) for row in shares}
    sums = [
        {row["policy"]: row["of"] for row in rows.order_by().values("policy").annotate(of=Sum("amount"))}
        for rows in (paid, given)
    ]
    lines = lines_seen(by).filter(unit=unit, year=year).exclude(policy="").order_by()
    budgeted = {row["policy"]: row["of"] for row in lines.values("policy").annotate(of=Sum("granted"))}
    codes = sorted({*sums[0], *sums[1], *settled, *budgeted})
    return [
        Cost(one, sums[0].get(one, 0), settled.get(one, 0), sums[1].get(one, 0), budgeted.get(one, 0))
        for one in codes
    ]
