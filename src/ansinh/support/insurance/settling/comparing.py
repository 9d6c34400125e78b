"""What a settlement comes to by group, beside what the insurer says: of each person by its file, or of a group as it was typed."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum

from ansinh.support.models import CardSettlement, InsurerFigure, SettledCard

OWED = F("state_amount") + F("local_amount") + F("own_amount")
BILLED = F("billed_state") + F("billed_local") + F("billed_own")
TOLD = Q(billed_months__isnull=False)
# Each payer by itself: a premium that is billed to another payer is another bill.
SAME = Q(
    billed_state=F("state_amount"), billed_local=F("local_amount"), billed_own=F("own_amount")
)  # fmt: skip


@dataclass(frozen=True)
class Money:
    """What each bears, in đồng."""

    state: int
    local: int
    own: int

    @property
    def total(self) -> int:
        return self.state + self.local + self.own

    def less(self, other: "Money") -> "Money":
        """What this is above the other, payer by payer."""
        return Money(self.state - other.state, self.local - other.local, self.own - other.own)


@dataclass(frozen=True)
class Group:
    """One group of a settlement: ``billed`` is nothing where the insurer said nothing of it; ``untold`` are its cards of which a file
    that came says nothing."""

    policy: str
    people: int
    months: int
    owed: Money
    billed: Money | None
    billed_people: int | None
    document: str
    untold: int

    @property
    def difference(self) -> Money | None:
        """What the insurer says more than is owed."""
        return self.billed.less(self.owed) if self.billed is not None else None


def differing(rows: QuerySet[SettledCard]) -> QuerySet[SettledCard]:
    """The cards of which the insurer says otherwise."""
    return rows.filter(TOLD).exclude(SAME)


def groups_of(settlement: CardSettlement) -> list[Group]:
    """The groups of a settlement, those that only the insurer names among them."""
    rows = SettledCard.objects.everywhere().filter(settlement=settlement).order_by()
    sums = rows.values("policy").annotate(
        people=Count("person", distinct=True),
        all_months=Sum("months"),
        state=Sum("state_amount"),
        local=Sum("local_amount"),
        own=Sum("own_amount"),
        told=Count("pk", filter=TOLD),
        told_people=Count("person", filter=TOLD, distinct=True),
        every=Count("pk"),
        told_state=Sum("billed_state"),
        told_local=Sum("billed_local"),
        told_own=Sum("billed_own"),
    )
    by_code = {one["policy"]: one for one in sums}
    by_file = any(one["told"] for one in by_code.values())
    typed = {} if by_file else newest_figures(settlement)
    return [
        _group(code, by_code.get(code), typed.get(code)) for code in sorted(by_code.keys() | typed.keys())
    ]


def _group(code: str, sums: dict | None, typed: InsurerFigure | None) -> Group:
    # PostgreSQL sums such numbers as decimals.
    owed = Money(int(sums["state"]), int(sums["local"]), int(sums["own"])) if sums else Money(0, 0, 0)
    told = bool(sums and sums["told"])
    billed = None
    if sums and told:
        billed = Money(int(sums["told_state"]), int(sums["told_local"]), int(sums["told_own"]))
    elif typed is not None:
        billed = Money(typed.state_amount, typed.local_amount, typed.own_amount)
    return Group(
        policy=code,
        people=sums["people"] if sums else 0,
        months=sums["all_months"] if sums else 0,
        owed=owed,
        billed=billed,
        billed_people=sums["told_people"] if sums and told else typed.people if typed else None,
        document=typed.document if typed is not None else "",
        untold=sums["every"] - sums["told"] if sums else 0,
    )


def newest_figures(settlement: CardSettlement) -> dict[str, InsurerFigure]:
    """What was typed of each group, the last word of each."""
    rows = InsurerFigure.objects.everywhere().filter(settlement=settlement).order_by("pk")
    return {one.policy: one for one in rows}


def told_by_file(settlement: CardSettlement) -> bool:
    """Whether the insurer's file told of any card."""
    return SettledCard.objects.everywhere().filter(TOLD, settlement=settlement).exists()


def agrees(settlement: CardSettlement) -> bool:
    """Whether the insurer said of everything in it exactly what is owed."""
    rows = SettledCard.objects.everywhere().filter(settlement=settlement)
    if rows.filter(TOLD).exists():
        return not rows.exclude(TOLD).exists() and not differing(rows).exists()
    return all(one.difference == Money(0, 0, 0) for one in groups_of(settlement))
