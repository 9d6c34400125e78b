"""The twelve indicators of Decree 07/2021/NĐ-CP. Numbers stand in ``parameters.toml``, words in
``words.toml``."""

from ansinh.standards.dwelling import (
    deprived_housing_area,
    deprived_housing_quality,
    deprived_sanitation,
    deprived_water,
)
from ansinh.standards.engine.ages import Births, by_sex, reached, reached_months
from ansinh.standards.engine.answers import Codes, one_of, schooling_from
from ansinh.standards.engine.rules import of_household, of_member
from ansinh.standards.engine.truth import MemberTruth, Truth, any_member, both, either, more_than_share, no
from ansinh.standards.insurance import deprived_health_insurance, lacks_insurance

__all__ = [
    "deprived_health_insurance",
    "deprived_housing_area",
    "deprived_housing_quality",
    "deprived_sanitation",
    "deprived_water",
    "lacks_insurance",
]


@of_member
def of_working_age(
    birth_date: Births,
    sex: Codes,
    working_age_from: int,
    retirement_men_months: int,
    retirement_women_months: int,
) -> Truth:
    """From the 15th birthday to the day before the retirement age of the reference date's year (Decree
    135/2020)."""
    retired = by_sex(
        sex,
        men=reached_months(birth_date, retirement_men_months),
        women=reached_months(birth_date, retirement_women_months),
    )
    return both(reached(birth_date, working_age_from), no(retired))


@of_member
def lacks_work(of_working_age: Truth, able_to_work: Truth, employment: Codes) -> Truth:
    """Of working age, able to work, and seeking work or working for a wage without a contract."""
    return both(of_working_age, able_to_work, one_of(employment, "seeking", "no_contract"))


@of_household
def deprived_employment(lacks_work: MemberTruth) -> Truth:
    """A member lacks work."""
    return any_member(lacks_work)


@of_member
def is_dependant(birth_date: Births, monthly_allowance: Truth, dependant_under: int) -> Truth:
    """Under 16, or elderly or disabled and receiving the monthly social allowance."""
    return either(no(reached(birth_date, dependant_under)), monthly_allowance)


@of_household
def deprived_dependants(is_dependant: MemberTruth, dependants_share: float) -> Truth:
    """Dependants are more than half of the members."""
    return more_than_share(is_dependant, dependants_share)


@of_member
def is_malnourished_child(birth_date: Births, malnourished: Truth, nutrition_under: int) -> Truth:
    """Under 16 and malnourished."""
    return both(no(reached(birth_date, nutrition_under)), malnourished)


@of_household
def deprived_nutrition(is_malnourished_child: MemberTruth) -> Truth:
    """A child is malnourished."""
    return any_member(is_malnourished_child)


@of_member
def lacks_adult_education(
    *,
    birth_date: Births,
    school_level: Codes,
    highest_level: Codes,
    trained_on_job: Truth,
    adult_from: int,
    adult_upper_from: int,
    adult_until: int,
) -> Truth:
    """Aged 16 to 30 inclusive with neither the schooling for that age nor training on the job."""
    younger = both(reached(birth_date, adult_from), no(reached(birth_date, adult_upper_from)))
    older = both(reached(birth_date, adult_upper_from), no(reached(birth_date, adult_until + 1)))
    enough_younger = either(
        schooling_from(school_level, "lower_secondary"), schooling_from(highest_level, "lower_secondary")
    )
    enough_older = either(
        schooling_from(school_level, "upper_secondary"), schooling_from(highest_level, "upper_secondary")
    )
    lacks = either(both(younger, no(enough_younger)), both(older, no(enough_older)))
    return both(lacks, no(trained_on_job))


@of_household
def deprived_adult_education(lacks_adult_education: MemberTruth) -> Truth:
    """A member of 16 to 30 lacks schooling and training."""
    return any_member(lacks_adult_education)


@of_member
def misses_school(
    *,
    birth_date: Births,
    school_level: Codes,
    preschool_from: int,
    primary_from: int,
    lower_secondary_from: int,
    school_until: int,
) -> Truth:
    """A child of 3 to under 16 below the level of that age; one ahead of it is not deprived."""
    at_preschool = both(reached(birth_date, preschool_from), no(reached(birth_date, primary_from)))
    at_primary = both(reached(birth_date, primary_from), no(reached(birth_date, lower_secondary_from)))
    at_secondary = both(reached(birth_date, lower_secondary_from), no(reached(birth_date, school_until)))
    return either(
        both(at_preschool, no(schooling_from(school_level, "preschool"))),
        both(at_primary, no(schooling_from(school_level, "primary"))),
        both(at_secondary, no(schooling_from(school_level, "lower_secondary"))),
    )


@of_household
def deprived_school_attendance(misses_school: MemberTruth) -> Truth:
    """A child does not attend the level of its age."""
    return any_member(misses_school)


@of_household
def deprived_telecom(uses_internet: MemberTruth) -> Truth:
    """No member uses the internet."""
    return no(any_member(uses_internet))


@of_household
def deprived_information(
    *,
    has_tv: Truth,
    has_radio: Truth,
    has_desktop: Truth,
    has_phone: Truth,
    has_laptop: Truth,
    has_tablet: Truth,
    has_smartphone: Truth,
) -> Truth:
    """None of TV, radio, desktop, phone, laptop, tablet, smartphone."""
    return no(either(has_tv, has_radio, has_desktop, has_phone, has_laptop, has_tablet, has_smartphone))
