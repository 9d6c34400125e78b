"""From where credit is looked at: by the places' officers, or by the bank, whose pages lead to no household."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from ansinh.accounts.actor import Actor
from ansinh.support.credit.policies import speaks_for_bank, writes_loans


@dataclass(frozen=True)
class Side:
    """Names of the routes of one side; ``households``: whether its people open households; ``writes``: whether somebody writes here
    what happens to loans of a place."""

    home: str
    loans: str
    capital: str
    loan: str
    write: str
    list: str
    line: str
    lend: str
    households: bool
    writes: Callable[[Actor, int | None], bool]

    def loan_page(self, key: int) -> str:
        return reverse(self.loan, kwargs={"loan_id": key})

    def list_page(self, key: int) -> str:
        return reverse(self.list, kwargs={"loan_list_id": key})

    def line_page(self, key: int) -> str:
        return reverse(self.line, kwargs={"loan_request_id": key})

    def lend_page(self, key: int) -> str:
        return reverse(self.lend, kwargs={"loan_request_id": key})

    def write_page(self, key: int) -> str:
        return reverse(self.write, kwargs={"loan_id": key})


PLACES = Side(
    "credit:loans",
    "credit:loans",
    "credit:capital",
    "credit:loan",
    "credit:write",
    "credit:list",
    "credit:line",
    "credit:lend",
    True,
    writes_loans,
)
BANK = Side(
    "credit:bank",
    "credit:bank-loans",
    "credit:bank-capital",
    "credit:bank-loan",
    "credit:bank-write",
    "credit:bank-list",
    "credit:bank-line",
    "credit:bank-lend",
    False,
    speaks_for_bank,
)
