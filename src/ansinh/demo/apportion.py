"""Whole numbers from shares, so that parts always make their total."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _


def apportion(total: int, weights: ArrayLike) -> NDArray[np.int64]:
    """``total`` shared by ``weights`` with the largest remainders; both shapes are (n,).

    Raises UnusableInput when nobody has a weight."""
    shares = np.asarray(weights, dtype=float)
    if shares.sum() <= 0:
        raise UnusableInput(_("Không chia được {total}: không có phần nào.").format(total=total))
    exact = total * shares / shares.sum()
    parts = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    return parts
