"""Closed vocabularies of decisions and what follows them."""

from enum import StrEnum


class CertificateEventKind(StrEnum):
    ISSUED = "issued"
    REISSUED = "reissued"
    WITHDRAWN = "withdrawn"


class AverageState(StrEnum):
    """A request to be recognised as a household of average living standard (QĐ 24/2021, article 6)."""

    REQUESTED = "requested"
    SURVEYED = "surveyed"
    POSTED = "posted"
    RECHECKING = "rechecking"
    RECHECKED = "rechecked"
    RECOGNISED = "recognised"
    REFUSED = "refused"


class AverageSector(StrEnum):
    AGRICULTURE = "agriculture"
    FORESTRY = "forestry"
    FISHERY = "fishery"
    SALT = "salt"


class ReportKind(StrEnum):
    MONTHLY = "monthly"
    PRELIMINARY = "preliminary"
    OFFICIAL = "official"


class ReportState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    RETURNED = "returned"


class ListingBasis(StrEnum):
    """Why two listed households are thought to be one."""

    CITIZEN_ID = "citizen_id"
    NAME_AND_BIRTH = "name_and_birth"


class ListingDecision(StrEnum):
    ASKED = "asked"
    HERE = "here"
    ELSEWHERE = "elsewhere"
    DIFFERENT = "different"
