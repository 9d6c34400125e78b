"""What-if on a synthetic round with its table by commune: from the snapshot of the answers, against classifying twice
from the tables.

``python -m benchmarks.whatif [--households N] [--communes N] [--runs N] [--folder DIR] [--json]``
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import django
import numpy as np
import polars as pl
from benchmarks.measure import ROOT, machine
from benchmarks.synthetic import AS_OF, survey

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ansinh.config.settings")
django.setup()

from ansinh.kernel.dates import shown_date, today  # noqa: E402 - models are there only now
from ansinh.reviews.whatif import WhatIf, compare  # noqa: E402 - models are there only now
from ansinh.reviews.whatif_snapshot import Snapshot, write_snapshot  # noqa: E402 - models are there only now
from ansinh.standards.classify import classify_tables  # noqa: E402 - models are there only now
from ansinh.standards.registry import standard  # noqa: E402 - models are there only now
from ansinh.standards.standard import Overlay, Standard  # noqa: E402 - models are there only now
from ansinh.standards.survey import read_survey  # noqa: E402 - models are there only now

BASELINE = "classifying twice from the tables"
OVERLAYS = {
    "another number of deprivations": Overlay(numbers={"deprivations_for_poor": (2, "")}),
    "another income line": Overlay(
        numbers={"income_line_rural": (1_750_000, ""), "score_line_rural": (150, "")}
    ),
    "one indicator less": Overlay(indicators=tuple(standard("vn-2022").codes[1:])),
    "another number within one indicator": Overlay(numbers={"floor_area_per_member_m2": (10, "")}),
}


@dataclass(frozen=True)
class Row:
    """Seconds of the clock, the median of the runs; ``ratio``: the baseline's seconds to these."""

    what: str
    first: bool
    seconds: float
    ratio: float


class Disagreement(Exception):
    """The two ways gave different tables: timing them would compare different work."""


def _seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def _twice(
    homes: pl.DataFrame, people: pl.DataFrame, communes: pl.Series, rules: Standard, other: Standard
) -> pl.DataFrame:
    """The way before: every rule on every answer, under both sets of numbers, then the table."""
    pair = pl.DataFrame(
        {
            "unit_code": communes,
            "before": classify_tables(rules, homes, people, AS_OF)["class"],
            "after": classify_tables(other, homes, people, AS_OF)["class"],
        }
    )
    moves = pair.group_by("unit_code", "before", "after").agg(pl.len().cast(pl.Int64).alias("households"))
    return moves.sort("unit_code", "before", "after")


def _asked(folder: Path, rules: Standard, other: Standard) -> WhatIf:
    found = compare(Snapshot(folder), rules, other)
    found.moves  # noqa: B018 - the table by commune is part of what is measured
    return found


def _forget(folder: Path, *patterns: str) -> None:
    for pattern in patterns:
        for path in folder.glob(pattern):
            path.unlink()


def measured(households: int, communes: int, runs: int, folder: Path) -> dict[str, Any]:
    """The figures, after both ways agreed on every table."""
    data = survey(folder, households, 0.04)
    homes, people = pl.read_parquet(data.households_path), pl.read_parquet(data.members_path)
    place = (np.arange(homes.height) * communes // homes.height).astype(np.uint16)
    codes = [f"{number:05d}" for number in range(communes)]
    names = pl.Series(codes, dtype=pl.String).gather(place)
    where = folder / f"snapshot-{households}"
    shutil.rmtree(where, ignore_errors=True)
    facts = {"as_of": AS_OF.isoformat(), "communes": [[1, code, code] for code in codes]}
    making, _none = _seconds(
        lambda: write_snapshot(where, read_survey(homes, people), communes=place, facts=facts)
    )
    rules = standard("vn-2022")
    rows, baselines = [], []
    for what, overlay in OVERLAYS.items():
        other = rules.with_overlay(overlay)
        slow, expected = _seconds(lambda other=other: _twice(homes, people, names, rules, other))
        baselines.append(slow)
        for first in (True, False):
            times = []
            for _run in range(runs):
                # First: nothing but the answers is kept. After it: the standard's own indicators are.
                _forget(where, "class-*", *(["indicator-*"] if first else []))
                if not first:
                    Snapshot(where).classes(rules)
                    if what.endswith("within one indicator"):
                        _forget_one(where, rules, other)
                seconds, found = _seconds(lambda other=other: _asked(where, rules, other))
                times.append(seconds)
            if not found.moves.equals(expected):
                raise Disagreement(what)
            rows.append(Row(what, first, statistics.median(times), 0))
    base = statistics.median(baselines)
    size = sum(path.stat().st_size for path in where.iterdir())
    return {
        "machine": machine(),
        "households": households,
        "communes": communes,
        "snapshot_seconds": making,
        "snapshot_mib": size / 2**20,
        "baseline_seconds": base,
        "rows": [Row(r.what, r.first, r.seconds, base / r.seconds) for r in rows],
    }


def _forget_one(folder: Path, rules: Standard, other: Standard) -> None:
    """Forget what only the overlay's numbers gave."""
    snapshot = Snapshot(folder)
    own = {snapshot._key(rules, one) for one in rules.indicators}
    for path in folder.glob("indicator-*"):
        if path.stem.removeprefix("indicator-") not in own:
            path.unlink()


def _printed(found: dict[str, Any]) -> str:
    lines = [
        f"{shown_date(today())}; {found['machine']}",
        "",
        f"{found['households']:,} households in {found['communes']} communes, 4% blank answers. Baseline, {BASELINE}: "
        f"{found['baseline_seconds']:.2f} s. Making the snapshot from the tables: {found['snapshot_seconds']:.2f} s, "
        f"{found['snapshot_mib']:.0f} MiB.",
        "",
        "| what is asked | indicators of the standard | seconds | baseline / it |",
        "|---|---|---:|---:|",
    ]
    lines += [
        f"| {r.what} | {'found now' if r.first else 'kept'} | {r.seconds:.2f} | {r.ratio:.1f} |"
        for r in found["rows"]
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--communes", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "benchmarks")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measured(options.households, options.communes, options.runs, options.folder)
    plain = found | {"rows": [asdict(row) for row in found["rows"]]}
    print(json.dumps(plain, indent=1) if options.json else _printed(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
