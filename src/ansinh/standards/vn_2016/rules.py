"""The ten indicators of Decision 59/2015/QĐ-TTg. Numbers stand in ``parameters.toml``, words in
``words.toml``."""

from ansinh.standards.dwelling import (
    deprived_housing_area,
    deprived_housing_quality,
    deprived_sanitation,
    deprived_water,
)
from ansinh.standards.engine.ages import Births, born_in_or_after, reached
from ansinh.standards.engine.answers import Codes, one_of, schooling_from
from ansinh.standards.engine.rules import of_household, of_member
from ansinh.standards.engine.truth import MemberTruth, Truth, any_member, both, either, no
from ansinh.standards.insurance import deprived_health_insurance, lacks_insurance

__all__ = [
    "deprived_health_insurance",
    "deprived_housing_area",
    "deprived_housing_quality",
    "deprived_sanitation",
    "deprived_water",
    "lacks_insurance",
]


@of_household
def deprived_health_access(ill_untreated: MemberTruth) -> Truth:
    """A member was seriously ill and did not go for treatment."""
    return any_member(ill_untreated)


@of_member
def attends_no_school(school_level: Codes) -> Truth:
    """Attends no school: any level but ``none`` is attending."""
    return one_of(school_level, "none")


@of_member
def lacks_adult_education(
    birth_date: Births,
    highest_level: Codes,
    attends_no_school: Truth,
    adult_from: int,
    adult_born_from_year: int,
) -> Truth:
    """Aged 15 or more, born in 1986 or later, has not completed lower secondary and attends no school."""
    return both(
        reached(birth_date, adult_from),
        born_in_or_after(birth_date, adult_born_from_year),
        no(schooling_from(highest_level, "lower_secondary")),
        attends_no_school,
    )


@of_household
def deprived_adult_education(lacks_adult_education: MemberTruth) -> Truth:
    """A member lacks lower secondary and attends no school."""
    return any_member(lacks_adult_education)


@of_member
def misses_school(birth_date: Births, attends_no_school: Truth, school_from: int, school_until: int) -> Truth:
    """A child of 5 to under 15 who attends no school."""
    return both(reached(birth_date, school_from), no(reached(birth_date, school_until)), attends_no_school)


@of_household
def deprived_school_attendance(misses_school: MemberTruth) -> Truth:
    """A child of school age attends no school."""
    return any_member(misses_school)


@of_member
def is_connected(uses_phone: Truth, uses_internet: Truth) -> Truth:
    """Uses a telephone or the internet."""
    return either(uses_phone, uses_internet)


@of_household
def deprived_telecom(is_connected: MemberTruth) -> Truth:
    """No member uses a telephone and none uses the internet."""
    return no(any_member(is_connected))


@of_household
def deprived_information(
    has_tv: Truth, has_radio: Truth, has_desktop: Truth, has_laptop: Truth, hears_loudspeaker: Truth
) -> Truth:
    """No TV, radio, desktop or laptop, and the loudspeaker is not heard."""
    return no(either(has_tv, has_radio, has_desktop, has_laptop, hears_loudspeaker))
