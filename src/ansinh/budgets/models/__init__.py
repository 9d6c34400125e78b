"""Tables of the programme's money."""

from ansinh.budgets.models.acts import BudgetAct, BudgetEntry, Payment
from ansinh.budgets.models.lines import BudgetLine
from ansinh.budgets.models.settlements import SettledLine, Settlement

__all__ = ["BudgetAct", "BudgetEntry", "BudgetLine", "Payment", "SettledLine", "Settlement"]
