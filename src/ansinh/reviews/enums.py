"""Closed vocabularies of a review. Legal terms keep their Vietnamese once, in GLOSSARY.md."""

from enum import IntEnum, StrEnum


class ListClass(StrEnum):
    """Classes a household may have on a list or in a result; both kinds of poor count as poor in every total."""

    POOR = "poor"
    POOR_INCOME = "poor_income"
    POOR_DEPRIVATION = "poor_deprivation"
    NEAR_POOR = "near_poor"
    AVERAGE = "average"
    NOT_POOR = "not_poor"
    UNDETERMINED = "undetermined"


class Movement(StrEnum):
    STAY_POOR = "stay_poor"
    POOR_TO_NEAR = "poor_to_near"
    POOR_OUT = "poor_out"
    NEAR_TO_POOR = "near_to_poor"
    RELAPSE_POOR = "relapse_poor"
    NEW_POOR = "new_poor"
    STAY_NEAR = "stay_near"
    NEAR_OUT = "near_out"
    RELAPSE_NEAR = "relapse_near"
    NEW_NEAR = "new_near"
    OTHER_OUT = "other_out"
    OTHER_IN = "other_in"


# The reason that stands beside a class kept for want of answers; data, so in the language of the papers.
KEPT = "Chưa đủ dữ liệu để kết luận; giữ loại của danh sách trước cho đến khi có quyết định"


class DossierState(StrEnum):
    """How far a dossier is, in the order of the procedure; ``procedure.moves`` says how it gets from one to the next."""

    OPEN = "open"
    SURVEYING = "surveying"
    CLASSIFIED = "classified"
    DISCUSSED = "discussed"
    POSTED = "posted"
    SETTLED = "settled"
    OPINED = "opined"
    DECIDED = "decided"
    APPROVED = "approved"


# Before the rules ran over the answers.
UNCLASSIFIED = (DossierState.OPEN, DossierState.SURVEYING)


# Sealed: the database refuses every change but by a recorded correction (``locks``).
FROZEN_STATES = (DossierState.APPROVED,)


class Attention(IntEnum):
    """Why somebody must look at an outcome; the most urgent first."""

    UNDETERMINED = 0
    NOT_REVIEWED = 1
    DIFFERS = 2
    WARNED = 3
    NONE = 4
