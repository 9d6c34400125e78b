"""Words of plans."""

from ansinh.kernel.language import _
from ansinh.support.models.planning_enums import PlanGroup


def group_words(group: str) -> str:
    """A group by capacity to work."""
    return {
        PlanGroup.NO_CAPACITY: _("không còn khả năng lao động"),
        PlanGroup.CAPACITY: _("còn khả năng lao động"),
        PlanGroup.UNKNOWN: _("chưa rõ khả năng lao động"),
    }[PlanGroup(group)]


def list_words(name: str) -> str:
    """The list a household is on."""
    return {"poor": _("hộ nghèo"), "near_poor": _("hộ cận nghèo")}.get(name, name)
