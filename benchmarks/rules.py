"""From tables in memory to classes: what the rules themselves cost, without reading and writing files.

``python -m benchmarks.rules [--households N] [--runs N]``. OpenFisca: build (entities, inputs) and calculate. An Sinh twice:
classify a survey that was checked (warnings and what is missing included), and the same with typing and checking every cell, which
OpenFisca does not do. Each contender in a process of its own, on complete data (OpenFisca knows no third truth value); processor
seconds after the tables were read, median of the runs.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl
from benchmarks.measure import machine
from benchmarks.synthetic import AS_OF, survey

CONTENDERS = ("an_sinh", "openfisca")


def _seconds() -> float:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def _an_sinh(homes: pl.DataFrame, people: pl.DataFrame) -> list[int]:
    from ansinh.standards.classify import classify_survey, result_frame  # noqa: PLC0415 - one contender a process
    from ansinh.standards.registry import standard  # noqa: PLC0415
    from ansinh.standards.survey import read_survey  # noqa: PLC0415

    began = _seconds()
    checked = read_survey(homes, people)
    typed = _seconds()
    result = classify_survey(standard("vn-2022"), checked, AS_OF)
    print(json.dumps({"cpu": _seconds() - typed, "with_checking": _seconds() - began}))
    return result_frame(result)["class"].value_counts().sort("class")["count"].to_list()


def _openfisca(homes: pl.DataFrame, people: pl.DataFrame) -> list[int]:
    from benchmarks.contenders import openfisca  # noqa: PLC0415

    began = _seconds()
    simulation = openfisca._simulation(homes, people)
    classes = openfisca.CLASSES[simulation.calculate("class_index", openfisca.PERIOD)]
    print(json.dumps({"cpu": _seconds() - began}))
    return pl.Series("class", classes).value_counts().sort("class")["count"].to_list()


def _one(name: str, tables: tuple[Path, Path]) -> None:
    homes, people = map(pl.read_parquet, tables)
    counts = {"an_sinh": _an_sinh, "openfisca": _openfisca}[name](homes, people)
    print(json.dumps({"counts": counts}))


def main() -> None:
    """Print a table of processor seconds and the ratio; exit 1 when the classes differ."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", choices=CONTENDERS)
    parser.add_argument("--tables", type=Path, nargs=2)
    asked = parser.parse_args()
    if asked.one:
        _one(asked.one, asked.tables)
        return
    with tempfile.TemporaryDirectory() as name:
        made = survey(Path(name), asked.households, 0.0)
        tables = (made.households_path, made.members_path)
        told = {one: [_run(one, tables) for _turn in range(asked.runs)] for one in CONTENDERS}
    print(machine())
    for stage in ("cpu", "with_checking"):
        seconds = {
            one: statistics.median(spent.get(stage, spent["cpu"]) for spent, _counts in rows)
            for one, rows in told.items()
        }
        ratio = seconds["openfisca"] / seconds["an_sinh"]
        print(
            f"{stage}: An Sinh {seconds['an_sinh']:.2f}, OpenFisca {seconds['openfisca']:.2f} CPU s, {ratio:.1f}x"
        )
    sys.exit(len({str(counts) for rows in told.values() for _spent, counts in rows}) != 1)


def _run(one: str, tables: tuple[Path, Path]) -> tuple[dict[str, float], list[int]]:
    words = [sys.executable, "-m", "benchmarks.rules", "--one", one, "--tables", *map(str, tables)]
    lines = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()
    return json.loads(lines[-2]), json.loads(lines[-1])["counts"]


if __name__ == "__main__":
    main()
