"""Decree 351/2025/NĐ-CP, lists of 2027 to 2030. Only the lines were seen: no score anchors, no line
of average living; the indicators are taken over from ``vn-2022`` (unverified)."""

from tests.plain.lines import Lines, Standard
from tests.plain.vn_2022 import INDICATORS

VN_2027 = Standard(
    code="vn-2027",
    indicators=INDICATORS,
    lines={
        "rural": Lines(income=(2_200_000,), score=None, average=None),
        "urban": Lines(income=(2_800_000,), score=None, average=None),
    },
    sides=("below", "above"),
    enough="poor",
    too_few="near_poor",
    counted_side="below",
)
