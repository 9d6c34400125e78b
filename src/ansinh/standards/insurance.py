"""The rule on health insurance, which the standards share word for word."""

from ansinh.standards.engine.ages import Births, reached
from ansinh.standards.engine.rules import of_household, of_member
from ansinh.standards.engine.truth import MemberTruth, Truth, any_member, both, no


@of_member
def lacks_insurance(birth_date: Births, health_insurance: Truth, insurance_from: int) -> Truth:
    """Aged 6 or more without a valid health insurance card."""
    return both(reached(birth_date, insurance_from), no(health_insurance))


@of_household
def deprived_health_insurance(lacks_insurance: MemberTruth) -> Truth:
    """A member lacks health insurance."""
    return any_member(lacks_insurance)
