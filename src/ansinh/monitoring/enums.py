"""Vocabularies of reports, what is asked for, and inspections."""

from enum import StrEnum


class PaperKind(StrEnum):
    """What an office writes."""

    ANNUAL = "annual"
    SIX_MONTH = "six_month"
    YEAR_PLAN = "year_plan"
    RESULTS = "results"
    DISPATCH = "dispatch"


class PaperState(StrEnum):
    """How far a written paper is. A provisional one is approved and says that its figures are not; its completion takes its place."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PROVISIONAL = "provisional"
    FINAL = "final"
    RETURNED = "returned"
    SUPERSEDED = "superseded"


ISSUED = (PaperState.PROVISIONAL, PaperState.FINAL)
"""States of a paper that bears a number and stands."""

MOVES: dict[PaperState | None, tuple[PaperState, ...]] = {
    None: (PaperState.DRAFT,),
    PaperState.DRAFT: (PaperState.SUBMITTED,),
    PaperState.SUBMITTED: (PaperState.PROVISIONAL, PaperState.FINAL, PaperState.RETURNED),
    PaperState.PROVISIONAL: (PaperState.RETURNED, PaperState.SUPERSEDED),
    PaperState.FINAL: (PaperState.RETURNED, PaperState.SUPERSEDED),
    PaperState.RETURNED: (PaperState.DRAFT, PaperState.SUPERSEDED),
    PaperState.SUPERSEDED: (),
}


class FindingState(StrEnum):
    """How far a finding is: only who inspects accepts that it is mended."""

    OPEN = "open"
    BEING_MENDED = "being_mended"
    MENDED = "mended"
    ACCEPTED = "accepted"


FINDING_MOVES: dict[FindingState, tuple[FindingState, ...]] = {
    FindingState.OPEN: (FindingState.BEING_MENDED, FindingState.MENDED, FindingState.ACCEPTED),
    FindingState.BEING_MENDED: (FindingState.MENDED, FindingState.ACCEPTED),
    FindingState.MENDED: (FindingState.ACCEPTED, FindingState.OPEN),
    FindingState.ACCEPTED: (FindingState.OPEN,),
}
"""``accepted`` and back to ``open`` are the inspector's; the others are of who was inspected."""

INSPECTORS = frozenset({FindingState.ACCEPTED, FindingState.OPEN})
