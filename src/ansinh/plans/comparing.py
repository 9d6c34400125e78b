"""A plan beside the plan it makes concrete: what it takes over, changes, drops and adds."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ansinh.plans.models import Plan, Target


class Fate(StrEnum):
    """What became of a target of the parent plan."""

    TAKEN = "taken"
    CHANGED = "changed"
    DROPPED = "dropped"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Compared:
    """A target of the parent and what the child makes of it; without a parent it is the child's own."""

    fate: Fate
    parent: Target | None
    child: Target | None


def compared(plan: Plan) -> list[Compared]:
    """The parent's targets in its order, then what the plan adds; nothing for a plan without a parent.

    They are one target where the child says so (``parent``), else where both are counted by the same rule.
    """
    if plan.parent_id is None:
        return []
    above = list(Target.objects.filter(plan=plan.parent_id).order_by("position"))
    own = list(plan.targets.order_by("position"))
    pairs = {one.pk: _match(one, own) for one in above}
    matched = {child.pk for child in pairs.values() if child}
    rows = [Compared(_fate(one, pairs[one.pk]), one, pairs[one.pk]) for one in above]
    return rows + [Compared(Fate.ADDED, None, one) for one in own if one.pk not in matched]


def _match(parent: Target, own: Sequence[Target]) -> Target | None:
    said = next((one for one in own if one.parent_id == parent.pk), None)
    if said or not parent.rule:
        return said
    return next((one for one in own if one.rule == parent.rule and one.parent_id is None), None)


def _fate(parent: Target, child: Target | None) -> Fate:
    if child is None:
        return Fate.DROPPED
    same = (parent.relation, parent.value, parent.unit, parent.deadline) == (
        child.relation,
        child.value,
        child.unit,
        child.deadline,
    )
    return Fate.TAKEN if same else Fate.CHANGED
