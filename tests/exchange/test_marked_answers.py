"""Answers that are kept and marked: they never keep a survey out."""

import pytest

from ansinh.accounts.actor import CONSOLE
from ansinh.exchange.survey_tables.checking import check_survey
from ansinh.kernel.findings import Level
from ansinh.places.actions import load_units
from ansinh.reviews.queries import closing_day

pytestmark = pytest.mark.django_db


def _checked(tmp_path, homes: str, people: str):
    (tmp_path / "homes.csv").write_text(homes, encoding="utf-8")
    (tmp_path / "people.csv").write_text(people, encoding="utf-8")
    load_units(by=CONSOLE)
    return check_survey(
        tmp_path / "homes.csv", tmp_path / "people.csv", period="2022", as_of=closing_day("2022"), area=None
    )


def test_strange_ids_groups_causes_and_capacities_are_warnings_at_their_rows(tmp_path):
    homes = "household_id,area_code,labour_capacity,causes\nA,11476,0,illness;greed\nB,11476,1,illness\n"
    people = (
        "household_id,member_id,citizen_id,ethnicity,able_to_work\n"
        "B,1,031147136705,MÔNG,1\nA,1,123,Klingon,1\nB,2,,khác,0\n"
    )

    checked = _checked(tmp_path, homes, people)

    marked = {(f.rule, f.file, f.row, f.column) for f in checked.findings if f.level is Level.WARNING}
    assert checked.errors == 0
    assert marked == {
        ("labour_capacity_differs", "homes.csv", 2, "labour_capacity"),
        ("unknown_cause", "homes.csv", 2, "causes"),
        ("citizen_id_form", "people.csv", 3, "citizen_id"),
        ("unknown_ethnicity", "people.csv", 3, "ethnicity"),
    }
