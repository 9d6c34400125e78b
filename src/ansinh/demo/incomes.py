"""Scores and incomes on the side of the lines where a household is meant to stand."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLANK = -1


@dataclass(frozen=True, slots=True)
class Band:
    """Both ends, for rural and urban: points (multiples of 5) and VND a person a month."""

    points: tuple[tuple[int, int], tuple[int, int]]
    income: tuple[tuple[int, int], tuple[int, int]]


# The ends are the lines and anchors of law.md §1.4 and §2.1-2.3 (Decision 59/2015, Circular 14/2018; Decree
# 07/2021): at a line is below it. How far points and incomes reach beyond is invention.
BANDS = {
    "vn-2016": {
        "poor_income": Band(((45, 120), (60, 140)), ((250, 700), (350, 900))),
        "poor_deprivation": Band(((125, 150), (145, 175)), ((705, 1000), (905, 1300))),
        "near_poor": Band(((125, 150), (145, 175)), ((705, 1000), (905, 1300))),
        "average": Band(((155, 190), (180, 215)), ((1005, 1500), (1305, 1950))),
        "not_poor": Band(((165, 280), (190, 300)), ((1510, 6500), (1960, 9500))),
    },
    "vn-2022": {
        "poor": Band(((55, 140), (70, 175)), ((420, 1500), (600, 2000))),
        "near_poor": Band(((70, 140), (90, 175)), ((600, 1500), (800, 2000))),
        "average": Band(((145, 175), (180, 210)), ((1510, 2250), (2010, 3000))),
        "not_poor": Band(((150, 260), (185, 290)), ((2260, 7500), (3010, 9900))),
    },
}


def _within(rng: np.random.Generator, ends: NDArray, step: int) -> NDArray[np.int64]:
    low, high = ends[:, 0], ends[:, 1]
    return low + step * np.floor(rng.random(low.size) * ((high - low) // step + 1)).astype(np.int64)


@dataclass(slots=True)
class Incomes:
    """Points and VND, ``BLANK`` where nobody asked; shape (households,)."""

    score: NDArray[np.int64]
    income: NDArray[np.int64]


def draw_incomes(
    rng: np.random.Generator,
    standard: str,
    classes: NDArray[np.str_],
    urban: NDArray[np.bool_],
    *,
    measured: float,
    conflicts: float,
) -> Incomes:
    """Scores, and incomes for a part ``measured`` of households (always for class ``average``, which needs
    one).

    A part ``conflicts`` of the low ones with a score answers an income above the line: the score decides,
    and the rules say so."""
    score = np.zeros(classes.size, dtype=np.int64)
    income = np.zeros(classes.size, dtype=np.int64)
    for name, band in BANDS[standard].items():
        here = np.flatnonzero(classes == name)
        side = urban[here].astype(int)
        score[here] = _within(rng, np.array(band.points)[side], 5)
        income[here] = _within(rng, np.array(band.income)[side], 5) * 1000
    average = classes == "average"
    income[~average & (rng.random(classes.size) >= measured)] = BLANK
    low = ~average & (classes != "not_poor")
    at_odds = low & (rng.random(classes.size) < conflicts)
    higher = np.array(BANDS[standard]["average"].income)[urban.astype(int)]
    income = np.where(at_odds, _within(rng, higher, 5) * 1000, income)
    # Where the income was measured with care nobody counted points.
    no_score = (income != BLANK) & ~at_odds & (rng.random(classes.size) < np.where(average, 0.4, 0.05))
    score[no_score] = BLANK
    return Incomes(score, income)
