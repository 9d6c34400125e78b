"""Rules on the house, its water and its toilet, which the standards share word for word."""

from ansinh.standards.engine.answers import Codes, one_of
from ansinh.standards.engine.rules import of_household
from ansinh.standards.engine.truth import Numbers, Truth, at_least, below, no


@of_household
def deprived_housing_quality(
    wall_durable: Truth, column_durable: Truth, roof_durable: Truth, structures_not_durable: int
) -> Truth:
    """At least two of wall, column and roof are not of durable material."""
    return at_least(structures_not_durable, no(wall_durable), no(column_durable), no(roof_durable))


@of_household
def deprived_housing_area(floor_area_m2: Numbers, members: Numbers, floor_area_per_member_m2: float) -> Truth:
    """Less than 8 m² a member; the product is compared, so nothing is rounded."""
    return below(floor_area_m2, floor_area_per_member_m2 * members)


@of_household
def deprived_water(water_source: Codes) -> Truth:
    """The main source is none of the clean ones."""
    return no(
        one_of(water_source, "piped", "borehole", "protected_well", "protected_spring", "rain", "bottled")
    )


@of_household
def deprived_sanitation(toilet: Codes) -> Truth:
    """The toilet is none of the hygienic ones."""
    return no(one_of(toilet, "septic", "pour_flush", "vip", "seat_pit", "double_vault"))
