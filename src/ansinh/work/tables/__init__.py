"""Files from outside: one door in (``read_table``). The ways out load the libraries that write, so they are asked
for by name: ``writing.write_rows``, ``findings_workbook.write_findings``."""

from ansinh.work.tables.reading import read_table
from ansinh.work.tables.table import DEFAULT, NATIONAL, Limits, Table

__all__ = ["DEFAULT", "NATIONAL", "Limits", "Table", "read_table"]
