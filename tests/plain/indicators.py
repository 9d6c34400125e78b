"""What an indicator is, and the indicators that several standards read alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.plain.ages import aged, read_at_each
from tests.plain.answers import Answer, Birth, among, at_least, every, opposite, some, yes

HouseholdRule = Callable[[dict[str, Any], int], Answer]
MemberRule = Callable[[dict[str, Any], Birth, date], Answer]
Settle = Callable[[int, int, int], Answer]


@dataclass(frozen=True)
class HouseholdIndicator:
    """Read from the household's own columns and its number of members."""

    code: str
    columns: tuple[str, ...]
    rule: HouseholdRule

    def deprived(self, household: dict[str, Any], members: list[dict[str, Any]], as_of: date) -> Answer:
        return self.rule(household, len(members))


@dataclass(frozen=True)
class MemberIndicator:
    """Read member by member; ``settle`` turns (surely, possibly, members) into the household's answer."""

    code: str
    columns: tuple[str, ...]
    rule: MemberRule
    settle: Settle

    def of_member(self, member: dict[str, Any], as_of: date) -> Answer:
        return read_at_each(lambda birth: self.rule(member, birth, as_of), member, as_of)

    def deprived(self, household: dict[str, Any], members: list[dict[str, Any]], as_of: date) -> Answer:
        readings = [self.of_member(member, as_of) for member in members]
        surely = sum(reading is True for reading in readings)
        possibly = sum(reading is not False for reading in readings)
        return self.settle(surely, possibly, len(members))


Indicator = HouseholdIndicator | MemberIndicator


def a_member(surely: int, possibly: int, members: int) -> Answer:
    """Deprived when one member is."""
    return True if surely > 0 else (False if possibly == 0 else None)


def no_member(surely: int, possibly: int, members: int) -> Answer:
    """Deprived when no member does it."""
    return opposite(a_member(surely, possibly, members))


def more_than_half(surely: int, possibly: int, members: int) -> Answer:
    """Deprived when more than half of the members are such."""
    return True if 2 * surely > members else (False if 2 * possibly <= members else None)


def _uninsured(member: dict[str, Any], birth: Birth, as_of: date) -> Answer:
    return every(aged(birth, 6, None, as_of), opposite(yes(member, "health_insurance")))


def _poor_structure(household: dict[str, Any], members: int) -> Answer:
    structures = ("wall_durable", "column_durable", "roof_durable")
    return at_least(2, [opposite(yes(household, column)) for column in structures])


def _cramped(household: dict[str, Any], members: int) -> Answer:
    area = household.get("floor_area_m2")
    return None if area is None else area / members < 8


def _unclean_water(household: dict[str, Any], members: int) -> Answer:
    clean = ("piped", "borehole", "protected_well", "protected_spring", "rain", "bottled")
    return opposite(among(household, "water_source", clean))


def _unhygienic_toilet(household: dict[str, Any], members: int) -> Answer:
    hygienic = ("septic", "pour_flush", "vip", "seat_pit", "double_vault")
    return opposite(among(household, "toilet", hygienic))


def none_of(*columns: str) -> HouseholdRule:
    """The household has none of these."""
    return lambda household, members: opposite(some(*(yes(household, column) for column in columns)))


HEALTH_INSURANCE = MemberIndicator(
    "health_insurance", ("birth_date", "health_insurance"), _uninsured, a_member
)
HOUSING_QUALITY = HouseholdIndicator(
    "housing_quality", ("wall_durable", "column_durable", "roof_durable"), _poor_structure
)
HOUSING_AREA = HouseholdIndicator("housing_area", ("floor_area_m2",), _cramped)
WATER = HouseholdIndicator("water", ("water_source",), _unclean_water)
SANITATION = HouseholdIndicator("sanitation", ("toilet",), _unhygienic_toilet)
