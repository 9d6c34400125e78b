"""How the 54 ethnic groups are met in a delta province."""

import numpy as np
from numpy.typing import NDArray

from ansinh.standards.ethnicities import MET_OFTEN, MET_SELDOM


def draw_minorities(rng: np.random.Generator, size: int) -> NDArray[np.int64]:
    """Indexes into ``NAMES`` of groups other than Kinh; shape (size,)."""
    odds = np.array([12.0] * len(MET_OFTEN) + [0.6] * len(MET_SELDOM))
    return 1 + rng.choice(odds.size, size=size, p=odds / odds.sum())
