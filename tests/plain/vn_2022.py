"""Decree 07/2021/NĐ-CP, lists of 2022 to 2026, read from the survey format."""

from datetime import date
from typing import Any

from tests.plain.ages import aged, of_working_age
from tests.plain.answers import Answer, Birth, among, every, opposite, schooling_from, some, yes
from tests.plain.indicators import (
    HEALTH_INSURANCE,
    HOUSING_AREA,
    HOUSING_QUALITY,
    SANITATION,
    WATER,
    HouseholdIndicator,
    MemberIndicator,
    a_member,
    more_than_half,
    no_member,
    none_of,
)
from tests.plain.lines import Lines, Standard


def _without_work(member: dict[str, Any], birth: Birth, as_of: date) -> Answer:
    return every(
        of_working_age(birth, member.get("sex"), as_of),
        yes(member, "able_to_work"),
        among(member, "employment", ("seeking", "no_contract")),
    )


def _dependant(member: dict[str, Any], birth: Birth, as_of: date) -> Answer:
    return some(aged(birth, 0, 16, as_of), yes(member, "monthly_allowance"))


def _malnourished_child(member: dict[str, Any], birth: Birth, as_of: date) -> Answer:
    return every(aged(birth, 0, 16, as_of), yes(member, "malnourished"))


def _schooled_to(member: dict[str, Any], level: str) -> Answer:
    return some(schooling_from(member, "school_level", level), schooling_from(member, "highest_level", level))


def _unschooled_adult(member: dict[str, Any], birth: Birth, as_of: date) -> Answer:
    unschooled = some(
        every(aged(birth, 16, 18, as_of), opposite(_schooled_to(member, "lower_secondary"))),
        every(aged(birth, 18, 31, as_of), opposite(_schooled_to(member, "upper_secondary"))),
    )
    return every(unschooled, opposite(yes(member, "trained_on_job")))


def _child_not_at_its_level(member: dict[str, Any], birth: Birth, as_of: date) -> Answer:
    levels = ((3, 6, "preschool"), (6, 12, "primary"), (12, 16, "lower_secondary"))
    return some(
        *(
            every(aged(birth, first, under, as_of), opposite(schooling_from(member, "school_level", level)))
            for first, under, level in levels
        )
    )


def _uses_internet(member: dict[str, Any], birth: Birth, as_of: date) -> Answer:
    return yes(member, "uses_internet")


DEVICES = ("has_tv", "has_radio", "has_desktop", "has_phone", "has_laptop", "has_tablet", "has_smartphone")
SCHOOL = ("birth_date", "school_level", "highest_level", "trained_on_job")

INDICATORS = (
    MemberIndicator(
        "employment", ("sex", "birth_date", "able_to_work", "employment"), _without_work, a_member
    ),
    MemberIndicator("dependants", ("birth_date", "monthly_allowance"), _dependant, more_than_half),
    MemberIndicator("nutrition", ("birth_date", "malnourished"), _malnourished_child, a_member),
    HEALTH_INSURANCE,
    MemberIndicator("adult_education", SCHOOL, _unschooled_adult, a_member),
    MemberIndicator("school_attendance", ("birth_date", "school_level"), _child_not_at_its_level, a_member),
    HOUSING_QUALITY,
    HOUSING_AREA,
    WATER,
    SANITATION,
    MemberIndicator("telecom", ("uses_internet",), _uses_internet, no_member),
    HouseholdIndicator("information", DEVICES, none_of(*DEVICES)),
)

VN_2022 = Standard(
    code="vn-2022",
    indicators=INDICATORS,
    lines={
        "rural": Lines(income=(1_500_000,), score=(140,), average=2_250_000),
        "urban": Lines(income=(2_000_000,), score=(175,), average=3_000_000),
    },
    sides=("below", "above"),
    enough="poor",
    too_few="near_poor",
    counted_side="below",
)
