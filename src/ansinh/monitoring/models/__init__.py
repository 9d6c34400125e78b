"""Tables of written papers, of what was asked for, and of inspections."""

from ansinh.monitoring.models.asked import AskedReport, AskedUnit
from ansinh.monitoring.models.conclusions import ConclusionDraft, IssuedConclusion, SentConclusion
from ansinh.monitoring.models.inspections import (
    Finding,
    FindingMove,
    InspectedHousehold,
    InspectedUnit,
    Inspection,
)
from ansinh.monitoring.models.written import (
    WrittenFigure,
    WrittenMove,
    WrittenPart,
    WrittenReport,
    WrittenSection,
)

__all__ = [
    "AskedReport",
    "AskedUnit",
    "ConclusionDraft",
    "Finding",
    "FindingMove",
    "InspectedHousehold",
    "InspectedUnit",
    "Inspection",
    "IssuedConclusion",
    "SentConclusion",
    "WrittenFigure",
    "WrittenMove",
    "WrittenPart",
    "WrittenReport",
    "WrittenSection",
]
