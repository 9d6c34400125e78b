"""The plan of one household on paper, after the dispatch of Thủy Nguyên (requirements 6.4)."""

from collections.abc import Sequence

from ansinh.access.doers import doer_name
from ansinh.accounts.actor import Actor
from ansinh.agencies.kinds import agency_kind
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _, speaking
from ansinh.papers.contexts import HouseholdPlan as PlanContext
from ansinh.papers.contexts import PlannedSolution, PlanVisit
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.support.caring.moves import state_words
from ansinh.support.caring.people import sponsor_words
from ansinh.support.caring.queries import cause_words, lacks_of, moves_of, visits_of
from ansinh.support.caring.table import conditions, solutions
from ansinh.support.caring.words import group_words, list_words
from ansinh.support.models import HouseholdPlan, PlanSolution, SolutionMove, Visit
from ansinh.support.paper_links import plan_subject
from ansinh.support.papers.issuing import Drafted, Signing, check_issues, issue_once


def check_printable(plan: HouseholdPlan) -> None:
    """Raise ``Refused`` for a plan that nobody is in charge of, or without a solution: nothing was decided yet."""
    if plan.member_id is None:
        said = _("Kế hoạch này chưa có người phụ trách. Hãy phân công trước khi lập văn bản.")
        raise Refused(said, code="nobody_responsible")
    if not PlanSolution.objects.everywhere().filter(plan=plan).exists():
        said = _("Kế hoạch này chưa có giải pháp nào. Hãy thêm giải pháp trước khi lập văn bản.")
        raise Refused(said, code="no_solution")


def drafted_household_plan(*, plan: HouseholdPlan, written: Signing, by: Actor) -> Drafted:
    """What ``issue_household_plan`` would issue, and a preview shows. Raises as it does."""
    check_issues(by, plan.unit)
    check_printable(plan)
    with speaking("vi"):
        context = _context(plan, written)
        title = f"Kế hoạch hỗ trợ {context.list_words} {context.head_name} năm {plan.year}"
    return Drafted(
        kind=KindCode.HOUSEHOLD_PLAN,
        context=context,
        about=plan,
        unit=plan.unit,
        subject=plan_subject(plan.pk),
        title=title,
        why=written.why,
    )


def issue_household_plan(*, plan: HouseholdPlan, written: Signing, by: Actor) -> Paper:
    """Issue the plan with the next number of its commune, as it stands today. A later one replaces it and says why.

    Raises ``Refused`` for a plan without somebody in charge or without a solution, or where ``by`` issues no papers;
    ``UnusableInput`` without the reason of a replacement.
    """
    return issue_once(drafted_household_plan(plan=plan, written=written, by=by), by=by)


def _context(plan: HouseholdPlan, written: Signing) -> PlanContext:
    lacks, _period = lacks_of(plan)
    moves = moves_of(plan)
    rows = PlanSolution.objects.everywhere().filter(plan=plan).order_by("pk")
    return PlanContext(
        year=str(plan.year),
        head_name=plan.household.head_name or _("(chưa có tên)"),
        village=plan.village,
        list_words=list_words(plan.list_name),
        group=group_words(plan.group),
        deprivations="; ".join(one.words for one in lacks if one.then),
        causes="; ".join(cause_words(plan)),
        responsible=f"{plan.member.full_name}, {plan.member.office}" if plan.member else "",
        sponsor=sponsor_words(plan.sponsor) if plan.sponsor else "",
        drawn_on=plan.drawn_on,
        solutions=tuple(
            _solution(row, plan, moves.get(row.pk, ()), order) for order, row in enumerate(rows, start=1)
        ),
        visits=tuple(_visit(one) for one in reversed(visits_of(plan))),
        signatory=written.signatory,
    )


def _solution(
    row: PlanSolution, plan: HouseholdPlan, moves: Sequence[SolutionMove], order: int
) -> PlannedSolution:
    known = solutions().get(row.code)
    reason = moves[-1].reason if moves else ""
    result = state_words(row.state)[1]
    return PlannedSolution(
        order=order,
        words=known.words if known else row.own_words,
        because=conditions()[row.condition].words if row.condition else "giải pháp của địa phương",
        policy=known.policy_for(plan.list_name) if known else "",
        agency=agency_kind(known.agency).words if known else "",
        due=row.due,
        result=f"{result}: {reason}" if reason else result,
    )


def _visit(one: Visit) -> PlanVisit:
    return PlanVisit(
        on=one.on,
        who=one.member.full_name if one.member else doer_name(one.by),
        result=one.result,
        next_on=one.next_on,
    )
