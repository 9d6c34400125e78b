"""Households and people over time. History is added, not overwritten; a missing citizen id blocks nothing."""

from ansinh.households.models.changes import ChangedRow, RegistryChange
from ansinh.households.models.duplicates import SuspectedDuplicate
from ansinh.households.models.lines import HouseholdLine, HouseholdName, NameWord
from ansinh.households.models.officers import OfficerLink
from ansinh.households.models.registry import Household, LifeEvent, Membership, Person, Placement

__all__ = [
    "ChangedRow",
    "Household",
    "HouseholdLine",
    "HouseholdName",
    "LifeEvent",
    "Membership",
    "NameWord",
    "OfficerLink",
    "Person",
    "Placement",
    "RegistryChange",
    "SuspectedDuplicate",
]
