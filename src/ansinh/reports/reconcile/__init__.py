"""Published tables checked against themselves: every contradiction named, none of them mended."""

from ansinh.reports.reconcile.checking import reconcile
from ansinh.reports.reconcile.findings import RULES, Report, TableFinding

__all__ = ["RULES", "Report", "TableFinding", "reconcile"]
