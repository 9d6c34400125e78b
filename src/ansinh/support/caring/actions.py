"""What is done with plans: assigned, moved on, visited."""

from collections.abc import Sequence
from datetime import date

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.support.caring.moves import step
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

OWN = "own"


def check_may_plan(by: Actor, plan: HouseholdPlan) -> None:
    """Raise ``Refused`` unless ``by`` plans support at the place of the plan."""
    check_may(by, Permission.PLAN_SUPPORT, plan.unit_id, plan.village)


@action(EventName.PLANS_ASSIGNED)
def assign_plans(
    *,
    plans: Sequence[HouseholdPlan],
    on: date,
    by: Actor,
    member: BoardMember | None = None,
    sponsor: Sponsor | None = None,
) -> int:
    """Make a member of the committee responsible for plans, or give them a sponsor, or both; what is not given stays. How many.

    Raises ``UnusableInput`` where nothing or nobody is chosen; ``Refused`` for somebody of another commune or whose time is
    over.
    """
    if member is None and sponsor is None:
        raise UnusableInput(_("Hãy chọn người phụ trách hoặc người đỡ đầu."), code="nobody_chosen")
    if not plans:
        raise UnusableInput(_("Hãy chọn ít nhất một hộ."), code="no_plans")
    _check_day(on)
    for plan in plans:
        check_may_plan(by, plan)
        for one in (member, sponsor):
            if one is not None:
                _check_helps(one, plan, on)
    keys = [plan.pk for plan in plans]
    held = list(HouseholdPlan.objects.everywhere().select_for_update(of=("self",)).filter(pk__in=keys))
    PlanAssignment.objects.bulk_create(
        PlanAssignment(
            plan=plan,
            member=member or plan.member,
            sponsor=sponsor or plan.sponsor,
            on=on,
            recorded_at=now(),
            recorded_by=by.label,
        )
        for plan in held
    )
    given = {name: one for name, one in (("member", member), ("sponsor", sponsor)) if one is not None}
    HouseholdPlan.objects.everywhere().filter(pk__in=keys).update(**given)
    note(place=plans[0].unit.code, plans=len(keys), given=sorted(given))
    return len(keys)


def _check_helps(one: BoardMember | Sponsor, plan: HouseholdPlan, on: date) -> None:
    if one.unit_id != plan.unit_id:
        raise Refused(
            _("Người phụ trách, người đỡ đầu phải là của xã nơi hộ có kế hoạch."), code="other_commune"
        )
    if one.valid_from > on or (one.valid_until is not None and one.valid_until < on):
        raise Refused(
            _("Ngày {day} người này không còn, hoặc chưa, phụ trách hay đỡ đầu ở xã.").format(
                day=shown_date(on)
            ),
            code="time_over",
        )


@action(EventName.SOLUTION_MOVED)
def move_solution(
    *,
    solution: PlanSolution,
    to: SolutionState,
    on: date,
    by: Actor,
    reason: str = "",
    due: date | None = None,
) -> PlanSolution:
    """Take a solution one step of the table further. Raises ``Refused`` where the table has no such step, ``UnusableInput``
    where a reason is asked and none given, or the day is before the step before."""
    check_may_plan(by, solution.plan)
    held = PlanSolution.objects.everywhere().select_for_update(of=("self",)).get(pk=solution.pk)
    line, reason = step(held.state, to.value), clean(reason)
    if line.reason and not reason:
        raise UnusableInput(_("Hãy ghi lý do."), code="reason_missing")
    _check_day(on)
    last = SolutionMove.objects.everywhere().filter(solution=held).order_by("-pk").first()
    if on < (last.on if last else solution.plan.drawn_on):
        raise UnusableInput(_("Ngày này trước bước liền trước. Hãy ghi đúng ngày."), code="before_last")
    SolutionMove.objects.create(
        solution=held, from_state=held.state, to_state=to.value, on=on, reason=reason, at=now(), by=by.label
    )
    held.state, held.due = to.value, due or held.due
    held.save(update_fields=["state", "due"])
    note(
        subject=f"plan:{solution.plan_id}",
        place=solution.plan.unit.code,
        solution=held.code,
        state=to.value,
    )
    return held


@action(EventName.SOLUTION_ADDED)
def add_solution(*, plan: HouseholdPlan, words: str, by: Actor, due: date | None = None) -> PlanSolution:
    """Add a solution that the table does not have, in the officer's own words."""
    check_may_plan(by, plan)
    said = clean(words)
    if not said:
        raise UnusableInput(_("Hãy ghi giải pháp."), code="words_missing")
    HouseholdPlan.objects.everywhere().select_for_update(of=("self",)).get(pk=plan.pk)
    number = PlanSolution.objects.everywhere().filter(plan=plan, code__startswith=OWN).count() + 1
    note(subject=f"plan:{plan.pk}", place=plan.unit.code)
    return PlanSolution.objects.create(plan=plan, code=f"{OWN}_{number}", own_words=said[:200], due=due)


@action(EventName.VISIT_RECORDED)
def record_visit(
    *,
    plan: HouseholdPlan,
    on: date,
    result: str,
    by: Actor,
    next_on: date | None = None,
    with_sponsor: bool = False,
) -> Visit:
    """Write down a visit: when, what was seen and agreed, when the next one is due. The responsible member of that day is kept
    with it."""
    check_may_plan(by, plan)
    said = clean(result)
    if not said:
        raise UnusableInput(_("Hãy ghi kết quả chuyến thăm."), code="result_missing")
    _check_day(on)
    if next_on is not None and next_on <= on:
        raise UnusableInput(_("Lần thăm sau phải sau lần này."), code="dates_reversed")
    note(subject=f"plan:{plan.pk}", place=plan.unit.code)
    return Visit.objects.create(
        plan=plan,
        on=on,
        member=plan.member,
        sponsor=plan.sponsor if with_sponsor else None,
        result=said,
        next_on=next_on,
        at=now(),
        by=by.label,
    )


def _check_day(on: date) -> None:
    if on > today():
        raise UnusableInput(_("Ngày {day} chưa đến.").format(day=shown_date(on)))
