"""A round through its real commands: files written, imported, classified, approved."""

import pytest
from tests.exchange.conftest import bring, country, do, write

from ansinh.reviews.models import Outcome

__all__ = ["bring", "country", "do", "write"]

COMMUNE, NEXT_DOOR, DISTRICT = "11473", "11494", "311"


def home(ref: str, poor: bool | None = True, commune: str = COMMUNE, **more) -> dict:
    """A household: surely poor, surely not, or (None) nobody can tell."""
    told = {
        True: {"income_score": 100, "toilet": "none", "water_source": "surface"},
        False: {"income_score": 300},
    }
    deprived = {"wall_durable": 0, "column_durable": 0, "roof_durable": 0, "floor_area_m2": 5}
    base = {"household_id": ref, "area_code": commune, "village": "Thôn 1", "area_type": "rural"}
    return base | told.get(poor, {}) | (deprived if poor else {}) | more


def people(ref: str, count: int = 2) -> list[dict]:
    return [
        {
            "household_id": ref,
            "member_id": str(number),
            "relation": "head" if number == 1 else "child",
            "full_name": f"Người {number}",
            "birth_date": "1980-01-01",
            "ethnicity": "Kinh",
        }
        for number in range(1, count + 1)
    ]


def listed(ref: str, **more) -> dict:
    base = {"household_id": ref, "area_code": COMMUNE, "village": "Thôn 1", "list_year": 2022}
    return base | {"standard": "vn-2022", "class": "poor", "kind_of_entry": "", "decision_no": "1/QĐ"} | more


@pytest.fixture
def survey(write, bring):
    """Import households (with how many members each) into a round."""

    def run(*homes: dict, period: str = "2022", members: dict[str, int] | None = None) -> dict:
        persons = [
            row
            for one in homes
            for row in people(one["household_id"], (members or {}).get(one["household_id"], 2))
        ]
        files = ("--households", write("h.csv", list(homes)), "--members", write("m.csv", persons))
        code, said = bring("survey", *files, "--round", period, "--accept")
        assert code == 0, said["findings"]
        return said

    return run


@pytest.fixture
def lists(write, bring):
    def run(*rows: dict) -> dict:
        code, said = bring("lists", write("l.csv", list(rows)), "--accept")
        assert code == 0, said["findings"]
        return said

    return run


def movements_of(period: str = "2022", standard: str = "vn-2022") -> dict[tuple[str, str], str]:
    rows = Outcome.objects.everywhere().filter(dossier__round__period=period, standard=standard)
    return {
        (ref, code): movement
        for ref, code, movement in rows.values_list(
            "household__source_ref", "dossier__unit__code", "movement"
        )
    }
