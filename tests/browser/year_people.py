"""The commune of the year that ``test_year`` goes through: its people with their roles, and the households it knows of.

Run on a data folder, ``python -m tests.browser.year_people``; it prints a way in for each person as JSON. The list of 2025 was
decided by one of the communes that the commune of today is made of, as the lists of most communes were.
"""

import csv
import json
import sys
import tempfile
from datetime import date
from pathlib import Path

import django

django.setup()

from click.testing import CliRunner  # noqa: E402

from ansinh.access.actions import give_role  # noqa: E402
from ansinh.accounts.actions import register_user  # noqa: E402
from ansinh.accounts.actor import CONSOLE  # noqa: E402
from ansinh.accounts.links import make_sign_in_link  # noqa: E402
from ansinh.accounts.models import User  # noqa: E402
from ansinh.exchange.cli import import_  # noqa: E402
from ansinh.places.queries import unit_at  # noqa: E402

COMMUNE, PROVINCE, VILLAGE = "11749", "31", "Thôn Đông"
SINCE = date(2025, 7, 1)
# Short name, name, role, place, village.
PEOPLE = (
    ("canbo", "Hoàng Thị Mơ", "commune_officer", COMMUNE, ""),
    ("truongthon", "Phạm Văn Thôn", "village_head", COMMUNE, VILLAGE),
    ("chutichxa", "Đoàn Văn Quyết", "commune_chair", COMMUNE, ""),
    ("canbotinh", "Lương Thị Tỉnh", "province_officer", PROVINCE, ""),
    ("chutichtinh", "Ngô Văn Chuẩn", "province_chair", PROVINCE, ""),
)
# Who they are in the list of 2025; who is on none is known to the register.
HOUSEHOLDS = {
    "NAM01": ("Bùi Văn Ở", "poor"),
    "NAM02": ("Bùi Thị Ra", "poor"),
    "NAM03": ("Bùi Văn Phản", "poor"),
    "NAM04": ("Bùi Thị Xin", ""),
    "NAM05": ("Bùi Văn Sau", ""),
}


def make() -> dict[str, str]:
    """Write it all; the path of a one-time link a person."""
    for name, words, role, code, village in PEOPLE:
        user = register_user(username=name, full_name=words, by=CONSOLE)
        place = unit_at(code, SINCE)
        give_role(user=user, role=role, unit=place, village=village, valid_from=SINCE, by=CONSOLE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _bring("survey", "--households", _homes(folder), "--members", _people(folder), "--round", "2025-07")
        _bring("lists", _lists(folder))
    return {name: _way_in(name) for name, *_more in PEOPLE}


def _way_in(name: str) -> str:
    token = make_sign_in_link(user=User.objects.get(username=name), by=CONSOLE)
    return f"/sign-in/link/{token}"


def _bring(*words: object) -> None:
    done = CliRunner().invoke(import_, [*map(str, words), "--accept", "--format", "json"], obj={"as": None})
    if done.exit_code:
        raise SystemExit(f"{words[0]}: {done.output}")


def _homes(folder: Path) -> Path:
    base = {"area_code": COMMUNE, "village": VILLAGE, "area_type": "rural", "income_score": 100}
    return _table(
        folder / "homes.csv",
        [{"household_id": ref, "head_name": name} | base for ref, (name, _c) in HOUSEHOLDS.items()],
    )


def _people(folder: Path) -> Path:
    base = {"birth_date": "1980-01-01", "ethnicity": "Kinh", "sex": "m"}
    return _table(
        folder / "people.csv",
        [
            {"household_id": ref, "member_id": number, "relation": relation, "full_name": name} | base
            for ref, (head, _class) in HOUSEHOLDS.items()
            for number, relation, name in (("1", "head", head), ("2", "child", "Bùi Văn Con"))
        ],
    )


def _lists(folder: Path) -> Path:
    base = {"area_code": COMMUNE, "village": VILLAGE, "list_year": 2025, "standard": "vn-2022"}
    return _table(
        folder / "lists.csv",
        [
            {"household_id": ref, "class": name, "decision_no": "31/QĐ-UBND"} | base
            for ref, (_head, name) in HOUSEHOLDS.items()
            if name
        ],
    )


def _table(path: Path, rows: list[dict]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    return path


if __name__ == "__main__":
    json.dump(make(), sys.stdout)
