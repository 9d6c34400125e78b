"""A plan's tasks beside those of the plan it makes concrete: taken over as they stand, changed, dropped, added."""

from dataclasses import dataclass

from ansinh.plans.comparing import Fate
from ansinh.plans.models import Plan, Task


@dataclass(frozen=True, slots=True)
class ComparedTask:
    """A task of the plan above and what the plan makes of it; without one above it is the plan's own."""

    fate: Fate
    parent: Task | None
    child: Task | None


def compared_tasks(plan: Plan) -> list[ComparedTask]:
    """Those of the plan above in its order, then what the plan adds; nothing for a plan without one above. They are one task where the
    plan says so (``Task.parent``), or where both say the same words. Four reads."""
    if plan.parent_id is None:
        return []
    above = list(Task.objects.filter(plan=plan.parent_id).prefetch_related("agencies").order_by("position"))
    own = list(plan.tasks.prefetch_related("agencies").order_by("position"))
    said = {one.parent_id: one for one in own if one.parent_id is not None}
    alike = {one.words: one for one in reversed(own) if one.parent_id is None}
    pairs = [(one, said.get(one.pk) or alike.get(one.words)) for one in above]
    matched = {child.pk for _one, child in pairs if child}
    rows = [ComparedTask(_fate(one, child), one, child) for one, child in pairs]
    return rows + [ComparedTask(Fate.ADDED, None, one) for one in own if one.pk not in matched]


def _fate(parent: Task, child: Task | None) -> Fate:
    if child is None:
        return Fate.DROPPED
    return Fate.TAKEN if _content(parent) == _content(child) else Fate.CHANGED


def _content(task: Task) -> tuple[object, ...]:
    parts = {(one.role, one.kind, one.office_words) for one in task.agencies.all() if one.valid_until is None}
    return task.words, task.deadline, task.deadline_words, frozenset(parts)
