"""What a year of a fund comes to: pledged, received, used, left, and how receipts grew against the year before."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from ansinh.access.scope import Scope
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.outreach.models import FundUse, FundYear, Pledge, Receipt
from ansinh.outreach.models.enums import UseState


@dataclass(frozen=True)
class Growth:
    """Receipts of a year against those of the year before at the same place, in đồng. ``percent`` is exact, nothing where there is no
    year before or nothing came in it; ``wanted`` is what a paper asks for (percent), nothing where none was written."""

    received: int
    before: int | None
    wanted: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        if not self.before:
            return None
        return Decimal(100 * (self.received - self.before)) / Decimal(self.before)

    @property
    def kept(self) -> bool | None:
        """Whether the growth that was asked for is there; nothing where nobody can say."""
        if self.percent is None or self.wanted is None:
            return None
        return self.percent >= self.wanted


def growth_of(fund: FundYear) -> Growth:
    """The growth of a year that was reached through a scope before."""
    before = FundYear.objects.everywhere().filter(unit_id=fund.unit_id, year=fund.year - 1).first()
    return Growth(fund.received, None if before is None else before.received, fund.growth_percent)


def growths_of(funds: list[FundYear]) -> dict[int, Growth]:
    """``growth_of`` by key for many, in one read."""
    wanted = Q(pk__in=())
    for one in funds:
        wanted |= Q(unit_id=one.unit_id, year=one.year - 1)
    rows = FundYear.objects.everywhere().filter(wanted).values_list("unit_id", "year", "received")
    known = {(unit, year): received for unit, year, received in rows}
    return {
        one.pk: Growth(one.received, known.get((one.unit_id, one.year - 1)), one.growth_percent)
        for one in funds
    }


@dataclass(frozen=True)
class Pledged:
    """What was promised to a year's fund and what of it came, in đồng."""

    promised: int
    came: int

    @property
    def awaited(self) -> int:
        return max(self.promised - self.came, 0)


def pledged_of(fund: FundYear) -> Pledged:
    """Pledges of a year that stand, and receipts for them (of whatever year)."""
    standing = Pledge.objects.everywhere().filter(fund=fund, withdrawn_at=None)
    promised = standing.aggregate(all=Sum("amount"))["all"] or 0
    came = Receipt.objects.everywhere().filter(pledge__in=standing, withdrawn_at=None)
    return Pledged(promised, came.aggregate(all=Sum("amount"))["all"] or 0)


def by_purpose(fund: FundYear) -> list[tuple[str, int, int]]:
    """Approved uses of a year: purpose, đồng, how many."""
    found: dict[str, tuple[int, int]] = {}
    rows = FundUse.objects.everywhere().filter(fund=fund, state=UseState.APPROVED.value)
    for purpose, amount in rows.values_list("purpose", "amount"):
        money, many = found.get(purpose, (0, 0))
        found[purpose] = (money + amount, many + 1)
    return [(purpose, *sums) for purpose, sums in sorted(found.items())]


def waiting_of(fund: FundYear) -> int:
    """Đồng of uses that wait for an answer."""
    rows = FundUse.objects.everywhere().filter(fund=fund, state=UseState.WAITING.value)
    return rows.aggregate(all=Sum("amount"))["all"] or 0


def fund_within(scope: Scope, key: int) -> FundYear:
    """The books of that id within the scope. Raises ``NotFound``."""
    found = FundYear.objects.within(scope).select_related("unit").filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có sổ quỹ này trong địa bàn được giao."))
    return found


def uses_of_household(household_id: object) -> QuerySet[FundUse]:
    """What funds gave a household that was reached through a scope before, the newest first."""
    rows = FundUse.objects.everywhere().filter(household_id=household_id, state=UseState.APPROVED.value)
    return rows.select_related("fund__unit").order_by("-on", "-pk")
