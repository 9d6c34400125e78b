"""Closed vocabularies of housing works. Words for people stand in ``housing.words``."""

from enum import StrEnum


class WorkKind(StrEnum):
    """What is done about a house."""

    NEW = "new"
    REPAIR = "repair"


class DwellingState(StrEnum):
    """What a visit found: no house, one that does not last, one that leaks or falls down."""

    NONE = "none"
    MAKESHIFT = "makeshift"
    DILAPIDATED = "dilapidated"


class WorkState(StrEnum):
    """From the survey to the acceptance. Only an accepted work has served its household."""

    SURVEYED = "surveyed"
    PROPOSED = "proposed"
    APPROVED = "approved"
    BEGUN = "begun"
    FOUNDATION = "foundation"
    ROOFED = "roofed"
    DONE = "done"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


BUILDING = (WorkState.APPROVED, WorkState.BEGUN, WorkState.FOUNDATION, WorkState.ROOFED, WorkState.DONE)
"""The stages of an approved work in their order, before it is accepted."""


class MoneySource(StrEnum):
    """Where money, material or work for a house comes from."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    FUND = "fund"
    BANK_LOAN = "bank_loan"
    HOUSEHOLD = "household"
    KIN = "kin"
    COMMUNITY = "community"


AID = (MoneySource.CENTRAL, MoneySource.PROVINCE, MoneySource.DISTRICT, MoneySource.COMMUNE, MoneySource.FUND)
"""What is given to the household: of budgets and of the fund «Vì người nghèo»."""


class MoneyKind(StrEnum):
    """What was promised for a work, and what came."""

    PLANNED = "planned"
    RECEIVED = "received"
