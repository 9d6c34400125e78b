"""Closed vocabularies of what is given to people. Words for people stand in ``delivery.words``."""

from enum import StrEnum


class EnrolmentState(StrEnum):
    """A proposed enrolment gives nothing; a stopped one keeps its last day."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    STOPPED = "stopped"
    REFUSED = "refused"


class AskedVerb(StrEnum):
    """What one person asks for and a second one confirms."""

    SUSPEND = "suspend"
    RESUME = "resume"
    STOP = "stop"


class AnswerState(StrEnum):
    """Whether what was asked for was confirmed."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Rhythm(StrEnum):
    """How often a policy pays."""

    MONTH = "month"
    QUARTER = "quarter"
    TERM = "term"


class RunState(StrEnum):
    """A run is signed by who made it and released by somebody else; a released one stays."""

    PREPARED = "prepared"
    SIGNED = "signed"
    RELEASED = "released"
    DROPPED = "dropped"


class LineKind(StrEnum):
    """Why a line is in a run: of its period, of an earlier one, unpaid before, or a correction with its reason."""

    REGULAR = "regular"
    ARREARS = "arrears"
    CARRIED = "carried"
    CORRECTION = "correction"


class Outcome(StrEnum):
    """What became of a line. ``open`` and ``paid`` count: of these a person has one for a policy and period."""

    OPEN = "open"
    PAID = "paid"
    RETURNED = "returned"
    DROPPED = "dropped"


class PayMethod(StrEnum):
    """How money reaches its receiver."""

    CASH = "cash"
    POST = "post"
    BANK = "bank"


class DeliveryState(StrEnum):
    """Of support in kind: what a commune reported waits until the agency that gives it confirms."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class LegalAidRight(StrEnum):
    """What the rules said of who asked for legal aid, on the day it was looked at."""

    ENTITLED = "entitled"
    NOT_ENTITLED = "not"
    UNKNOWN = "unknown"


def choices_of(enum: type[StrEnum]) -> list[tuple[str, str]]:
    """The codes as Django takes them; their words are looked up where they are shown."""
    return [(one.value, one.value) for one in enum]
