"""Decision 59/2015/QĐ-TTg, lists of 2016 to 2021, read from the survey format."""

from datetime import date
from typing import Any

from tests.plain.ages import aged
from tests.plain.answers import Answer, Birth, every, opposite, schooling_from, some, yes
from tests.plain.indicators import (
    HEALTH_INSURANCE,
    HOUSING_AREA,
    HOUSING_QUALITY,
    SANITATION,
    WATER,
    HouseholdIndicator,
    MemberIndicator,
    a_member,
    no_member,
    none_of,
)
from tests.plain.lines import Lines, Standard


def _ill_untreated(member: dict[str, Any], birth: Birth, as_of: date) -> Answer:
    return yes(member, "ill_untreated")


def _at_no_school(member: dict[str, Any]) -> Answer:
    return opposite(schooling_from(member, "school_level", "preschool"))


def _unschooled_adult(member: dict[str, Any], birth: Birth, as_of: date) -> Answer:
    born_1986_or_later = None if birth is None else birth >= date(1986, 1, 1)
    return every(
        aged(birth, 15, None, as_of),
        born_1986_or_later,
        opposite(schooling_from(member, "highest_level", "lower_secondary")),
        _at_no_school(member),
    )


def _child_at_no_school(member: dict[str, Any], birth: Birth, as_of: date) -> Answer:
    return every(aged(birth, 5, 15, as_of), _at_no_school(member))


def _connected(member: dict[str, Any], birth: Birth, as_of: date) -> Answer:
    return some(yes(member, "uses_phone"), yes(member, "uses_internet"))


MEANS = ("has_tv", "has_radio", "has_desktop", "has_laptop", "hears_loudspeaker")

INDICATORS = (
    MemberIndicator("health_access", ("ill_untreated",), _ill_untreated, a_member),
    HEALTH_INSURANCE,
    MemberIndicator(
        "adult_education", ("birth_date", "school_level", "highest_level"), _unschooled_adult, a_member
    ),
    MemberIndicator("school_attendance", ("birth_date", "school_level"), _child_at_no_school, a_member),
    HOUSING_QUALITY,
    HOUSING_AREA,
    WATER,
    SANITATION,
    MemberIndicator("telecom", ("uses_internet", "uses_phone"), _connected, no_member),
    HouseholdIndicator("information", MEANS, none_of(*MEANS)),
)

VN_2016 = Standard(
    code="vn-2016",
    indicators=INDICATORS,
    lines={
        "rural": Lines(income=(700_000, 1_000_000), score=(120, 150), average=1_500_000),
        "urban": Lines(income=(900_000, 1_300_000), score=(140, 175), average=1_950_000),
    },
    sides=("below", "between", "above"),
    enough="poor_deprivation",
    too_few="near_poor",
    counted_side="between",
)
