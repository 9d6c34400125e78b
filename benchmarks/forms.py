"""The cube of a classified district once, then each of the fifteen official forms from it.

Runs on the demonstration (built into ``--folder`` through the real imports unless it is there): the sealed version of Thủy
Nguyên, 37 communes. ``--times N`` repeats its outcome rows N times under other ids, for a larger cube.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
from benchmarks.measure import ROOT, machine

PLACE, PERIOD = "311", "2022"


def built(folder: Path) -> None:
    """The demonstration in a data folder of the benchmark's own."""
    command = [sys.executable, "-m", "ansinh.config.program", "demo", "--no-serve"]
    environment = os.environ | {"ANSINH_DATA": str(folder)}
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)


def measured(times: int) -> list[tuple[str, float]]:
    """What was made and its milliseconds: the cube, then the best of five of each form."""
    import django  # noqa: PLC0415 - the data folder is known only now

    django.setup()
    from ansinh.datasets.cube import build_cube  # noqa: PLC0415
    from ansinh.datasets.queries import outcomes_of, version_of  # noqa: PLC0415
    from ansinh.places.queries import unit_at  # noqa: PLC0415
    from ansinh.reports.forms import make_form  # noqa: PLC0415
    from ansinh.reports.loading import context_of  # noqa: PLC0415
    from ansinh.reviews.queries import closing_day  # noqa: PLC0415
    from ansinh.standards.causes import causes_of  # noqa: PLC0415
    from ansinh.standards.registry import standard  # noqa: PLC0415

    version = version_of(unit_at(PLACE, closing_day(PERIOD)), PERIOD, "vn-2022")
    outcomes = pl.concat([outcomes_of(version)] * times)
    indicators, causes = standard(version.standard).codes, causes_of(version.standard).codes
    start = time.perf_counter()
    cube = build_cube(outcomes, indicators, causes)
    rows = [(f"cube of {outcomes.height:,} outcome rows ({cube.height:,} cells)", _ms(start))]
    start = time.perf_counter()
    context = context_of(version, lists=True)
    rows.append(("sealed frames read", _ms(start)))
    for number in range(1, 16):
        best = []
        for _attempt in range(5):
            start = time.perf_counter()
            make_form(number, context)
            best.append(_ms(start))
        rows.append((f"form {number}", min(best)))
    return rows


def _ms(start: float) -> float:
    return (time.perf_counter() - start) * 1000


def main() -> int:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "benchmarks" / "forms")
    parser.add_argument("--times", type=int, default=1)
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    if not (folder / "versions").is_dir():
        built(folder)
    os.environ["ANSINH_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ansinh.config.settings")
    print(machine())
    for name, milliseconds in measured(chosen.times):
        print(f"| {name} | {milliseconds:.1f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
