"""Plans as pages read them: counts by village with nobody left out, one plan with all of it, what is still lacking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ansinh.access.scope import Scope
from ansinh.households.models import Household, HouseholdLine
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _, current_language
from ansinh.reviews.decisions.lists import listed_within
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.causes import causes_of
from ansinh.support.models import (
    BoardMember,
    HouseholdPlan,
    PlanAssignment,
    PlanSolution,
    SolutionMove,
    Sponsor,
    Visit,
)
from ansinh.support.models.planning_enums import SolutionState


@dataclass(frozen=True)
class VillageCount:
    """One village of a commune in one year: households on the lists, and how far their plans are."""

    unit_id: int
    village: str
    listed: int
    planned: int
    member: int
    sponsor: int
    visited: int
    done: int
    solutions: int


def counts_by_village(scope: Scope, year: int, on: date) -> list[VillageCount]:
    """Each village within the scope that has a household on the lists of a day or a plan of the year. Households without a plan
    are counted among the listed; nothing assigned shows as nothing done."""
    listed = listed_within(scope, on)
    by_list = {
        (unit, village): many for unit, village, many in listed.group_by("unit_id", "village").len().rows()
    }
    plans = HouseholdPlan.objects.within(scope).filter(year=year).order_by()
    visits = Visit.objects.everywhere().filter(plan=OuterRef("pk"))
    planned = {
        (row["unit_id"], row["village"]): row
        for row in plans.annotate(seen=Exists(visits))
        .values("unit_id", "village")
        .annotate(
            planned=Count("pk"),
            member=Count("member_id"),
            sponsor=Count("sponsor_id"),
            visited=Count("pk", filter=Q(seen=True)),
        )
    }
    steps = PlanSolution.objects.within(scope).filter(plan__year=year).order_by()
    moved = {
        (row["plan__unit_id"], row["plan__village"]): row
        for row in steps.values("plan__unit_id", "plan__village").annotate(
            solutions=Count("pk"), done=Count("pk", filter=Q(state=SolutionState.DONE.value))
        )
    }
    keys = sorted(by_list.keys() | planned.keys(), key=lambda key: (key[0], natural(key[1])))
    nothing: dict[str, int] = {}
    return [
        VillageCount(
            *key,
            by_list.get(key, 0),
            *(planned.get(key, nothing).get(name, 0) for name in ("planned", "member", "sponsor", "visited")),
            *(moved.get(key, nothing).get(name, 0) for name in ("done", "solutions")),
        )
        for key in keys
    ]


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Numbers in names by their value: hamlet 2 stands before hamlet 10."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in name.split())


def plan_within(scope: Scope, key: int) -> HouseholdPlan:
    """One plan within a scope; raises ``NotFound``."""
    rows = HouseholdPlan.objects.within(scope).select_related(
        "household", "unit", "member", "sponsor__agency", "sponsor__unit"
    )
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có kế hoạch này trong địa bàn được giao."))
    return found


def plans_of(home: Household) -> list[HouseholdPlan]:
    """The plans of a household reached through a scope before, the newest first."""
    rows = HouseholdPlan.objects.everywhere().filter(household=home)
    return list(rows.select_related("member", "sponsor__agency", "sponsor__unit", "unit").order_by("-year"))


@dataclass(frozen=True)
class Lack:
    """One indicator then and now (null: nobody reviewed since)."""

    code: str
    words: str
    then: bool
    now: bool | None


def lacks_of(plan: HouseholdPlan) -> tuple[list[Lack], str]:
    """What the household lacked when the plan was drawn up and what it lacks by its newest review, and the period of that
    review (blank: none since). An indicator of another standard than the plan's is not compared."""
    then = set(filter(None, plan.deprived.split(";")))
    if not plan.standard:
        return [], ""
    line = HouseholdLine.objects.everywhere().filter(household=plan.household_id).first()
    indicators = standard_in_use(plan.standard).indicators
    period = line.period if line and line.standard == plan.standard else ""
    since = bool(period) and int(period[:4]) >= plan.year
    found = []
    for place, one in enumerate(indicators):
        now = bool(line.deprived >> place & 1) if since and line else None
        if one.code in then or now:
            found.append(Lack(one.code, one.name.in_language(current_language()), one.code in then, now))
    return found, period if since else ""


def visits_of(plan: HouseholdPlan) -> list[Visit]:
    """The visits of a plan reached through a scope before, the newest first."""
    rows = Visit.objects.everywhere().filter(plan=plan).select_related("member")
    return list(rows.order_by("-on", "-pk"))


def assignments_of(plan: HouseholdPlan) -> list[PlanAssignment]:
    """Who was responsible for a plan reached through a scope before and who helped, the newest first."""
    rows = PlanAssignment.objects.everywhere().filter(plan=plan)
    return list(rows.select_related("member", "sponsor__agency", "sponsor__unit").order_by("-pk"))


def moves_of(plan: HouseholdPlan) -> dict[int, list[SolutionMove]]:
    """The steps of each solution of a plan reached through a scope before, the oldest first."""
    found: dict[int, list[SolutionMove]] = {}
    for move in SolutionMove.objects.everywhere().filter(solution__plan=plan).order_by("pk"):
        found.setdefault(move.solution_id, []).append(move)
    return found


def board_of(units: Sequence[int], on: date) -> QuerySet[BoardMember]:
    """The members in office at communes (reached through a scope before) on a day."""
    rows = BoardMember.objects.everywhere().filter(unit__in=sorted(units), valid_from__lte=on)
    return rows.exclude(valid_until__lt=on).select_related("unit").order_by("village", "name_sort", "pk")


def sponsors_of(units: Sequence[int], on: date) -> QuerySet[Sponsor]:
    """The sponsors of communes (reached through a scope before) on a day."""
    rows = Sponsor.objects.everywhere().filter(unit__in=sorted(units), valid_from__lte=on)
    return rows.exclude(valid_until__lt=on).select_related("unit", "agency").order_by("kind", "pk")


def cause_words(plan: HouseholdPlan) -> list[str]:
    """The causes of poverty that the household's answers named, in words."""
    known = _causes(plan.standard)
    return [known.get(code, code) for code in plan.cause_codes.split(";") if code]


def _causes(standard: str) -> dict[str, str]:
    if not standard:
        return {}
    english = current_language() == "en"
    return {code: en if english else vi for code, vi, en in causes_of(standard).causes}
