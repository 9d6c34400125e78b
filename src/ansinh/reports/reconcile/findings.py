"""What the reconciliation says: findings, how often each rule was tried, how each document rounds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ansinh.kernel.findings import Level
from ansinh.reports.reconcile.published import PrintedRow

RULES = (
    "rate_over_100",
    "no_base",
    "parts_exceed_base",
    "rate_mismatch",
    "balance",
    "cross_form_flow",
    "closing_mismatch",
    "row_sum",
    "rate_of_count",
    "fewer_than_three",
    "parent_children",
)


@dataclass(frozen=True, slots=True)
class TableFinding:
    """One contradiction in printed tables (or a note). ``form`` is 0 where a whole document is meant."""

    rule: str
    level: Level
    form: int
    unit_code: str
    split: str
    column: str
    printed: Decimal | None
    computed: Decimal | None
    message: str

    def as_json(self) -> dict[str, object]:
        """Plain values: whole numbers as integers, others as floats, absent ones as null."""
        return {
            "rule": self.rule,
            "level": self.level.value,
            "form": self.form or None,
            "unit_code": self.unit_code,
            "split": self.split,
            "column": self.column,
            "printed": _plain(self.printed),
            "computed": _plain(self.computed),
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """``checked``: by rule, how many comparisons were made. ``rounding``: by file, how its rates are rounded:
    ``half_up``, ``cut``, ``mixed``, or ``either`` where the figures do not tell."""

    findings: tuple[TableFinding, ...]
    checked: Mapping[str, int]
    rounding: Mapping[str, str]

    @property
    def exit_code(self) -> int:
        """1 where there is a finding of level ``error``, otherwise 0."""
        return int(any(finding.level is Level.ERROR for finding in self.findings))

    def as_json(self) -> dict[str, object]:
        """The report as ``reconcile --format json`` prints it."""
        return {
            "findings": [finding.as_json() for finding in self.findings],
            "checked": dict(self.checked),
            "rounding": dict(self.rounding),
        }


# One comparison made by a rule: what it found, or nothing.
Checks = Iterator[TableFinding | None]


def fault(
    rule: str,
    row: PrintedRow,
    column: int,
    message: str,
    *,
    printed: Decimal | None,
    computed: Decimal | None,
) -> TableFinding:
    """A finding of level ``error`` at one cell of a printed row."""
    return TableFinding(
        rule,
        Level.ERROR,
        row.form,
        row.unit_code,
        row.split,
        f"c{column}" if column else "",
        printed,
        computed,
        message,
    )


def note(rule: str, message: str, *, form: int = 0) -> TableFinding:
    """A finding of level ``info`` on a whole document."""
    return TableFinding(rule, Level.INFO, form, "", "", "", None, None, message)


def _plain(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
