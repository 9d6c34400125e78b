"""The lines of the household list are what a rebuild from the registry would give, after whatever was done."""

from datetime import date

import pytest
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR
from tests.reviews.conftest import home, listed

from ansinh.accounts.actor import SYSTEM
from ansinh.households import actions
from ansinh.households.actions.taking_back import take_back_change
from ansinh.households.lines import rebuild_lines
from ansinh.households.models import Household, HouseholdLine, HouseholdName, RegistryChange
from ansinh.reviews.lines import rebuild_classes
from ansinh.reviews.models import Dossier, Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def lines() -> dict[str, dict]:
    rows = HouseholdLine.objects.everywhere().values()
    return {row["source_ref"]: row for row in rows}


def names() -> list[tuple]:
    rows = HouseholdName.objects.everywhere().values_list("household_id", "unit_id", "name")
    return sorted(rows, key=str)


def check_equal_to_a_rebuild() -> None:
    kept, borne = lines(), names()
    assert len(kept) == Household.objects.everywhere().count()
    HouseholdName.objects.everywhere().delete()
    HouseholdLine.objects.everywhere().delete()
    rebuild_lines()
    rebuild_classes()
    assert lines() == kept
    assert names() == borne


def test_a_review_from_survey_to_approval(survey, lists, do):
    lists(listed("H1"), listed("H2"), listed("H4"))
    do("open", "--place", COMMUNE, "--round", "2022")
    survey(home("H1"), home("H2", poor=False), home("H3"), home("H5", poor=None))
    kept = lines()
    assert (kept["H1"]["list_class"], kept["H1"]["list_year"], kept["H1"]["computed_class"]) == (
        "poor",
        2022,
        "",
    )
    check_equal_to_a_rebuild()
    do("run", "--area", COMMUNE, "--round", "2022")
    kept = lines()
    assert kept["H1"]["computed_class"] == "poor"
    assert kept["H1"]["movement"] == "stay_poor"
    assert kept["H1"]["deprivations"] > 0
    assert kept["H3"]["list_class"] is None
    assert kept["H5"]["computed_class"] == "undetermined"
    check_equal_to_a_rebuild()
    do("run", "--area", COMMUNE, "--round", "2022")
    HouseholdLine.objects.everywhere().filter(source_ref="H3").update(list_class="poor")
    assert rebuild_classes() == 1


def test_approval_makes_the_list_that_lines_show(survey, lists, do):
    lists(listed("H1"), listed("H2"))
    do("open", "--place", COMMUNE, "--round", "2022")
    survey(home("H1"), home("H2", poor=False), home("H3"))
    do("run", "--area", COMMUNE, "--round", "2022")
    do("approve", "--round", "2022", "--area", COMMUNE, "--decision-no", "9/QĐ")
    kept = lines()
    shown = {ref: (kept[ref]["list_class"], kept[ref]["list_year"]) for ref in ("H1", "H2", "H3")}
    assert shown == {"H1": ("poor", 2023), "H2": (None, None), "H3": ("poor", 2023)}
    check_equal_to_a_rebuild()


def test_a_new_list_takes_the_place_of_the_last(lists):
    lists(listed("H1"), listed("H2", **{"class": "near_poor"}))
    lists(listed("H1", list_year=2023, **{"class": "near_poor"}))
    kept = lines()
    assert (kept["H1"]["list_class"], kept["H1"]["list_year"], kept["H1"]["class_rank"]) == (
        "near_poor",
        2023,
        1,
    )
    # H2 was on the list of 2022 and is not on that of 2023.
    assert (kept["H2"]["list_class"], kept["H2"]["list_year"], kept["H2"]["class_rank"]) == (None, None, 2)
    check_equal_to_a_rebuild()


def test_who_left_by_decision_is_not_on_the_list(lists):
    lists(listed("H1"), listed("H1", list_year=2023, kind_of_entry="poor_out", **{"class": "not_poor"}))
    assert lines()["H1"]["list_class"] is None
    check_equal_to_a_rebuild()


def test_verbs_and_taking_back(make, next_door):
    first = make("Trần Văn Chủ", "Lê Thị Vợ", ref="A-1")
    second = make("Phạm Văn Hai", ref="A-2")
    day = date(2022, 5, 1)
    actions.member_leaves(household=first, member_ref="2", day=day, by=SYSTEM)
    assert lines()["A-1"]["persons"] == 1
    assert "le thi vo" not in lines()["A-1"]["names"]
    check_equal_to_a_rebuild()
    actions.move_household(household=first, unit=next_door, day=date(2022, 6, 1), by=SYSTEM)
    assert lines()["A-1"]["unit_id"] == next_door.pk
    check_equal_to_a_rebuild()
    actions.join_households(household=second, into=first, day=date(2022, 7, 1), by=SYSTEM)
    assert lines()["A-2"]["dissolved"] is True
    assert lines()["A-1"]["persons"] == 2
    check_equal_to_a_rebuild()
    newest = RegistryChange.objects.latest("pk")
    take_back_change(change=newest, reason="Ghi nhầm", by=SYSTEM)
    assert lines()["A-2"]["dissolved"] is False
    check_equal_to_a_rebuild()


def test_the_same_again_changes_nothing(make):
    make("Trần Văn Chủ", ref="A-1")
    assert rebuild_lines() == 0
    assert rebuild_classes() == 0


def test_the_head_tells_whether_a_household_is_of_a_minority(make):
    make("Sùng A Tủa", ref="A-1", ethnicity="Mông")
    make("Trần Văn Chủ", ref="A-2", ethnicity="Kinh")
    make("Lò Văn Không", ref="A-3", ethnicity="")
    assert {ref: row["minority"] for ref, row in lines().items()} == {"A-1": True, "A-2": False, "A-3": None}


__all__ = ["DISTRICT", "NEXT_DOOR"]


def test_who_moved_away_within_a_round_keeps_what_was_computed(survey, do):
    """The trace of leaving, in the commune that was left, has no class and may be written last."""
    do("open", "--place", COMMUNE, "--round", "2022")
    do("open", "--place", NEXT_DOOR, "--round", "2022")
    survey(home("H1"))
    do("run", "--area", COMMUNE, "--round", "2022")
    before = lines()["H1"]
    own = Outcome.objects.everywhere().get(household__source_ref="H1")
    left = Dossier.objects.everywhere().get(unit__code=NEXT_DOOR)
    Outcome.objects.everywhere().create(
        dossier=left, household=own.household, standard=own.standard, movement="other_out"
    )
    rebuild_classes()
    assert (before["computed_class"], before["deprivations"] > 0) == ("poor", True)
    assert lines()["H1"] == before
