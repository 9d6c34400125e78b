"""Files from outside and back: one door in (``read_table``), one door out (``write_rows``, ``write_findings``)."""

from ansinh.work.tables.reading import read_table
from ansinh.work.tables.table import DEFAULT, NATIONAL, Limits, Table

__all__ = ["DEFAULT", "NATIONAL", "Limits", "Table", "read_table"]
