"""Files of a demo year read back and judged by the plain twin: nothing of the generator is used here."""

import csv
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from tests.plain.judge import classify

COMMUNES = Path(__file__).with_name("communes.csv")
_TEXT = {
    "household_id", "area_code", "village", "area_type", "head_name", "water_source", "toilet",
    "primary_sector", "causes", "member_id", "full_name", "relation", "sex", "birth_date", "citizen_id",
    "ethnicity", "employment", "school_level", "highest_level",
}  # fmt: skip


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a CSV file, numbers as numbers, blanks as None."""
    with path.open(encoding="utf-8") as file:
        return [{column: _cell(column, cell) for column, cell in row.items()} for row in csv.DictReader(file)]


def _cell(column: str, cell: str) -> Any:
    if cell == "":
        return None
    if column in _TEXT:
        return cell
    return float(cell) if column == "floor_area_m2" else int(cell)


def text_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as they stand."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def members_by_household(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Member rows under their household's id."""
    households: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        households.setdefault(row["household_id"], []).append(row)
    return households


def judge(
    standard: str, households: list[dict[str, Any]], members: list[dict[str, Any]], as_of: date
) -> dict[str, dict[str, Any]]:
    """The twin's result by household id."""
    people = members_by_household(members)
    return {
        row["household_id"]: classify(standard, row, people[row["household_id"]], as_of, with_missing=False)
        for row in households
    }


def count(values: Iterable[Any]) -> dict[Any, int]:
    """How often each value is met."""
    return dict(Counter(values))
