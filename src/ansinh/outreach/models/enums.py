"""Closed vocabularies of outreach; their words stand with the pages."""

from enum import StrEnum


class DonorKind(StrEnum):
    AGENCY = "agency"
    ENTERPRISE = "enterprise"
    PERSON = "person"
    OTHER = "other"


class UsePurpose(StrEnum):
    HOUSE = "house"
    GIFT = "gift"
    SAVINGS_BOOK = "savings_book"
    EMERGENCY = "emergency"
    OTHER = "other"


class UseState(StrEnum):
    """Of money that is to go out: what was proposed waits until a second person approves; what came back is returned."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    RETURNED = "returned"


class Occasion(StrEnum):
    TET = "tet"
    MONTH_FOR_THE_POOR = "month_for_the_poor"
    OTHER = "other"


class GiftKind(StrEnum):
    GIFT = "gift"
    SAVINGS_BOOK = "savings_book"
    MONEY = "money"
    VISIT = "visit"


class GiftSource(StrEnum):
    FUND = "fund"
    BUDGET = "budget"
    SPONSOR = "sponsor"
    OTHER = "other"


class MessageKind(StrEnum):
    """What a commune spread: a broadcast of its loudspeakers, printed matter, an article, a meeting with people."""

    BROADCAST = "broadcast"
    POSTER = "poster"
    ARTICLE = "article"
    LEAFLET = "leaflet"
    DIALOGUE = "dialogue"
    OTHER = "other"


class StaffRole(StrEnum):
    OFFICER = "officer"
    COMMITTEE = "committee"
    VILLAGE_HEAD = "village_head"
    UNION = "union"
    COLLABORATOR = "collaborator"


class HonouredKind(StrEnum):
    UNIT = "unit"
    PERSON = "person"
    HOUSEHOLD = "household"


class AwardState(StrEnum):
    PROPOSED = "proposed"
    APPRAISED = "appraised"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
