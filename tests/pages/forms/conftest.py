"""A district's review with its variety, sealed: movements of every kind, several ethnic groups, children, causes."""

import csv
import json
import random
from datetime import date

import pytest
from click.testing import CliRunner
from tests.exchange.conftest import country
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR

from ansinh.accounts.actor import SYSTEM
from ansinh.datasets.models import Version
from ansinh.exchange.cli import import_
from ansinh.places.actions import record_populations
from ansinh.places.populations import PopulationRow
from ansinh.places.queries import unit_at, units_under
from ansinh.reviews.cli import review

__all__ = ["country"]

_DAY = date(2022, 12, 14)
_HOMES = 120
_ETHNICITIES = ("Kinh", "Kinh", "Kinh", "Tày", "Hoa", "")
_CAUSES = ("no_land", "no_capital", "illness")


def _run(command, *words: object) -> dict:
    result = CliRunner().invoke(command, [*map(str, words), "--format", "json"], obj={"as": None})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def _write(path, rows: list[dict]):
    names = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, names)
        table.writeheader()
        table.writerows(rows)
    return path


def _home(number: int, dice: random.Random) -> dict:
    lacking = dice.randint(0, 4)
    return {
        "household_id": f"H{number:03d}",
        "area_code": (COMMUNE, NEXT_DOOR)[number % 2],
        "village": ("Thôn 1", "Thôn 2", "")[number % 3],
        "head_name": f"Nguyễn Văn Thử H{number:03d} 1",
        "area_type": "rural",
        "income_score": dice.choice([100, 100, 139, 200, 300]),
        "income_month_per_capita": "",
        "toilet": "none" if lacking > 0 else "septic",
        "water_source": "surface" if lacking > 1 else "piped",
        "wall_durable": int(lacking <= 2),
        "column_durable": int(lacking <= 2),
        "roof_durable": int(lacking <= 2),
        "floor_area_m2": 5 if lacking > 3 else 90,
        "labour_capacity": dice.choice([0, 1, 1, ""]),
        "primary_sector": dice.choice(["agriculture", "other", ""]),
        "causes": ";".join(dice.sample(_CAUSES, dice.randint(0, 2))),
    }


def _people(home: dict, dice: random.Random) -> list[dict]:
    group = dice.choice(_ETHNICITIES)
    return [
        {
            "household_id": home["household_id"],
            "member_id": str(number),
            "relation": "head" if number == 1 else "child",
            "full_name": f"Nguyễn Văn Thử {home['household_id']} {number}",
            "sex": dice.choice(["m", "f"]),
            "birth_date": "1980-01-01" if number == 1 else dice.choice(["2010-03-04", "2015", "2000-01-01"]),
            "ethnicity": group if number == 1 else dice.choice([group, "Kinh"]),
            "merit": int(dice.random() < 0.1),
            "health_insurance": dice.choice([0, 1]),
            "malnourished": dice.choice([0, 1, ""]),
            "school_level": dice.choice(["none", "primary"]),
        }
        for number in range(1, dice.randint(2, 5))
    ]


def _listed(home: dict, dice: random.Random) -> dict:
    return {
        "household_id": home["household_id"],
        "area_code": home["area_code"],
        "village": home["village"],
        "list_year": 2022,
        "standard": "vn-2022",
        "class": dice.choice(["poor", "near_poor"]),
        "kind_of_entry": "",
        "decision_no": "1/QĐ",
    }


@pytest.fixture(scope="module")
def sealed(country, tmp_path_factory, django_db_blocker) -> dict[str, Version]:
    """The sealed versions by code of their unit: the district and its communes."""
    folder, dice = tmp_path_factory.mktemp("sealed"), random.Random(7)
    homes = [_home(number, dice) for number in range(_HOMES)]
    people = [row for home in homes for row in _people(home, dice)]
    with django_db_blocker.unblock():
        _count_residents()
        entries = [_listed(home, dice) for home in homes if dice.random() < 0.6]
        _run(import_, "lists", _write(folder / "l.csv", entries), "--accept")
        _run(review, "open", "--place", DISTRICT, "--round", "2022")
        files = (
            "--households",
            _write(folder / "h.csv", homes),
            "--members",
            _write(folder / "m.csv", people),
        )
        _run(import_, "survey", *files, "--round", "2022", "--accept")
        _run(review, "run", "--round", "2022", "--area", DISTRICT)
        _run(review, "approve", "--round", "2022", "--area", DISTRICT, "--decision-no", "9/QĐ")
        return {one.unit.code: one for one in Version.objects.select_related("unit__parent")}


def _count_residents() -> None:
    communes = units_under(unit_at(DISTRICT, _DAY), _DAY, "commune")
    rows = [
        PopulationRow(one.code, _DAY, "Niên giám", 1000 + n, 4000 + n, 900 + n, 100, 3600 + n, 400)
        for n, one in enumerate(communes)
    ]
    record_populations(rows=rows, by=SYSTEM)
