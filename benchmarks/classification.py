"""Classification of a synthetic survey under ``vn-2022`` by An Sinh and four others, each in its own process.

``python -m benchmarks.classification [--households N] [--runs N] [--folder DIR] [--only NAME…] [--json]``
"""

import argparse
import hashlib
import json
import statistics
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import polars as pl
from benchmarks.measure import ROOT, Cost, cost_of, machine
from benchmarks.synthetic import Survey, survey

from ansinh.kernel.dates import shown_date, today

BASELINE = "polars_by_hand"
ROWS_SAMPLE = 20_000
CHECKED = 20_000
BLANKS = 0.04


@dataclass(frozen=True)
class Contender:
    """``most`` is the largest survey it is given; ``scaled``: a sample stands for the whole.
    ``complete_only``: it knows two truth values."""

    name: str
    complete_only: bool = False
    most: int | None = None
    scaled: bool = False


CONTENDERS = (
    Contender("an_sinh"),
    Contender(BASELINE),
    Contender("duckdb_sql"),
    Contender("plain_rows", most=ROWS_SAMPLE, scaled=True),
    Contender("openfisca", complete_only=True, most=5_000_000),
)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    data: str
    contender: str
    households: int
    wall: float
    cpu: float
    work_cpu: float
    rss_mib: float
    ratio: float | None
    work_ratio: float | None
    digest: str


class Disagreement(Exception):
    """Two contenders gave different answers: timing them would compare different work."""


def digest(out: Path) -> str:
    """SHA-256 over identifier, class and both counts, by identifier."""
    columns = ["household_id", "class", "deprivations_min", "deprivations_max"]
    frame = pl.read_parquet(out, columns=columns).sort("household_id")
    sealed = hashlib.sha256()
    sealed.update("\n".join(frame["household_id"]).encode())
    sealed.update("\n".join(frame["class"].cast(pl.String)).encode())
    for column in columns[2:]:
        sealed.update(frame[column].cast(pl.UInt8).to_numpy().tobytes())
    return sealed.hexdigest()[:16]


def _run(contender: Contender, data: Survey, folder: Path) -> tuple[Cost, str]:
    out = folder / f"result-{contender.name}.parquet"
    out.unlink(missing_ok=True)
    cost = cost_of(f"benchmarks.contenders.{contender.name}", data.households_path, data.members_path, out)
    return cost, digest(out)


def _must_agree(digests: dict[str, str], data: Survey) -> None:
    if len(set(digests.values())) > 1:
        raise Disagreement(f"{data.households} households, {data.blanks:.0%} blank: {digests}")


def _check(contenders: list[Contender], blanks: float, folder: Path) -> None:
    """Before anything is timed, all of them give the same classes and counts."""
    data = survey(folder, CHECKED, blanks)
    _must_agree({contender.name: _run(contender, data, folder)[1] for contender in contenders}, data)


def _timed(contenders: list[Contender], households: int, blanks: float, folder: Path, runs: int) -> list[Row]:
    """The contenders one after another, and all of them again: a busy minute falls on all alike."""
    data = {each: survey(folder, min(households, each.most or households), blanks) for each in contenders}
    rounds = [{each: _run(each, data[each], folder) for each in contenders} for _ in range(runs)]
    return [_row(each, households, data[each], [results[each] for results in rounds]) for each in contenders]


def _row(contender: Contender, households: int, data: Survey, results: list[tuple[Cost, str]]) -> Row:
    factor = households / data.households if contender.scaled else 1.0
    return Row(
        data="complete" if data.blanks == 0 else f"{data.blanks:.0%} blank",
        contender=contender.name,
        households=data.households,
        wall=statistics.median(cost.wall + cost.work_wall * (factor - 1) for cost, _ in results),
        cpu=statistics.median(cost.cpu + cost.work_cpu * (factor - 1) for cost, _ in results),
        work_cpu=statistics.median(cost.work_cpu for cost, _ in results) * factor,
        rss_mib=max(cost.rss_mib for cost, _ in results),
        ratio=None,
        work_ratio=None,
        digest=results[-1][1],
    )


def _with_ratios(rows: list[Row]) -> list[Row]:
    base = next((row for row in rows if row.contender == BASELINE), None)
    if base is None:
        return rows
    return [replace(row, ratio=row.cpu / base.cpu, work_ratio=row.work_cpu / base.work_cpu) for row in rows]


def compare(households: int, folder: Path, runs: int, only: list[str]) -> list[Row]:
    """Rows of the table: first on data with blanks, then on complete data."""
    chosen = [contender for contender in CONTENDERS if not only or contender.name in only]
    table: list[Row] = []
    for blanks in (BLANKS, 0.0):
        fit = [each for each in chosen if blanks == 0 or not each.complete_only]
        _check(fit, blanks, folder)
        rows = _timed(fit, households, blanks, folder, runs)
        same = {row.contender: row.digest for row in rows if row.households == households}
        _must_agree(same, survey(folder, households, blanks))
        table += _with_ratios(rows)
    return table


def _printed(rows: list[Row], households: int) -> str:
    lines = [
        f"{shown_date(today())}; {machine()}; {households:,} households",
        "",
        "| data | contender | households | clock s | CPU s | after imports | MiB | ratio | after imports |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        ratios = " | ".join("" if each is None else f"{each:.2f}" for each in (row.ratio, row.work_ratio))
        size = f"{row.households:,}" + (" scaled" if row.contender == "plain_rows" else "")
        figures = f"{row.wall:.2f} | {row.cpu:.2f} | {row.work_cpu:.2f} | {row.rss_mib:.0f} | {ratios}"
        lines.append(f"| {row.data} | {row.contender} | {size} | {figures} |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "benchmarks")
    parser.add_argument("--only", nargs="*", default=[], choices=[each.name for each in CONTENDERS])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = compare(options.households, options.folder, options.runs, options.only)
    facts = {"machine": machine(), "rows": [asdict(row) for row in rows]}
    print(json.dumps(facts, indent=1) if options.json else _printed(rows, options.households))
    return 0


if __name__ == "__main__":
    sys.exit(main())
