"""Files from outside and back: one door in (``read_table``), one out (``write_rows``, ``write_findings``)."""

from ansinh.work.tables.findings_workbook import write_findings
from ansinh.work.tables.reading import read_table
from ansinh.work.tables.table import DEFAULT, NATIONAL, Limits, Table
from ansinh.work.tables.writing import write_rows

__all__ = ["DEFAULT", "NATIONAL", "Limits", "Table", "read_table", "write_findings", "write_rows"]
