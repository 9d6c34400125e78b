"""A workbook of 200,000 rows and 60 columns: inflating its XML, reading it, checking it.

The baseline is Python's own zlib unpacking the sheet, in the same run: nobody can read cells for less. Asked for:
reading within ten times that, checking under a tenth of the whole, the worker within its memory. It asserts nothing.

    uv run python -m benchmarks.workbook [--rows N] [--runs N] [--folder DIR] [--json]
"""

import argparse
import json
import os
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from benchmarks.measure import machine

from ansinh.work.tables import DEFAULT, read_table
from ansinh.work.tables.headers import spreadsheet_column

COLUMNS = 60
_AT_ONCE = 10_000
_SHEET = "xl/worksheets/sheet1.xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/{_SHEET}" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def write_workbook(path: Path, rows: int) -> None:
    """An invented survey: an id, ten columns of text, the rest numbers of one to five digits."""
    draw = np.random.default_rng(20260101)
    names = [spreadsheet_column(index) for index in range(COLUMNS)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, xml in _PARTS.items():
            archive.writestr(part, _HEAD + xml)
        with archive.open(_SHEET, "w", force_zip64=True) as out:
            titles = "".join(
                f'<c r="{name}1" t="inlineStr"><is><t>c{index}</t></is></c>'
                for index, name in enumerate(names)
            )
            out.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData><row r="1">{titles}</row>'.encode())
            for start in range(0, rows, _AT_ONCE):
                out.write(_rows(start + 2, min(_AT_ONCE, rows - start), names, draw))
            out.write(b"</sheetData></worksheet>")


def _rows(first: int, count: int, names: list[str], draw: np.random.Generator) -> bytes:
    row = pl.Series("row", np.arange(first, first + count))
    values = {"c0": row} | {
        f"c{i}": pl.Series(draw.integers(0, 10 ** (1 + i % 5), count)) for i in range(1, COLUMNS)
    }
    pieces = [pl.lit('<row r="'), pl.col("c0"), pl.lit('">')]
    for index, name in enumerate(names):
        text = index % 6 == 0
        pieces += [
            pl.lit(f'<c r="{name}'),
            pl.col("c0"),
            pl.lit('" t="inlineStr"><is><t>Hộ ' if text else '"><v>'),
            pl.col(f"c{index}"),
            pl.lit("</t></is></c>" if text else "</v></c>"),
        ]
    lines = pl.DataFrame(values).select(pl.concat_str([*pieces, pl.lit("</row>")])).to_series()
    return "".join(lines).encode()


def inflate(path: Path) -> int:
    """The baseline: unpack the sheet and throw it away; returns its size in bytes."""
    with zipfile.ZipFile(path) as archive, archive.open(_SHEET) as sheet:
        size = 0
        while piece := sheet.read(1 << 20):
            size += len(piece)
    return size


def check(frame: pl.DataFrame) -> int:
    """Two rules a column (required; a number within its range, or a text of the right form) and one of duplicates,
    in one pass; returns how many cells broke one."""
    rules = [pl.col("c0").is_duplicated().sum().alias("duplicate")]
    for index, name in enumerate(frame.columns):
        value = pl.col(name)
        rules.append(value.is_null().sum().alias(f"{name}:required"))
        if index % 6 == 0:
            right = value.str.starts_with("Hộ ")
        else:
            right = (
                value.cast(pl.Int64, strict=False).is_between(0, 10 ** (1 + index % 5) - 1).fill_null(False)
            )
        rules.append((~right).sum().alias(f"{name}:range"))
    return int(frame.select(rules).sum_horizontal().item())


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """The result, seconds of clock, seconds of processor here and in workers that ended."""
    before, began = os.times(), time.perf_counter()
    result = work()
    wall, after = time.perf_counter() - began, os.times()
    return result, wall, sum(after[:4]) - sum(before[:4])


def measure(path: Path) -> dict[str, float]:
    """One run of all three."""
    size, inflate_wall, inflate_cpu = timed(lambda: inflate(path))
    table, read_wall, read_cpu = timed(lambda: read_table(path))
    broken, check_wall, check_cpu = timed(lambda: check(table.frame))
    return {
        "xml_mb": size / 1e6,
        "rows": table.frame.height,
        "broken": broken,
        "inflate_wall": inflate_wall,
        "read_wall": read_wall,
        "check_wall": check_wall,
        "inflate_cpu": inflate_cpu,
        "read_cpu": read_cpu,
        "check_cpu": check_cpu,
        "read_over_inflate": read_wall / inflate_wall,
        "read_over_inflate_cpu": read_cpu / inflate_cpu,
        "check_share": check_wall / (read_wall + check_wall),
        "worker_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "worker_cap_mib": DEFAULT.worker_bytes / 2**20,
        "caller_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path("var/benchmarks"))
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    path = chosen.folder / f"workbook-{chosen.rows}x{COLUMNS}.xlsx"
    if not path.exists():
        write_workbook(path, chosen.rows)
    print(machine())
    for _run in range(chosen.runs):
        figures = measure(path)
        print(json.dumps(figures) if chosen.json else "  ".join(f"{k} {v:.2f}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
