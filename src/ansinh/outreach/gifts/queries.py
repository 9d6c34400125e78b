"""Gifts over places, who was given twice, and the sponsors of places with what they look after."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ansinh.access.scope import Scope
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.outreach.models import FundUse, Gift
from ansinh.outreach.models.enums import UseState
from ansinh.support.models import HouseholdPlan, Sponsor


def gifts_within(scope: Scope) -> QuerySet[Gift]:
    """The gifts of the places within the scope, each with ``twice``: whether another of its kind stands for the household and
    occasion."""
    same = Gift.objects.everywhere().filter(
        household=OuterRef("household"), occasion=OuterRef("occasion"), year=OuterRef("year"),
        kind=OuterRef("kind"), withdrawn_at=None,
    )  # fmt: skip
    rows = Gift.objects.within(scope).select_related("household", "unit")
    return rows.annotate(twice=Exists(same.exclude(pk=OuterRef("pk"))))


def gift_within(scope: Scope, key: int) -> Gift:
    """The gift of that id within the scope. Raises ``NotFound``."""
    rows = gifts_within(scope).select_related(
        "household", "unit", "use__fund__unit", "sponsor__agency", "sponsor__unit"
    )
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có dòng quà này trong địa bàn được giao."))
    return found


def gifts_of_household(household_id: UUID) -> list[Gift]:
    """Everything a household (reached through a scope before) was given, withdrawn rows too, the newest first."""
    rows = Gift.objects.everywhere().filter(household_id=household_id)
    return list(rows.select_related("unit").order_by("-given_on", "-pk"))


def given_twice(gifts: list[Gift]) -> set[int]:
    """The keys of those gifts of one household that stand beside another of their kind for the same occasion."""
    seen: dict[tuple[str, int, str], list[int]] = {}
    for one in gifts:
        if one.withdrawn_at is None:
            seen.setdefault((one.occasion, one.year, one.kind), []).append(one.pk)
    return {key for keys in seen.values() if len(keys) > 1 for key in keys}


def uses_for_gifts(scope: Scope, household_id: UUID) -> QuerySet[FundUse]:
    """Approved uses of the funds within the scope that a gift to a household may come from."""
    rows = FundUse.objects.within(scope).filter(state=UseState.APPROVED.value, fund__closed_at=None)
    return (
        rows.filter(Q(household=None) | Q(household_id=household_id)).select_related("fund").order_by("-on")
    )


def sponsors_within(scope: Scope, year: int) -> QuerySet[Sponsor]:
    """The sponsors that households' plans know, over the places within the scope: how many households each looks after in a year
    (``homes``), and how many gifts came of it (``gifts_given``)."""
    plans = HouseholdPlan.objects.everywhere().filter(sponsor=OuterRef("pk"), year=year).order_by()
    gifts = Gift.objects.everywhere().filter(sponsor=OuterRef("pk"), withdrawn_at=None).order_by()
    rows = Sponsor.objects.within(scope).select_related("unit", "agency")
    return rows.annotate(homes=_many(plans), gifts_given=_many(gifts))


def _many(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.values("sponsor").annotate(many=Count("pk")).values("many")), 0)
