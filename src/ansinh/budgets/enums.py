"""Closed vocabularies of the programme's money. Words for people stand in ``words``."""

from enum import StrEnum


class Source(StrEnum):
    """Where money comes from, as the plans part it: the central budget, a local budget's counterpart to it, what a local budget
    spends every year, other programmes integrated, what people and enterprises give [HD25:181-185; HN16:247-255]."""

    CENTRAL = "central"
    COUNTERPART = "counterpart"
    RECURRENT = "recurrent"
    INTEGRATED = "integrated"
    SOCIAL = "social"


class ActKind(StrEnum):
    """What an act does: gives a line money, changes what it was given, hands it on to places below, pays out of it."""

    GRANT = "grant"
    ADJUST = "adjust"
    ALLOCATE = "allocate"
    PAY = "pay"


class State(StrEnum):
    """One person draws up, another approves or refuses; whoever drew it up may take it back (refused, by the same person)."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class PaymentKind(StrEnum):
    """An advance, a payment, or the correction of one of them (below nothing)."""

    ADVANCE = "advance"
    PAYMENT = "payment"
    CORRECTION = "correction"


class Rule(StrEnum):
    """How an allocation came to its amounts: typed, communes in the order of their poor rate, or in proportion to poor
    households [HD20:176; HD25:221; TK23:246-250]."""

    BY_HAND = "by_hand"
    COMMUNE_RATE = "commune_rate"
    POOR_HOUSEHOLDS = "poor_households"
