"""Starts one contender from a small process and prints what it took.

A child begins its life with the memory peak of the process that starts it, so the large process that reads
the results must not be that one.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    """``python -m benchmarks.launch MODULE ARGUMENT…``: one line of JSON, and the contender's exit code."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", *sys.argv[1:]], env=_as_installed())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    figures = {
        "wall": time.perf_counter() - start,
        "cpu": usage.ru_utime + usage.ru_stime,
        "rss_mib": usage.ru_maxrss / 1024,
    }
    print(json.dumps(figures))
    return process.returncode


def _as_installed() -> dict[str, str]:
    """The environment with compiled modules kept: a program is not compiled again at every start."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "ansinh-benchmarks"), **kept}


if __name__ == "__main__":
    sys.exit(main())
