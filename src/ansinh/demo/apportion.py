"""Whole numbers from shares, so that parts always make their total."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _


def apportion(total: int, weights: ArrayLike, most: ArrayLike | None = None) -> NDArray[np.int64]:
    """``total`` shared by ``weights`` with the largest remainders; no part above ``most`` where that is given.

    ``weights`` and ``most`` have shape (n,); so has the result. Raises UnusableInput when ``total`` does not fit.
    """
    shares = np.asarray(weights, dtype=float)
    limit = np.full(shares.shape, total) if most is None else np.asarray(most, dtype=np.int64)
    if total > limit.sum() or (total > 0 and shares.sum() <= 0):
        raise UnusableInput(_("Không chia được {total}: không đủ chỗ.").format(total=total))
    parts = np.zeros(shares.shape, dtype=np.int64)
    while (left := total - int(parts.sum())) > 0:
        open_shares = np.where(parts < limit, shares, 0.0)
        if open_shares.sum() <= 0:
            open_shares = (parts < limit).astype(float)
        exact = left * open_shares / open_shares.sum()
        step = np.floor(exact).astype(np.int64)
        order = np.argsort(-(exact - step), kind="stable")
        step[order[: left - int(step.sum())]] += 1
        parts = np.minimum(parts + step, limit)
    return parts
