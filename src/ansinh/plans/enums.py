"""Closed vocabularies of papers, plans, tasks and targets. Words for people stand in ``words``."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """What a paper is. Its suffix in the number follows from it (Decree 30/2020): ``plan`` KH, ``dispatch`` none…"""

    LAW = "law"
    DECREE = "decree"
    RESOLUTION = "resolution"
    DECISION = "decision"
    CIRCULAR = "circular"
    JOINT_CIRCULAR = "joint_circular"
    DIRECTIVE = "directive"
    PLAN = "plan"
    PROGRAMME = "programme"
    DISPATCH = "dispatch"
    REPORT = "report"
    NOTICE = "notice"
    OTHER = "other"


class DocumentState(StrEnum):
    """A paper is drafted, then issued (by who did not draft it), or dropped before. One issued elsewhere is entered as issued."""

    ISSUED = "issued"
    DRAFT = "draft"
    DROPPED = "dropped"


class IssuerKind(StrEnum):
    """Who issues: an authority of the State at a level, the Party, or an agency."""

    ASSEMBLY = "assembly"
    GOVERNMENT = "government"
    PRIME_MINISTER = "prime_minister"
    MINISTRY = "ministry"
    PEOPLES_COUNCIL = "peoples_council"
    PEOPLES_COMMITTEE = "peoples_committee"
    PARTY = "party"
    AGENCY = "agency"


class CitationKind(StrEnum):
    """How a paper refers to another."""

    CARRIES_OUT = "carries_out"
    BASED_ON = "based_on"
    REPLACES = "replaces"
    AMENDS = "amends"
    MENTIONS = "mentions"


class TaskState(StrEnum):
    """A task is open, under way, done (with evidence) or dropped (with its reason)."""

    OPEN = "open"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


class AgencyRole(StrEnum):
    """What an agency is in a task."""

    LEAD = "lead"
    JOINS = "joins"


class TargetKind(StrEnum):
    """The seven shapes of a promise (requirements 4.6)."""

    LEVEL = "level"
    COUNT_CHANGE = "count_change"
    RATE_CHANGE = "rate_change"
    RATIO = "ratio"
    VOLUME = "volume"
    EVENT = "event"
    DIRECTION = "direction"


class Relation(StrEnum):
    """How strict a promise is. ``none``: the paper says no number."""

    BELOW = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    ABOVE = ">"
    NONE = ""


class ValueUnit(StrEnum):
    """What a target's number counts. ``points``: of a rate; ``percent``: of the whole named by the denominator."""

    PERCENT = "percent"
    POINTS = "points"
    HOUSEHOLDS = "households"
    PERSONS = "persons"
    ATTENDANCES = "attendances"
    UNITS = "units"
    MODELS = "models"
    INDICATORS = "indicators"
    DONG = "dong"
    NONE = ""


class Unmeasured(StrEnum):
    """Why a target has no computed number."""

    NO_DATA_SOURCE = "no_data_source"
    NO_NUMBER = "no_number"
    NO_DEFINITION = "no_definition"
    NO_VERSION = "no_version"
    NO_BASELINE = "no_baseline"
    NO_POPULATION = "no_population"
    NO_RULE = "no_rule"
    NOBODY_RECORDED = "nobody_recorded"
    OTHER_STANDARD = "other_standard"


class AllotmentState(StrEnum):
    """An allotment is drafted, approved or refused by a second person, sent to the places below; a later one takes its place, or it
    ends with a reason."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    REFUSED = "refused"
    REPLACED = "replaced"
    ENDED = "ended"


class Basis(StrEnum):
    """What the shares of an allotment are in proportion to: what a target counts at each place, the whole it is counted of, or
    all households of the place."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    HOUSEHOLDS = "households"
