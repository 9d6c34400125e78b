"""A batch that was accepted is taken back row by row: what stands afterwards is what stood before, or nothing is touched and it
is said what is in the way."""

import pytest
from tests.pages.conftest import COMMUNE, NEXT_DOOR, THEN
from tests.pages.imports.staging import accept, bring_in, every_row, take_back
from tests.reviews.conftest import home, listed, people

from ansinh.audit.models import Event
from ansinh.households.models import Household
from ansinh.kernel.language import speaking
from ansinh.places.models import Population
from ansinh.places.queries import population_at, unit_at
from ansinh.reviews.models import Dossier, Outcome

pytestmark = pytest.mark.django_db
ROUND = {"round": "2022"}


@pytest.fixture
def round_2022(survey):
    """A round with two households, one of which the files of these tests correct."""
    survey(home("A-1"), home("A-2", poor=False, head_name="Trần Thị Mẫu"), members={"A-1": 3, "A-2": 2})


@pytest.fixture
def corrected(write):
    """A survey file: a household corrected (other answers, head, village, one member gone, one new), one moved next door, one
    unchanged, one new."""

    def files(*more: dict):
        homes = [
            home("A-1", poor=False, head_name="Phạm Văn Mẫu", village="Thôn 9"),
            home("A-2", poor=False, head_name="Trần Thị Mẫu", commune=NEXT_DOOR),
            home("N-1", head_name="Người mới"),
            *more,
        ]
        members = [*people("A-1", 2), *people("A-2", 2), *people("N-1", 2)]
        members.append(people("A-1", 4)[3])
        members += [row for one in more for row in people(one["household_id"])]
        return {"households": write("ho.csv", homes), "members": write("nguoi.csv", members)}

    return files


def test_a_survey_taken_back_leaves_every_row_as_it_was(district_officer, round_2022, corrected):
    before = every_row()
    batch = accept(district_officer, bring_in(district_officer, "survey", corrected(), **ROUND))
    assert batch.state == "accepted", (batch.reason, batch.job.error)
    assert (batch.counts["corrected"], batch.counts["answered"], batch.counts["new_people"]) == (2, 1, 3)
    assert every_row() != before
    batch = take_back(district_officer, batch)
    assert (batch.state, batch.job.error, batch.ended_by) == ("taken_back", "", "province_officer-311")
    assert every_row() == before
    event = Event.objects.get(name="work.batch_taken_back")
    assert (event.subject, event.actor_label, event.facts["householdanswer"]) == (
        f"batch:{batch.pk}",
        "province_officer-311",
        5,
    )


def test_what_was_taken_back_can_be_brought_in_again(district_officer, round_2022, corrected):
    files = corrected()
    first = take_back(
        district_officer, accept(district_officer, bring_in(district_officer, "survey", files, **ROUND))
    )
    again = accept(district_officer, bring_in(district_officer, "survey", files, **ROUND))
    assert (first.state, again.state, again.counts["corrected"]) == ("taken_back", "accepted", 2)


def test_lists_taken_back_leave_every_row_as_it_was(district_officer, round_2022, write):
    before = every_row()
    rows = [listed("A-1"), listed("A-1", list_year=2021, **{"class": "near_poor"}), listed("L-1")]
    batch = accept(district_officer, bring_in(district_officer, "lists", {"rows": write("ds.csv", rows)}))
    assert (batch.state, batch.counts["recorded"], batch.counts["new_households"]) == ("accepted", 3, 1)
    assert take_back(district_officer, batch).state == "taken_back"
    assert every_row() == before


def event(ref: str, kind: str, day: str, member: str = "", **more) -> dict:
    base = {"household_id": ref, "member_id": member, "event": kind, "date": day}
    return base | {"other_household_id": "", "from_area": "", "to_area": ""} | more


def test_events_taken_back_leave_every_row_as_it_was(district_officer, round_2022, write):
    before = every_row()
    rows = [
        event("A-1", "died", "2022-12-20", "2"),
        event("A-1", "joined", "2022-11-02", "3"),
        event("A-1", "split", "2022-12-21", "3", other_household_id="S-1"),
        event("A-2", "moved", "2022-12-22", from_area=COMMUNE, to_area=NEXT_DOOR),
        event("A-2", "moved", "2022-12-24", from_area=NEXT_DOOR, to_area=COMMUNE),
    ]
    batch = accept(district_officer, bring_in(district_officer, "events", {"rows": write("bd.csv", rows)}))
    assert (batch.state, batch.counts["recorded"]) == ("accepted", 5), batch.job.error
    assert Household.objects.everywhere().filter(source_ref="S-1").exists()
    assert take_back(district_officer, batch).state == "taken_back"
    assert every_row() == before


def test_a_dissolved_household_lives_again(district_officer, round_2022, write):
    before = every_row()
    rows = [event("A-2", "dissolved", "2022-12-20")]
    batch = accept(district_officer, bring_in(district_officer, "events", {"rows": write("bd.csv", rows)}))
    assert Household.objects.everywhere().get(source_ref="A-2").dissolved_on is not None
    take_back(district_officer, batch)
    assert every_row() == before


def population(code: str, households: int, source: str = "Công an xã") -> dict:
    return {
        "area_code": code,
        "date": "2022-12-14",
        "households": households,
        "persons": 3000,
        "source": source,
    }


def in_force() -> list[tuple]:
    return population_at([unit_at(code, THEN) for code in (COMMUNE, NEXT_DOOR)], THEN).rows()


def test_populations_taken_back_speak_as_before_and_the_table_only_grows(district_officer, round_2022, write):
    accept(
        district_officer,
        bring_in(district_officer, "populations", {"rows": write("p1.csv", [population(COMMUNE, 900)])}),
    )
    before, rows = in_force(), Population.objects.count()
    file = write("p2.csv", [population(COMMUNE, 910), population(NEXT_DOOR, 700)])
    batch = accept(district_officer, bring_in(district_officer, "populations", {"rows": file}))
    assert (batch.counts["recorded"], in_force() == before) == (2, False)
    assert take_back(district_officer, batch).state == "taken_back"
    assert (in_force(), Population.objects.count()) == (before, rows + 4)
    again = accept(district_officer, bring_in(district_officer, "populations", {"rows": file}))
    assert again.counts["recorded"] == 2
    assert [row[1] for row in in_force()] == [910, 700]


def test_an_import_on_top_of_another_is_taken_back_first(district_officer, round_2022, corrected, write):
    below = accept(district_officer, bring_in(district_officer, "survey", corrected(), **ROUND))
    rows = [home("N-1", head_name="Người mới", floor_area_m2=80)]
    files = {"households": write("h2.csv", rows), "members": write("m2.csv", people("N-1"))}
    above = accept(district_officer, bring_in(district_officer, "survey", files, **ROUND))
    stands = every_row()
    refused = take_back(district_officer, below)
    assert (refused.state, refused.job.state, every_row() == stands) == ("accepted", "failed", True)
    assert "phiếu hộ: 1" in refused.job.error
    assert take_back(district_officer, above).state == "taken_back"
    assert take_back(district_officer, below).state == "taken_back"


def test_what_the_rules_computed_goes_with_the_answers_and_the_dossier_is_open_again(
    district_officer, round_2022, corrected, do
):
    batch = accept(district_officer, bring_in(district_officer, "survey", corrected(), **ROUND))
    do("run", "--round", "2022", "--area", COMMUNE)
    assert Outcome.objects.everywhere().filter(answer__batch=batch).exists()
    batch = take_back(district_officer, batch)
    assert (batch.state, batch.job.error) == ("taken_back", "")
    states = Dossier.objects.everywhere().filter(unit__code=COMMUNE).values_list("state", flat=True)
    assert (list(states), Outcome.objects.everywhere().filter(household__source_ref="N-1").exists()) == (
        ["open"],
        False,
    )


def test_what_was_approved_is_not_taken_back(district_officer, round_2022, corrected, do):
    batch = accept(district_officer, bring_in(district_officer, "survey", corrected(), **ROUND))
    do("run", "--round", "2022", "--area", COMMUNE)
    do("approve", "--round", "2022", "--area", COMMUNE)
    stands = every_row()
    with speaking("vi"):
        answer = district_officer.post(f"/imports/{batch.pk}/take-back", {"reason": "Nhầm"})
    assert answer.status_code == 422
    assert "1 hồ sơ xã đã phê duyệt sau lần nhập này" in answer.content.decode()
    batch.refresh_from_db()
    assert (batch.state, every_row()) == ("accepted", stands)


def test_without_a_reason_nothing_is_taken_back(district_officer, round_2022, corrected):
    batch = accept(district_officer, bring_in(district_officer, "survey", corrected(), **ROUND))
    answer = district_officer.post(f"/imports/{batch.pk}/take-back", {"reason": " "})
    batch.refresh_from_db()
    assert (answer.status_code, batch.state) == (422, "accepted")
