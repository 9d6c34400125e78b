"""One household explained, again and again: milliseconds from the answers to the text a citizen reads.

``python -m benchmarks.explanation [--households N] [--json]``
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.measure import machine
from benchmarks.synthetic import AS_OF
from tests.plain.households import random_household

from ansinh.kernel.dates import shown_date, today
from ansinh.standards.explain import explain
from ansinh.standards.registry import standard

STANDARDS = ("vn-2016", "vn-2022", "vn-2027")


@dataclass(frozen=True)
class Row:
    """Milliseconds of one explanation: the first of the process, the median, the 99th of a hundred."""

    standard: str
    form: str
    first: float
    median: float
    p99: float
    cpu_median: float


def _milliseconds(work: Callable[[], Any]) -> tuple[float, float]:
    """Of the clock and of the processor."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000


def _explained(code: str, form: str, households: int) -> Row:
    rng = random.Random(f"{code} {form}")
    law = standard(code)
    times = []
    for _ in range(households):
        home, members = random_household(rng, AS_OF)

        def work(home: Any = home, members: Any = members) -> Any:
            explanation = explain(law, home, members, AS_OF)
            return explanation.text("vi") if form == "text" else explanation.as_json("vi")

        times.append(_milliseconds(work))
    clock, cpu = zip(*times, strict=True)
    slowest = statistics.quantiles(clock, n=100)[-1]
    return Row(code, form, clock[0], statistics.median(clock), slowest, statistics.median(cpu))


def _printed(rows: list[Row]) -> str:
    lines = [
        f"{shown_date(today())}; {machine()}",
        "",
        "| standard | form | first ms | median ms | 99th of 100 ms | median CPU ms |",
        "|---|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {r.standard} | {r.form} | {r.first:.1f} | {r.median:.1f} | {r.p99:.1f} | {r.cpu_median:.1f} |"
        for r in rows
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--households", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = [_explained(code, form, options.households) for code in STANDARDS for form in ("text", "json")]
    facts = {"machine": machine(), "rows": [asdict(row) for row in rows]}
    print(json.dumps(facts, indent=1) if options.json else _printed(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
