"""Closed vocabularies of health insurance lists and cards. Words for people stand in ``insurance.words``."""

from enum import StrEnum


class ListState(StrEnum):
    """A list is prepared by one person and approved by another; what was approved stays."""

    PREPARED = "prepared"
    APPROVED = "approved"
    DROPPED = "dropped"


class Change(StrEnum):
    """What a line says to the insurer: somebody comes on the list, goes off it, or is of another group from now on."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class Cause(StrEnum):
    """Why somebody goes off the list, or is of another group."""

    DIED = "died"
    MOVED = "moved"
    LEFT_GROUP = "left_group"
    OTHER_GROUP = "other_group"
    SAME_PERSON = "same_person"
    INSURED_OTHERWISE = "insured_otherwise"


class Answer(StrEnum):
    """What the insurer said of a line: a card was given, or why not."""

    ISSUED = "issued"
    REFUSED = "refused"


class RefusedFor(StrEnum):
    """Why the insurer gave no card."""

    INSURED_OTHERWISE = "insured_otherwise"
    WRONG_DATA = "wrong_data"
    OTHER = "other"


class Settled(StrEnum):
    """What the commune made of a refusal: the next list names the person again, or leaves them out."""

    AGAIN = "again"
    LEFT = "left"


class SpanKind(StrEnum):
    """How months come into a settlement: of its own period, of one before that nobody settled, or settled otherwise before."""

    REGULAR = "regular"
    LATE = "late"
    CORRECTED = "corrected"


COVERED_BY = (Change.ADDED.value, Change.CHANGED.value)
"""The changes whose lines cover a person."""
