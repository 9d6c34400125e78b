"""Lists, events and populations: wrong input first; the same again changes nothing; events before and after the survey."""

import pytest

from ansinh.accounts.actor import CONSOLE
from ansinh.exchange.events import accept_events
from ansinh.exchange.list_tables.checking import check_events
from ansinh.households.models import Household, LifeEvent, Membership
from ansinh.kernel.errors import UnusableInput
from ansinh.places.models import Designation, Population
from ansinh.reviews.models import ListEntry
from ansinh.work.models import Batch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
COMMUNE, OTHER = "11473", "11494"


def entry(ref: str = "A-1", **more) -> dict:
    return {
        "household_id": ref,
        "area_code": COMMUNE,
        "village": "Thôn 1",
        "list_year": 2022,
        "standard": "vn-2022",
        "class": "poor",
        "kind_of_entry": "",
        "decision_no": "2901/QĐ-UBND",
        "decision_date": "2021-12-30",
        "effective_from": "2022-01-01",
        "effective_until": "",
        "reason": "",
    } | more


def event(ref: str = "A-1", **more) -> dict:
    base = {"household_id": ref, "member_id": "", "event": "moved", "date": "2022-05-10"}
    return base | {"other_household_id": "", "from_area": "", "to_area": ""} | more


def population(**more) -> dict:
    base = {"area_code": COMMUNE, "date": "2022-12-14", "households": 900, "persons": 3000}
    return base | {"source": "Công an xã"} | more


def errors(said: dict) -> list[tuple[int, str]]:
    return [(one["row"], one["column"]) for one in said["findings"] if one["level"] == "error"]


@pytest.mark.parametrize(
    ("kind", "row", "column"),
    [
        ("lists", entry(area_code="99999"), "area_code"),
        ("lists", entry(area_code="311"), "area_code"),
        ("lists", entry(list_year="hai nghìn"), "list_year"),
        ("lists", entry(**{"class": "rich"}), "class"),
        ("lists", entry(standard="vn-1999"), "standard"),
        ("lists", entry(household_id=""), "household_id"),
        ("lists", entry(decision_date="30/12/2021"), "decision_date"),
        ("events", event(event="vanished"), "event"),
        ("events", event(date="2022-02-30"), "date"),
        ("events", event(date="2999-01-01"), "date"),
        ("events", event(to_area="99999"), "to_area"),
        ("events", event("B-404"), "household_id"),
        ("populations", population(area_code=OTHER, households="-5"), "households"),
        ("populations", population(source=""), "source"),
        ("populations", population(area_code="99999"), "area_code"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(write, bring, kind, row, column):
    good = {"lists": entry("A-0"), "events": event(), "populations": population()}[kind]
    if kind == "events":
        bring("lists", write("l.csv", [entry()]), "--accept")
    before = (
        ListEntry.objects.everywhere().count(),
        LifeEvent.objects.everywhere().count(),
        Batch.objects.count(),
    )
    code, said = bring(kind, write("t.csv", [good, row]), "--accept")
    assert (code, said["accepted"], errors(said)) == (1, False, [(3, column)])
    assert before == (
        ListEntry.objects.everywhere().count(),
        LifeEvent.objects.everywhere().count(),
        Batch.objects.count(),
    )
    assert Population.objects.count() == 0


def test_a_table_without_a_required_column_is_unusable(write, bring):
    row = {key: value for key, value in entry().items() if key != "class"}
    with pytest.raises(UnusableInput) as failure:
        bring("lists", write("l.csv", [row]), "--accept")
    assert (failure.value.exit_code, failure.value.facts["columns"]) == (2, ["class"])


def test_lists_register_households_that_nobody_knows_and_a_second_time_change_nothing(write, bring):
    rows = [entry(), entry("A-2", **{"class": "near_poor"}), entry("A-2", list_year=2019, standard="vn-2016")]
    code, said = bring("lists", write("l.csv", rows), "--accept")
    assert (code, said["recorded"], said["new_households"]) == (0, 3, 2)
    assert Household.objects.everywhere().get(source_ref="A-2").unit.code == COMMUNE
    _code, again = bring("lists", write("l.csv", rows[::-1]), "--accept")
    assert (again["recorded"], again["already"], ListEntry.objects.everywhere().count()) == (0, 3, 3)


def test_a_row_twice_in_one_list_is_an_error_at_both(write, bring):
    code, said = bring("lists", write("l.csv", [entry(), entry()]), "--accept")
    assert (code, errors(said)) == (1, [(2, "household_id"), (3, "household_id")])


def test_events_before_the_survey_begin_and_end_what_the_survey_then_names(write, bring):
    bring("lists", write("l.csv", [entry()]), "--accept")
    told = [
        event(member_id="1", event="born", date="2022-03-03"),
        event(member_id="9", event="died", date="2022-04-04"),
    ]
    code, said = bring("events", write("e.csv", told), "--accept")
    assert (code, said["recorded"], said["already"]) == (0, 2, 0)
    home = {"household_id": "A-1", "area_code": COMMUNE}
    files = (
        "--households",
        write("h.csv", [home]),
        "--members",
        write("m.csv", [{"household_id": "A-1", "member_id": "1"}]),
    )
    bring("survey", *files, "--round", "2022", "--accept")
    members = Membership.objects.everywhere().values_list("member_ref", "valid_from")
    assert [(ref, day.isoformat()) for ref, day in members] == [("1", "2022-03-03")]


def test_events_after_the_survey_end_memberships_and_again_change_nothing(write, bring):
    files = (
        "--households",
        write("h.csv", [{"household_id": "A-1", "area_code": COMMUNE}]),
        "--members",
        write("m.csv", [{"household_id": "A-1", "member_id": number} for number in "12"]),
    )
    bring("survey", *files, "--round", "2022", "--accept")
    rows = [
        event(member_id="2", event="left"),
        event(date="2022-06-01", from_area=COMMUNE, to_area=OTHER),
    ]
    bring("events", write("e.csv", rows), "--accept")
    _code, again = bring("events", write("e.csv", rows[::-1]), "--accept")
    assert (again["recorded"], again["already"]) == (0, 2)
    assert Membership.objects.everywhere().get(member_ref="2").valid_until.isoformat() == "2022-05-09"
    assert Household.objects.everywhere().get().unit.code == OTHER


def test_a_household_known_from_a_split_alone_waits_under_its_id_with_a_warning(write, bring):
    bring("lists", write("l.csv", [entry()]), "--accept")
    code, said = bring(
        "events", write("e.csv", [event(event="split", other_household_id="B-404")]), "--accept"
    )
    other = LifeEvent.objects.everywhere().get().other_household
    assert (
        code,
        said["recorded"],
        [one["rule"] for one in said["findings"]],
        (other.source_ref, other.unit.code),
    ) == (0, 1, ["unknown_household"], ("B-404", COMMUNE))


def test_populations_are_recorded_once(write, bring):
    file = write("p.csv", [population()])
    bring("populations", file, "--accept")
    code, said = bring("populations", file, "--accept")
    assert (code, said["accepted"], Population.objects.count()) == (0, True, 1)


def test_lists_of_places_are_recorded_once_and_a_wrong_row_keeps_all_out(write, bring):
    given = {
        "area_code": COMMUNE,
        "village": "",
        "kind": "poor_commune",
        "holds": "1",
        "valid_from": "2021-06-04",
    }
    given |= {"valid_until": "", "source": "QĐ mẫu"}
    wrong = write("w.csv", [given, given | {"area_code": "99999", "holds": "có"}])
    code, said = bring("designations", wrong, "--accept")
    assert (code, Designation.objects.count()) == (1, 0)
    assert {(one["row"], one["column"]) for one in said["findings"]} == {(3, "holds")}
    file = write("d.csv", [given])
    assert bring("designations", file, "--accept")[1]["accepted"]
    assert bring("designations", file, "--accept")[0] == 0
    assert Designation.objects.count() == 1


def test_events_taken_in_twice_by_a_program_are_recorded_once(write, bring):
    bring("lists", write("l.csv", [entry()]), "--accept")
    checked = check_events(write("e.csv", [event(member_id="2", event="left")]))
    told = [accept_events(checked=checked, by=CONSOLE) for _time in range(2)]
    assert told == [
        {"recorded": 1, "already": 0, "applied": 0},
        {"recorded": 0, "already": 1, "applied": 0},
    ]
