"""Plans of the demonstration's year: drawn up for every listed household of a commune, each in the hands of the committee's member for
its village; some with a sponsor, visited, and carried out in part."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from ansinh.accounts.actor import Actor
from ansinh.demo.names import draw_families, full_names
from ansinh.kernel.dates import today
from ansinh.places.models import Unit
from ansinh.places.queries import lineage
from ansinh.support.caring.actions import assign_plans, move_solution, record_visit
from ansinh.support.caring.drawing_up import draw_up_plans
from ansinh.support.caring.people import enter_board_member, enter_sponsor
from ansinh.support.models import BoardMember, HouseholdPlan, PlanSolution, Sponsor, Visit
from ansinh.support.models.planning_enums import SolutionState, SponsorKind

_SEED = 2024
_OFFICES = (
    "Phó Chủ tịch UBND xã",
    "Chủ tịch Ủy ban MTTQ xã",
    "Chủ tịch Hội Phụ nữ xã",
    "Chủ tịch Hội Nông dân xã",
)
# One plan in so many is visited, has a sponsor, and has its first solutions carried out.
_VISITED, _SPONSORED, _CARRIED = 8, 9, 8
_SEEN = "Số liệu minh họa: đã thăm hộ, thống nhất việc làm trong quý và người giúp đỡ"


def carry_out_plans(communes: Sequence[Unit], drawn_on: date, last: date, by: Actor) -> None:
    """Draw up and carry out the plans of communes as far as the year goes; a commune where somebody visited already is done."""
    rng = np.random.default_rng(_SEED)
    for unit in communes:
        names = full_names(rng, draw_families(rng, 40), rng.random(40) < 0.4).unique(maintain_order=True)
        units = lineage(unit, min(today(), unit.valid_until or today()))
        draw_up_plans(unit=unit, units=units, year=drawn_on.year, on=drawn_on, by=by)
        plans = list(HouseholdPlan.objects.everywhere().filter(unit=unit, year=drawn_on.year).order_by("pk"))
        if Visit.objects.everywhere().filter(plan__in=plans).exists():
            continue
        _assign(unit, plans, list(names), drawn_on, by)
        _carry_out(plans, drawn_on, last, by)


def _assign(unit: Unit, plans: list[HouseholdPlan], names: list[str], on: date, by: Actor) -> None:
    villages = sorted({one.village for one in plans})
    for number, village in enumerate(villages):
        member = BoardMember.objects.everywhere().filter(unit=unit, village=village).first()
        member = member or enter_board_member(
            unit=unit,
            full_name=names[number],
            office=_OFFICES[number % len(_OFFICES)],
            valid_from=on,
            village=village,
            by=by,
        )
        assign_plans(plans=[one for one in plans if one.village == village], on=on, member=member, by=by)
    sponsor = Sponsor.objects.everywhere().filter(unit=unit).first()
    sponsor = sponsor or enter_sponsor(
        unit=unit, kind=SponsorKind.HOUSEHOLD, full_name=names[-1], valid_from=on, by=by
    )
    assign_plans(plans=plans[::_SPONSORED], on=on, sponsor=sponsor, by=by)


def _carry_out(plans: list[HouseholdPlan], first: date, last: date, by: Actor) -> None:
    """Solutions before visits: a broken build begins this commune's again, and only what still stands as proposed moves."""
    half = first + (last - first) / 2
    for plan in plans[::_CARRIED]:
        proposed = PlanSolution.objects.everywhere().filter(plan=plan, state=SolutionState.PROPOSED.value)
        for number, solution in enumerate(proposed.select_related("plan__unit").order_by("pk")[:2]):
            move_solution(solution=solution, to=SolutionState.AGREED, on=first, by=by)
            if number == 0:
                move_solution(solution=solution, to=SolutionState.DONE, on=half, by=by)
    for plan in plans[::_VISITED]:
        record_visit(plan=plan, on=half, result=_SEEN, next_on=last + timedelta(days=60), by=by)
