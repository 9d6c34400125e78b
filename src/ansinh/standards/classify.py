"""Classification: tables in memory, and files."""

from ansinh.standards.files import Summary, classify_files
from ansinh.standards.results import (
    Classified,
    classify_compact,
    classify_survey,
    classify_tables,
    compact_frame,
    result_frame,
)

__all__ = [
    "Classified",
    "Summary",
    "classify_compact",
    "classify_files",
    "classify_survey",
    "classify_tables",
    "compact_frame",
    "result_frame",
]
