"""What a check found in somebody's data: one row, one column, one rule, in words."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How much a finding weighs. Only ``error`` keeps a row from being accepted, or an exit code from being 0."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``row`` is the row of the file as its reader counts it (header = 1), 0 for the whole
    file; ``column`` the column's name or blank. ``message`` is a translated sentence without personal data."""

    rule: str
    level: Level
    message: str
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The finding as plain values for ``--format json``."""
        return {key: value for key, value in asdict(self).items() if key != "facts"} | self.facts
