"""How every contender is called: two files in, one out."""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path


def run(classify: Callable[[Path, Path, Path], None]) -> None:
    """``python -m benchmarks.contenders.X HOUSEHOLDS MEMBERS OUT``; prints what it took after its imports."""
    households, members, out = map(Path, sys.argv[1:4])
    cpu, clock = _processor(), time.perf_counter()
    classify(households, members, out)
    print(json.dumps({"work_cpu": _processor() - cpu, "work_wall": time.perf_counter() - clock}))


def _processor() -> float:
    """Seconds of this process and of the ended processes it started."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)
