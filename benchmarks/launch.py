"""Starts one contender from a small process and prints what it took.

A child begins its life with the memory peak of the process that starts it, so the large process that reads
the results must not be that one.
"""

import json
import os
import subprocess
import sys
import time


def main() -> int:
    """``python -m benchmarks.launch MODULE ARGUMENT…``: one line of JSON, and the contender's exit code."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", *sys.argv[1:]])
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    figures = {
        "wall": time.perf_counter() - start,
        "cpu": usage.ru_utime + usage.ru_stime,
        "rss_mib": usage.ru_maxrss / 1024,
    }
    print(json.dumps(figures))
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
