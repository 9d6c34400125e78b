"""Survey tables: wrong input first, the same file again, a corrected answer, who is no longer named."""

import json

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ansinh.households.models import Household, Membership, Person
from ansinh.kernel.errors import UnusableInput
from ansinh.reviews.models import Round
from ansinh.surveys.models import HouseholdAnswer, MemberAnswer
from ansinh.work.models import Batch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
COMMUNE, ROUND = "11473", ("--round", "2022")


def home(ref: str = "A-1", **more) -> dict:
    return {
        "household_id": ref,
        "review_year": 2022,
        "area_code": COMMUNE,
        "village": "Thôn 1",
        "area_type": "",
        "head_name": "Lê Văn Mẫu",
        "income_score": 120,
    } | more


def member(ref: str = "A-1", number: str = "1", **more) -> dict:
    return {
        "household_id": ref,
        "member_id": number,
        "full_name": "Lê Văn Mẫu",
        "relation": "head" if number == "1" else "child",
        "sex": "m",
        "birth_date": "1970-05-01",
        "health_insurance": 1,
    } | more


@pytest.fixture
def survey(write, bring):
    def run(homes: list[dict], members: list[dict], *words, accept: bool = True) -> tuple[int, dict]:
        files = ("--households", write("h.csv", homes), "--members", write("m.csv", members))
        return bring("survey", *files, *ROUND, *(["--accept"] if accept else []), *words)

    return run


def written() -> tuple[int, ...]:
    return (
        Household.objects.everywhere().count(),
        Person.objects.count(),
        HouseholdAnswer.objects.everywhere().count(),
        Batch.objects.count(),
        Round.objects.count(),
    )


NOTHING = (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("homes", "members", "row", "column"),
    [
        ([home(income_score="nhiều")], [member()], 2, "income_score"),
        ([home(toilet="bồn vàng")], [member()], 2, "toilet"),
        ([home(area_code="99999")], [member()], 2, "area_code"),
        ([home(area_code="311")], [member()], 2, "area_code"),
        ([home(area_code="")], [member()], 2, "area_code"),
        ([home()], [member(birth_date="31/02/1970")], 2, "birth_date"),
        ([home(), home("A-2")], [member()], 3, "household_id"),
        ([home()], [member(), member("B-9")], 3, "household_id"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(survey, homes, members, row, column):
    code, said = survey(homes, members)
    errors = [(one["row"], one["column"]) for one in said["findings"] if one["level"] == "error"]
    assert (code, said["accepted"], errors, written()) == (1, False, [(row, column)], NOTHING)


def test_a_table_without_communes_is_unusable_without_an_area(survey):
    rows = [{key: value for key, value in home().items() if key != "area_code"}]
    with pytest.raises(UnusableInput) as failure:
        survey(rows, [member()])
    assert (failure.value.exit_code, written()) == (2, NOTHING)


def test_without_accept_nothing_is_written(survey):
    assert (survey([home()], [member()], accept=False)[0], written()) == (0, NOTHING)


def test_accepting_registers_answers_and_opens_the_round_of_the_province(survey):
    code, said = survey([home()], [member(), member(number="2", citizen_id="031170000001")])
    assert (code, said["accepted"], said["answered"], said["new_people"]) == (0, True, 1, 2)
    assert written() == (1, 2, 1, 1, 1)
    assert Round.objects.get().unit.code == "31"


def test_unknown_columns_are_kept_and_reported(survey):
    _code, said = survey([home(colour="xanh")], [member(shoe=42)])
    assert [one["column"] for one in said["findings"] if one["rule"] == "unknown_column"] == [
        "colour",
        "shoe",
    ]
    extra = HouseholdAnswer.objects.everywhere().get().extra
    assert (json.loads(extra) if isinstance(extra, str) else extra) == {"colour": "xanh"}


@pytest.mark.parametrize("reverse", [False, True])
def test_the_same_data_again_changes_nothing_in_whatever_order(survey, reverse):
    homes, members = [home(), home("A-2")], [member(), member(number="2"), member("A-2")]
    survey(homes, members)
    before = written()
    if reverse:
        homes, members = homes[::-1], members[::-1]
    code, said = survey(homes, members)
    assert (code, said["accepted"], said.get("same_file", False), said.get("unchanged")) == (
        0,
        True,
        not reverse,
        2 if reverse else None,
    )
    assert written() == before


def test_a_corrected_answer_is_a_new_revision_and_who_is_not_named_has_left(survey):
    survey([home(), home("A-2")], [member(), member(number="2"), member("A-2")])
    _code, said = survey([home(income_score=100), home("A-2")], [member(), member("A-2")])
    assert (said["corrected"], said["unchanged"], said["members_left"]) == (1, 1, 1)
    rows = HouseholdAnswer.objects.everywhere().filter(household__source_ref="A-1").order_by("revision")
    assert list(rows.values_list("revision", "income_score", "current")) == [(1, 120, False), (2, 100, True)]
    ended = Membership.objects.everywhere().get(valid_until__isnull=False)
    assert (ended.member_ref, ended.ended_by, ended.valid_until.isoformat()) == ("2", "left", "2022-12-14")


@pytest.mark.parametrize(("area", "unit", "under"), [("311", None, "311"), (COMMUNE, COMMUNE, None)])
def test_households_without_a_commune_are_placed_or_wait_under_the_area(survey, area, unit, under):
    code, said = survey([home(area_code=""), home("A-2")], [member(), member("A-2")], "--area", area)
    waiting = Household.objects.everywhere().get(source_ref="A-1")
    assert (code, said["answered"]) == (0, 2)
    assert (waiting.unit and waiting.unit.code, waiting.placed_under and waiting.placed_under.code) == (
        unit,
        under,
    )


def test_an_area_type_that_differs_is_a_warning_and_stays_as_told(survey):
    code, said = survey([home(area_type="rural"), home("A-2")], [member(), member("A-2")])
    warned = [(one["row"], one["column"]) for one in said["findings"] if one["rule"] == "area_type_differs"]
    told = (
        HouseholdAnswer.objects.everywhere()
        .order_by("household__source_ref")
        .values_list("area_type", flat=True)
    )
    assert (code, warned, list(told)) == (0, [(2, "area_type")], ["rural", None])


def test_a_survey_covering_two_provinces_opens_two_rounds(survey):
    code, _said = survey([home(), home("A-2", area_code="07894")], [member(), member("A-2")])
    assert (code, sorted(Round.objects.values_list("unit__code", flat=True))) == (0, ["25", "31"])


def test_findings_stand_beside_the_rows_in_a_workbook(survey, tmp_path):
    book = tmp_path / "findings.xlsx"
    survey([home(), home("A-2", income_score="nhiều")], [member(), member("A-2")], "--findings", book)
    cells = [cell for row in openpyxl.load_workbook(book).worksheets[0].iter_rows() for cell in row]
    rows = {
        cell.row for cell in cells if isinstance(cell.value, str) and "Không phải số nguyên" in cell.value
    }
    assert rows == {3}


def queries_of(survey, count: int, start: int) -> int:
    refs = [f"Q-{number}" for number in range(start, start + count)]
    with CaptureQueriesContext(
        connection,
    ) as seen:
        survey([home(ref) for ref in refs], [member(ref) for ref in refs])
    return len(seen)


def test_a_hundred_households_cost_as_many_queries_as_ten(survey):
    queries_of(survey, 1, 0)
    assert queries_of(survey, 10, 1) == queries_of(survey, 100, 11)


def test_answers_of_members_are_typed_rows(survey):
    survey([home()], [member(health_insurance="")])
    row = MemberAnswer.objects.everywhere().get()
    assert (row.relation, row.health_insurance, row.birth_date) == ("head", None, "1970-05-01")
