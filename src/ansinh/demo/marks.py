"""Which household is marked with what: random marks that keep given column totals and a least number a
row."""

import numpy as np
from numpy.typing import NDArray

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _

Marks = NDArray[np.bool_]


def _fill_column(
    rng: np.random.Generator, column: Marks, allowed: Marks, total: int, weight: NDArray
) -> None:
    missing = total - int(column.sum())
    free = np.flatnonzero(allowed & ~column)
    if missing < 0 or missing > free.size:
        raise UnusableInput(_("Không đủ hộ để đạt {total} hộ của một cột.").format(total=total))
    keys = rng.random(free.size) ** (1.0 / np.maximum(weight[free], 1e-9))
    column[free[np.argsort(-keys)[:missing]]] = True


def _lift_row(
    rng: np.random.Generator, marks: Marks, row: int, *, allowed: Marks, fixed: Marks, least: NDArray
) -> bool:
    """Give ``row`` one more mark, taken in the same column from a row that has more than it needs."""
    for column in rng.permutation(np.flatnonzero(allowed[row] & ~marks[row])):
        givers = np.flatnonzero(marks[:, column] & ~fixed[:, column] & (marks.sum(axis=1) > least))
        if givers.size:
            marks[rng.choice(givers), column] = False
            marks[row, column] = True
            return True
    return False


def draw_marks(
    rng: np.random.Generator,
    *,
    allowed: Marks,
    fixed: Marks,
    totals: NDArray[np.int64],
    least: NDArray[np.int64],
    weights: NDArray | None = None,
) -> Marks:
    """Marks of shape (rows, columns): ``fixed`` ones stay, only ``allowed`` ones are set, column ``k`` has
    ``totals[k]`` marks and row ``i`` at least ``least[i]``. Raises UnusableInput when that cannot be met."""
    marks = fixed.copy()
    weight = np.ones(allowed.shape) if weights is None else weights
    for column, total in enumerate(totals):
        _fill_column(rng, marks[:, column], allowed[:, column], int(total), weight[:, column])
    for row in np.flatnonzero(marks.sum(axis=1) < least):
        while marks[row].sum() < least[row]:
            if not _lift_row(rng, marks, int(row), allowed=allowed, fixed=fixed, least=least):
                raise UnusableInput(_("Không xếp đủ chiều thiếu hụt cho hộ ở dòng {row}.").format(row=row))
    return marks


def draw_up_to(
    rng: np.random.Generator, *, allowed: Marks, fixed: Marks, wanted: NDArray[np.int64], weights: NDArray
) -> Marks:
    """Marks with ``wanted[i]`` marks in row ``i`` (fewer where fewer are allowed, never fewer than
    ``fixed``).

    ``weights`` has one number a column: how often it is met."""
    keys = rng.random(allowed.shape) ** (1.0 / weights)
    keys[~allowed] = -1.0
    keys[fixed] = 2.0
    order = np.argsort(-keys, axis=1)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(allowed.shape[1])[None, :], axis=1)
    return ((rank < wanted[:, None]) & allowed) | fixed
