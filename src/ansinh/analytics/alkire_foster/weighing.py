"""Weights and the poverty cutoff as exact numbers, so that who stands exactly on the cutoff is poor.

In floating point 0.1 + 0.2 is more than 0.3 and ten times 0.1 less than 1: a household would be poor or not by the order of
its columns. Here every number is the fraction its text says, weights are whole numbers over their sum, and a score is compared
as a whole number.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _

UNION, INTERSECTION = "union", "intersection"
# A third cannot be written with a point: 0.3333333333333333 means it, and so does a weight of 0.16666666666666666. A score
# that misses the cutoff by less than this is on it. Two different numbers are never taken for one: with weights whose whole
# numbers sum to S and a cutoff p/q, scores and cutoff lie at least 1/(S·q) apart, which is more as long as S·q stays below 10⁹.
NEARNESS = Fraction(1, 10**9)
_NUMBER = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?(?:/\d+)?|\d+/\d+")
# What fits into a column of 64 bits with room for the sum.
_MOST = 2**62


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight an indicator: whole numbers, and their sum. The weight of indicator *j* is ``parts[j] / total``.

    ``written`` is the sum as the weights were written, of equal ones their number: what a cutoff that counts is a part of.
    """

    parts: tuple[int, ...]
    total: int
    written: Fraction

    def share(self, at: int) -> Fraction:
        """The weight of one indicator as a share of all."""
        return Fraction(self.parts[at], self.total)

    def column(self) -> npt.NDArray[np.int64] | npt.NDArray[np.object_]:
        """The whole numbers as a column: of 64 bits, or of Python's own numbers where those do not hold them."""
        return np.array(self.parts, dtype=np.int64 if self.total < _MOST else object)

    def least_score(self, cutoff: Fraction) -> int:
        """The smallest sum of weights, as a whole number, that reaches ``cutoff``; who lacks nothing never does."""
        return max(1, math.ceil((cutoff - NEARNESS) * self.total))


def equal_weights(count: int) -> Weights:
    """The same weight for each of ``count`` indicators."""
    return Weights((1,) * count, count, Fraction(count))


def weights_of(texts: Sequence[str], count: int) -> Weights:
    """The weights written in ``texts``, one for each of ``count`` indicators, brought to a sum of one.

    Raises ``UnusableInput`` where their number differs, where one is negative or no number, or where all are zero.
    """
    if len(texts) != count:
        raise UnusableInput(
            _(
                "Có {given} trọng số cho {count} chỉ tiêu: mỗi chỉ tiêu cần đúng một trọng số, theo thứ tự cột."
            ).format(given=len(texts), count=count),
            code="wrong_weights",
        )
    numbers = [_weight(text, at) for at, text in enumerate(texts, start=1)]
    whole = math.lcm(*(number.denominator for number in numbers)) if numbers else 1
    parts = [int(number * whole) for number in numbers]
    common = math.gcd(*parts)
    if common == 0:
        raise UnusableInput(
            _("Tổng trọng số bằng không: ít nhất một chỉ tiêu phải có trọng số lớn hơn không."),
            code="wrong_weights",
        )
    return Weights(tuple(part // common for part in parts), sum(parts) // common, sum(numbers, Fraction()))


def _weight(text: str, at: int) -> Fraction:
    number = exact(text)
    if number is None:
        raise UnusableInput(
            _("Trọng số thứ {at} («{text}») không dùng được: viết số không âm như 2, 0.25 hoặc 1/6.").format(
                at=at, text=text.strip()
            ),
            code="wrong_weights",
        )
    return number


def poverty_cutoff(text: str, weights: Weights) -> Fraction:
    """The cutoff k as a share of the weights: a share itself where it is at most 1, else a count to the sum of the weights as
    they were written (2 of 4 indicators; Alkire and Foster 2011 count so). ``union`` is the smallest weight there is (poor is who
    lacks anything that counts), ``intersection`` is 1 (poor is who lacks everything). Raises ``UnusableInput``."""
    wanted = text.strip().lower()
    if wanted == UNION:
        return Fraction(min(part for part in weights.parts if part), weights.total)
    if wanted == INTERSECTION:
        return Fraction(1)
    number = exact(wanted.replace(",", "."))
    if number is not None and 1 < number <= weights.written:
        return number / weights.written
    if number is None or not 0 < number <= 1:
        raise UnusableInput(
            _(
                "Ngưỡng k «{text}» không dùng được: k là tỷ trọng của tổng trọng số, lớn hơn 0 và không quá 1, "
                "ví dụ 1/3 hoặc 0.333; số lớn hơn 1 là số chỉ tiêu (tổng trọng số đã viết), nhiều nhất {most}; "
                "hoặc viết union, intersection."
            ).format(text=text.strip(), most=f"{float(weights.written):g}"),
            code="wrong_cutoff",
        )
    return number


def exact(text: str) -> Fraction | None:
    """The number that ``text`` says, as a fraction: ``2``, ``0.25``, ``1e-3``, ``1/6``. Nothing for anything else: a sign, NaN,
    infinity, a blank, a division by zero."""
    bare = text.strip()
    if not _NUMBER.fullmatch(bare):
        return None
    above, _slash, below = bare.partition("/")
    divisor = int(below) if below else 1
    return Fraction(above) / divisor if divisor else None
