"""Small published tables written to files."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

COLUMNS = ["form", "unit_code", "unit_name", "parent_code", "split", *(f"c{n}" for n in range(1, 17))]


def line(form: int, code: str = "311", *, parent: str = "", split: str = "", **cells: object) -> dict:
    """One printed row; cells not named are blank."""
    return {"form": form, "unit_code": code, "parent_code": parent, "split": split, **cells}


def write(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    """The rows as a published table."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path
