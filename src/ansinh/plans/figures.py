"""Every rule of inconsistency run on what a plan says: its printed figures, its targets as figures, its citations, its scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.kernel.findings import Finding, Level
from ansinh.plans.checking import findings_of_document
from ansinh.plans.drifting import drift_from_above, drift_within
from ansinh.plans.models import Plan, Target
from ansinh.plans.rule_shapes import chosen_in
from ansinh.reports.published.beside import communes_on
from ansinh.reports.published.figures import Figure
from ansinh.reports.published.findings import FigureFinding
from ansinh.reports.published.held import held_figures
from ansinh.reports.published.rules import check

_STATISTICS = {"rate": "rate:{name}", "count": "{name}", "fall": "fall:{name}", "rate_fall": "change:{name}"}
_PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a plan: in printed figures and targets, in its paper's citations, in whom it speaks of."""

    figures: Sequence[Figure]
    targets: Sequence[Figure]
    of_figures: Sequence[FigureFinding]
    of_paper: Sequence[Finding]
    of_scope: Sequence[Finding]

    @property
    def errors(self) -> int:
        """How many contradict each other for sure."""
        both = [*self.of_figures, *self.of_paper, *self.of_scope]
        return sum(one.level is Level.ERROR for one in both)


def checked(plan: Plan) -> Checked:
    """Every rule over a plan. Printed figures are those entered for its code or the number of its paper."""
    figures = held_figures([plan.code or "", plan.document.number])
    targets = figures_of_targets(plan)
    both = [*figures, *targets]
    return Checked(
        figures,
        targets,
        check(both, communes_on(both)),
        findings_of_document(plan.document),
        [*drift_within(plan), *drift_from_above(plan)],
    )


def figures_of_targets(plan: Plan) -> list[Figure]:
    """The targets of a plan that say how many or what share of one class there shall be, as figures of their deadline: two that name one
    place and day must go together like two printed ones."""
    found = []
    for target in plan.targets.filter(withdrawn_on=None).order_by("position"):
        statistic = _statistic(target)
        if statistic is None or target.value is None:
            continue
        value = target.value.normalize()
        exponent = value.as_tuple().exponent
        on = target.deadline or date(plan.year_until, 12, 31)
        found.append(
            Figure(
                _paper(plan),
                target.code or str(target.position + 1),
                plan.unit.code,
                on,
                on.year + 1,
                plan.standard,
                statistic,
                f"{value:f}".replace(".", ","),
                value,
                -exponent if isinstance(exponent, int) and exponent < 0 else 0,
                "",
            )
        )
    return found


def _paper(plan: Plan) -> str:
    return plan.code or plan.document.number or str(plan.pk)


def _statistic(target: Target) -> str | None:
    """What a target's number says, in the words of printed figures; nothing where none says the same."""
    if not target.rule:
        return None
    chosen = chosen_in(target.rule)
    if chosen.name not in _STATISTICS or len(chosen.classes) != 1:
        return None
    # Half of a class fewer is a share of the baseline, not of all households.
    shape = (
        "rate:fall:{name}" if chosen.name == "fall" and target.unit == _PERCENT else _STATISTICS[chosen.name]
    )
    return shape.format(name=chosen.classes[0])
