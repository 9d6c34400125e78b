"""H, A, M0, headcounts and contributions of a matrix of deprivations, for all rows and by group."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from ansinh.analytics.alkire_foster.weighing import Weights

Matrix = npt.NDArray[np.uint8]
Column = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured of some rows. Shares are between 0 and 1.

    ``rows`` how many rows; ``population`` the sum of their sample weights (the number of rows where there are none), ``poor`` that
    of the poor among them. ``headcount`` is H, ``intensity`` A, ``adjusted`` M0 = H·A. ``uncensored`` is the share of all who lack
    an indicator, ``censored`` of those who are poor and lack it, ``contributions`` the part of M0 that comes from it; each has one number an
    indicator. Where nobody is poor, A and the contributions have no meaning: they are 0, and ``poor`` is 0.
    """

    rows: int
    population: float
    poor: float
    headcount: float
    intensity: float
    adjusted: float
    uncensored: tuple[float, ...]
    censored: tuple[float, ...]
    contributions: tuple[float, ...]


def poor_rows(matrix: Matrix, weights: Weights, cutoff: Fraction) -> npt.NDArray[np.bool_]:
    """Which rows are poor: the weights of what they lack reach the cutoff. Counted in whole numbers, never rounded."""
    parts = weights.column()
    score = (matrix == 1).astype(parts.dtype) @ parts
    return np.asarray(np.greater_equal(score, weights.least_score(cutoff)), dtype=np.bool_)


def measure(
    matrix: Matrix, weights: Weights, cutoff: Fraction, sample_weights: Column | None = None
) -> Measures:
    """The measures of all rows of ``matrix`` (one 0/1 column an indicator). Sample weights are not negative and do not sum
    to zero; the caller has checked that."""
    return measure_by(matrix, weights, cutoff, sample_weights, np.zeros(len(matrix), dtype=np.int64), 1)[0]


def measure_by(
    matrix: Matrix,
    weights: Weights,
    cutoff: Fraction,
    sample_weights: Column | None,
    groups: npt.NDArray[np.int64],
    count: int,
) -> list[Measures]:
    """The measures of each of ``count`` groups; ``groups`` says of each row which (0 to ``count`` - 1)."""
    poor = poor_rows(matrix, weights, cutoff)
    carried = np.ones(len(matrix)) if sample_weights is None else sample_weights

    def summed(which: npt.NDArray[np.bool_] | None = None) -> Column:
        amounts = carried if which is None else np.where(which, carried, 0.0)
        return np.bincount(groups, weights=amounts, minlength=count).astype(np.float64)

    rows = np.bincount(groups, minlength=count)
    population, among = summed(), summed(poor)
    lacking = [matrix[:, at] == 1 for at in range(matrix.shape[1])]
    raw = [summed(lack) for lack in lacking]
    censored = [summed(lack & poor) for lack in lacking]
    return [
        _measures(
            int(rows[at]),
            float(population[at]),
            float(among[at]),
            [float(column[at]) for column in raw],
            [float(column[at]) for column in censored],
            weights,
        )
        for at in range(count)
    ]


def _measures(
    rows: int,
    population: float,
    poor: float,
    raw: Sequence[float],
    censored: Sequence[float],
    weights: Weights,
) -> Measures:
    shares = [float(weights.share(at)) for at in range(len(weights.parts))]
    parts = [share * count for share, count in zip(shares, censored, strict=True)]
    lacked = sum(parts)
    return Measures(
        rows,
        population,
        poor,
        poor / population if population else 0.0,
        lacked / poor if poor else 0.0,
        lacked / population if population else 0.0,
        tuple(count / population if population else 0.0 for count in raw),
        tuple(count / population if population else 0.0 for count in censored),
        tuple(part / lacked if lacked else 0.0 for part in parts),
    )
