"""Closed vocabularies of credit. Words for people stand in ``credit.words``."""

from enum import StrEnum


class LoanState(StrEnum):
    """A live loan is owed; a withdrawn row was written wrongly."""

    LIVE = "live"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """What the bank says to one line of a confirmed list."""

    GRANTED = "granted"
    REFUSED = "refused"


class LineState(StrEnum):
    """How far a line of a confirmed list is: derived, never kept."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    LENT = "lent"


class UseFinding(StrEnum):
    """What a visit found of how a loan is used."""

    AS_AGREED = "as_agreed"
    IN_PART = "in_part"
    OTHER_USE = "other_use"
    NOT_SEEN = "not_seen"


class CapitalKind(StrEnum):
    """Money that a budget puts into the bank for loans, and takes back."""

    PUT_IN = "put_in"
    RETURNED = "returned"
