"""Opening a line: the same money of the same place has one line, whoever asks for it first."""

from dataclasses import dataclass
from datetime import date

from ansinh.accounts.actor import Actor
from ansinh.budgets.enums import Source
from ansinh.budgets.models import BudgetLine
from ansinh.budgets.policies import check_line_words
from ansinh.kernel.dates import now, today
from ansinh.kernel.text import clean, fold
from ansinh.places.models import Unit
from ansinh.plans.models import Plan


@dataclass(frozen=True, slots=True)
class Purpose:
    """What money of a line is: where it comes from, what it is for, who spends it. ``project`` as the granting paper names it."""

    source: Source
    component: str
    project: str = ""
    agency: str = ""
    policy: str = ""
    plan: Plan | None = None


def line_of(unit: Unit, year: int, purpose: Purpose, by: Actor) -> BudgetLine:
    """The line of a place, year and purpose, opened where there is none; only actions call it, in their transaction.

    Raises what ``check_line_words`` raises.
    """
    check_line_words(unit, year, purpose.component, purpose.agency, purpose.policy, purpose.plan)
    project = clean(purpose.project)[:160]
    made, _new = BudgetLine.objects.everywhere().get_or_create(
        unit=unit,
        year=year,
        source=purpose.source.value,
        component=purpose.component,
        project_fold=fold(project),
        agency=purpose.agency,
        policy=purpose.policy,
        defaults={"project": project, "plan": purpose.plan, "opened_at": now(), "opened_by": by.label},
    )
    return made


def day_of(line: BudgetLine) -> date:
    """The day on whose units money of a line goes on: today, or the last day of its year or of its place where that is over."""
    return min(today(), date(line.year, 12, 31), line.unit.valid_until or date.max)


def held(keys: list[int]) -> dict[int, BudgetLine]:
    """These lines, locked in the order of their keys until the transaction ends."""
    rows = BudgetLine.objects.everywhere().select_for_update(of=("self",)).filter(pk__in=keys)
    return {one.pk: one for one in rows.select_related("unit").order_by("pk")}
