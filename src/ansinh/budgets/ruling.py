"""Rules by which money is handed out to communes: pure arithmetic, in whole đồng, nothing lost and nothing made."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Need:
    """A commune with its poor households by a frozen version, and all its households (none: not known)."""

    unit_id: int
    code: str
    poor: int
    households: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """What a commune gets, in đồng. ``remainder``: of the division by all poor households; ``extra``: it brought one đồng more."""

    unit_id: int
    amount: int
    poor: int | None = None
    households: int | None = None
    remainder: int | None = None
    extra: bool = False


def rate_of(need: Need) -> Fraction:
    """The exact poor rate; 0 of a commune without households."""
    return Fraction(need.poor, need.households) if need.households else Fraction(0)


def by_rate(needs: Sequence[Need], amount: int, each: int) -> list[Share]:
    """Communes in the order of their poor rate, the highest first (of equal rates more poor households first, then the code): each
    gets ``each`` đồng until ``amount`` is used up; who comes last of them gets what is left. Communes without a poor household get
    nothing. What nobody could take stays where it is."""
    shares, left = [], amount
    for one in sorted(needs, key=lambda one: (-rate_of(one), -one.poor, one.code)):
        given = min(each, left)
        if one.poor == 0 or given == 0:
            continue
        shares.append(Share(one.unit_id, given, one.poor, one.households))
        left -= given
    return shares


def by_poor_households(needs: Sequence[Need], amount: int) -> list[Share]:
    """In proportion to poor households, by the largest remainder: everybody gets the whole đồng of the exact share; what is left
    goes, one đồng each, to the largest remainders (of equal ones more poor households first, then the code). Sums to ``amount``."""
    poor = [one for one in needs if one.poor > 0]
    total = sum(one.poor for one in poor)
    if not total:
        return []
    shares = [
        Share(one.unit_id, amount * one.poor // total, one.poor, one.households, amount * one.poor % total)
        for one in poor
    ]
    left = amount - sum(one.amount for one in shares)
    code = {one.unit_id: one.code for one in poor}
    first = sorted(shares, key=lambda one: (-(one.remainder or 0), -(one.poor or 0), code[one.unit_id]))
    lucky = {one.unit_id for one in first[:left]}
    found = [
        replace(one, amount=one.amount + 1, extra=True) if one.unit_id in lucky else one for one in shares
    ]
    return [one for one in found if one.amount]
