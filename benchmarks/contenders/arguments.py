"""How every contender is called: two files in, one out."""

import sys
from collections.abc import Callable
from pathlib import Path


def run(classify: Callable[[Path, Path, Path], None]) -> None:
    """``python -m benchmarks.contenders.X HOUSEHOLDS MEMBERS OUT``."""
    households, members, out = map(Path, sys.argv[1:4])
    classify(households, members, out)
