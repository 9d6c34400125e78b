"""One contender in one process of its own: seconds of clock and of processor, and the most memory it held."""

import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Cost:
    """What a process took. ``rss_mib`` is its peak; ``cpu`` user and system seconds of all its threads;
    ``work_`` the same after its imports."""

    work_cpu: float
    work_wall: float

    wall: float
    cpu: float
    rss_mib: float


class ContenderFailed(Exception):
    """A contender ended with an error: its figures would mean nothing."""


def cost_of(module: str, *arguments: str | Path) -> Cost:
    """Run ``python -m module arguments`` to its end and read its resource usage from the system."""
    command = [sys.executable, "-m", "benchmarks.launch", module, *map(str, arguments)]
    launched = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if launched.returncode != 0:
        raise ContenderFailed(f"{module} ended with exit code {launched.returncode}")
    work, whole = (json.loads(line) for line in launched.stdout.splitlines()[-2:])
    return Cost(**work, **whole)


def machine() -> str:
    """The shape of this machine, in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    load = os.getloadavg()[0]
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cores} cores ({platform.machine()}), {memory:.0f} GiB, Python {platform.python_version()}, "
        f"load at the start {load:.1f}"
    )
