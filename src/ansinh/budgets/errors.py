"""Named failures of budgets."""

from ansinh.kernel.errors import Refused


class OverBudget(Refused):
    """More than is left of a line, or less than what went on from it already."""

    code = "over_budget"
