"""Figures and column numbers as findings write them."""

from collections.abc import Iterable
from decimal import Decimal

from ansinh.kernel.numbers import shown_number


def shown(number: Decimal) -> str:
    """``number`` as Vietnam writes it, with the decimals it was printed with."""
    exponent = number.as_tuple().exponent
    return shown_number(number, -exponent if isinstance(exponent, int) and exponent < 0 else 0)


def listed(columns: Iterable[int]) -> str:
    """``4, 8``."""
    return ", ".join(str(column) for column in columns)
