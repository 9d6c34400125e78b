"""Closed vocabularies of facts, needs, gaps and plans of households."""

from enum import StrEnum


class NeedSource(StrEnum):
    SURVEY = "survey"
    REQUEST = "request"
    VISIT = "visit"


class GapKind(StrEnum):
    """``unknown_unlisted`` is counted and never a row: nobody can say of people who are on no list."""

    ENTITLED_NOT_SERVED = "entitled_not_served"
    SERVED_NOT_ENTITLED = "served_not_entitled"
    SERVED_TWICE = "served_twice"
    UNKNOWN = "unknown"
    UNKNOWN_UNLISTED = "unknown_unlisted"


class GapReply(StrEnum):
    WILL_SERVE = "will_serve"
    REFUSED = "refused"
    DATA_WRONG = "data_wrong"


class SponsorKind(StrEnum):
    AGENCY = "agency"
    OFFICE = "office"
    HOUSEHOLD = "household"
    PERSON = "person"


class PlanGroup(StrEnum):
    NO_CAPACITY = "no_capacity"
    CAPACITY = "capacity"
    UNKNOWN = "unknown"


class SolutionState(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    UNDER_WAY = "under_way"
    DONE = "done"
    REFUSED = "refused"
