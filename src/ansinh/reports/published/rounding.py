"""Which way of rounding explains a printed rate."""

from decimal import Decimal
from fractions import Fraction

from ansinh.kernel.language import _

# In the order they are named: ordinary rounding first, it is the one our own figures use.
WAYS = ("half_up", "cut", "half_even", "up")


def words_of_way(way: str) -> str:
    """What a way of rounding is called."""
    return {
        "half_up": _("làm tròn (nửa thì lên)"),
        "cut": _("cắt bỏ"),
        "half_even": _("làm tròn (nửa thì về số chẵn)"),
        "up": _("làm tròn lên"),
    }[way]


def rounded(part: Decimal, base: Decimal, decimals: int, way: str) -> Decimal:
    """``part / base × 100`` with so many decimals, exactly: never by way of another rounding."""
    exact = Fraction(part) * 100 / Fraction(base) * 10**decimals
    below, rest = divmod(exact.numerator, exact.denominator)
    half = Fraction(rest, exact.denominator)
    rises = {
        "half_up": half >= Fraction(1, 2),
        "cut": False,
        "half_even": half > Fraction(1, 2) or (half == Fraction(1, 2) and below % 2 == 1),
        "up": half > 0,
    }[way]
    return Decimal(below + int(rises)).scaleb(-decimals)


def ways_of(printed: Decimal, decimals: int, part: Decimal, base: Decimal) -> tuple[str, ...]:
    """The ways that make ``printed`` of ``part`` in a hundred of ``base``; none where no way does."""
    return tuple(way for way in WAYS if rounded(part, base, decimals, way) == printed)


def interval_of_base(part: Decimal, printed: Decimal, decimals: int) -> tuple[Fraction, Fraction] | None:
    """Between which numbers the base lies, if ``printed`` is ``part`` in a hundred of it rounded half up: from the first, and less
    than or equal to the second. Nothing where the rate does not tell."""
    half = Fraction(1, 2 * 10**decimals)
    low, high = Fraction(printed) - half, Fraction(printed) + half
    if low <= 0 or part <= 0:
        return None
    return Fraction(part) * 100 / high, Fraction(part) * 100 / low
