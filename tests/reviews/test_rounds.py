"""A round from opening to sealing: refusals first, then what stays, what is corrected and what comes next year."""

import polars as pl
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.reviews.conftest import COMMUNE, DISTRICT, NEXT_DOOR, home, listed, movements_of

from ansinh.accounts.actor import CONSOLE
from ansinh.datasets.files import versions_folder
from ansinh.datasets.models import Version
from ansinh.kernel.errors import AnSinhError, Refused
from ansinh.reviews.enums import KEPT
from ansinh.reviews.models import Dossier, ListEntry, Outcome
from ansinh.standards.actions import adopt_local_standard
from ansinh.work.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
HERE = ("--round", "2022", "--area", COMMUNE)


def refused(do, *words) -> AnSinhError:
    with pytest.raises(AnSinhError) as failure:
        do(*words)
    return failure.value


def recognise(do, write, *rows: tuple[str, str, str]) -> dict:
    table = [dict(zip(("household_id", "class", "reason"), row, strict=True)) for row in rows]
    return do("recognise", write("r.csv", table), *HERE)


def approved(do, *words, area: str = COMMUNE, period: str = "2022") -> dict:
    return do("approve", "--round", period, "--area", area, "--decision-no", "9/QĐ", *words)["versions"][0]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("open", "--place", "99999", "--round", "2022"), "unknown_place"),
        (("open", "--place", COMMUNE, "--round", "năm nay"), "unusable_input"),
        (("open", "--place", COMMUNE, "--round", "2022-13"), "unusable_input"),
        (("run", *HERE), "no_round"),
        (("approve", *HERE), "no_round"),
        (("status", *HERE), "no_round"),
        (("verify", *HERE), "no_round"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(do, words, code):
    assert refused(do, *words).code == code


def test_an_unknown_standard_opens_nothing(do):
    refused(do, "open", "--place", COMMUNE, "--round", "2022", "--standard", "vn-1999")
    assert Dossier.objects.everywhere().count() == 0


def test_a_round_is_opened_once_for_a_place_and_all_above_and_below_it(do):
    do("open", "--place", DISTRICT, "--round", "2022")
    codes = [
        refused(do, "open", "--place", place, "--round", "2022").code for place in (DISTRICT, COMMUNE, "31")
    ]
    assert codes == ["round_open", "round_open", "round_open_below"]


@pytest.mark.parametrize(
    ("period", "standards"),
    [
        ("2015", ["vn-2016"]),
        ("2019", ["vn-2016"]),
        ("2021", ["vn-2022", "vn-2016"]),
        ("2022", ["vn-2022"]),
        ("2022-03", ["vn-2022"]),
        ("2026", ["vn-2027", "vn-2022"]),
    ],
)
def test_the_standard_follows_the_year_of_the_list_and_both_run_in_a_year_of_change(do, period, standards):
    place = COMMUNE if period < "2025" else "31"
    assert do("open", "--place", place, "--round", period)["standards"] == standards


def test_approval_waits_for_classification_then_for_those_not_reviewed(do, survey, lists):
    lists(listed("A-9"))
    survey(home("A-1", None), home("A-2"))
    assert refused(do, "approve", *HERE).code == "not_classified"
    do("run", *HERE)
    failure = refused(do, "approve", *HERE)
    assert (failure.code, failure.exit_code, failure.facts["waiting"]) == (
        "not_ready_for_approval",
        1,
        {COMMUNE: 1},
    )
    assert Version.objects.count() == 0


def test_whoever_cannot_be_classified_stays_on_the_list_and_nobody_else_is_put_on_one(do, survey, lists):
    lists(listed("A-1"))
    survey(home("A-1", None), home("A-2", None), home("A-3"))
    do("run", *HERE)
    waits = do("status", *HERE)[0]
    sealed = do("approve", *HERE)["versions"][0]

    outcomes = {o.household.source_ref: o for o in Outcome.objects.everywhere().select_related("household")}
    assert (waits["answered"], waits["undetermined"], waits["not_reviewed"]) == (3, 2, 0)
    assert (outcomes["A-1"].computed_class, outcomes["A-1"].movement) == ("undetermined", "stay_poor")
    assert outcomes["A-1"].reason == KEPT
    assert (outcomes["A-2"].recognised_class, outcomes["A-2"].movement) == ("undetermined", "")
    assert sealed["open_questions"] == {"undetermined": 1, "kept_until_decided": 1}
    assert sealed["counts"] == {"poor": 2, "undetermined": 1}


@pytest.mark.parametrize(
    "row",
    [
        ("A-404", "poor", "Họp thôn"),
        ("A-1", "rich", "Họp thôn"),
        ("A-1", "undetermined", "x"),
        ("A-1", "poor", ""),
    ],
)
def test_a_recognition_that_does_not_fit_refuses_all(do, survey, write, row):
    survey(home("A-1", False), home("A-2", False))
    do("run", *HERE)
    with pytest.raises(AnSinhError):
        recognise(do, write, ("A-2", "poor", "Họp thôn"), row)
    assert set(Outcome.objects.everywhere().values_list("recognised_by", flat=True)) == {""}


def test_what_was_recognised_by_hand_stands_beside_what_was_computed_and_survives_a_new_run(
    do, survey, write
):
    survey(home("A-1", False), home("A-2"))
    do("run", *HERE)
    recognise(do, write, ("A-1", "near_poor", "Họp dân ngày 20/11"))
    do("run", *HERE)
    one = Outcome.objects.everywhere().get(household__source_ref="A-1")
    assert (one.computed_class, one.recognised_class, one.movement) == ("not_poor", "near_poor", "new_near")
    assert one.reason == "Họp dân ngày 20/11"


def test_a_difference_without_a_reason_is_refused_by_the_database(do, survey):
    survey(home("A-1", False))
    do("run", *HERE)
    with pytest.raises(DatabaseError), transaction.atomic():
        Outcome.objects.everywhere().update(recognised_class="poor")


def test_a_run_is_a_job_whose_failure_is_kept(do, survey):
    survey(home("A-1"))
    do("run", *HERE)
    approved(do)
    refused(do, "run", *HERE)
    assert list(Job.objects.order_by("id").values_list("state", flat=True)) == ["done", "failed"]
    assert "phê duyệt" in Job.objects.latest("id").error


def test_movements_through_the_real_tables(do, survey, lists, write, bring):
    old = ("A-stay", "A-out", "A-gone", "A-moved")
    lists(
        *(listed(ref) for ref in old),
        listed("A-back", list_year=2018, standard="vn-2016", **{"class": "poor_income"}),
        listed(
            "A-back", list_year=2019, standard="vn-2016", kind_of_entry="poor_out", **{"class": "not_poor"}
        ),
        listed("A-absent", list_year=2018, standard="vn-2016", **{"class": "poor_income"}),
    )
    survey(
        home("A-stay"),
        home("A-out", False),
        home("A-moved", commune=NEXT_DOOR),
        home("A-back"),
        home("A-absent"),
        home("A-new"),
    )
    gone = {"household_id": "A-gone", "event": "dissolved", "date": "2022-05-01"}
    bring("events", write("e.csv", [gone]), "--accept")
    do("run", "--round", "2022", "--area", DISTRICT)
    whole = movements_of()
    do("run", *HERE)
    assert movements_of() == whole
    assert whole == {
        ("A-stay", COMMUNE): "stay_poor",
        ("A-out", COMMUNE): "poor_out",
        ("A-gone", COMMUNE): "other_out",
        ("A-moved", COMMUNE): "other_out",
        ("A-moved", NEXT_DOOR): "other_in",
        ("A-back", COMMUNE): "relapse_poor",
        ("A-absent", COMMUNE): "new_poor",
        ("A-new", COMMUNE): "new_poor",
    }


def test_approval_seals_what_nobody_can_change(do, survey):
    survey(home("A-1"), home("A-2", False))
    do("run", *HERE)
    fact = approved(do)
    version = Version.objects.get()
    assert (fact["digest"], fact["counts"]) == (version.digest, {"not_poor": 1, "poor": 1})
    assert do("verify", *HERE)["faults"] == []
    for change in (
        lambda: Version.objects.update(digest="0" * 64),
        lambda: Version.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(DatabaseError), transaction.atomic():
        ListEntry.objects.everywhere().update(list_class="near_poor")
    assert refused(do, "approve", *HERE).code == "already_approved"


@pytest.mark.parametrize("title", ["outcomes", "cube"])
def test_a_file_that_was_tampered_with_is_found(do, survey, title):
    survey(home("A-1"))
    do("run", *HERE)
    approved(do)
    version = Version.objects.get()
    path = versions_folder() / version.folder / f"{title}.parquet"
    frame = pl.read_parquet(path)
    frame.head(frame.height - 1).write_parquet(path)
    assert [fault["unit"] for fault in do("verify", *HERE, code=1)["faults"]] == [COMMUNE]
    path.unlink()
    assert len(do("verify", *HERE, code=1)["faults"]) == 1


def test_a_file_of_a_version_that_was_corrected_is_still_watched(do, survey):
    survey(home("A-1"))
    do("run", *HERE)
    approved(do)
    do("run", *HERE, "--reason", "Đính chính")
    do("approve", *HERE, "--reason", "Đính chính")
    first = Version.objects.get(number=1)
    path = versions_folder() / first.folder / "outcomes.parquet"
    pl.read_parquet(path).clear().write_parquet(path)
    faults = do("verify", *HERE, code=1)["faults"]
    assert [(fault["unit"], fault["number"]) for fault in faults] == [(COMMUNE, 1)]


def test_a_correction_of_one_commune_renumbers_it_and_its_district_and_no_neighbour(do, survey):
    survey(home("A-1"), home("B-1", commune=NEXT_DOOR))
    do("run", "--round", "2022", "--area", DISTRICT)
    approved(do, area=DISTRICT)
    again = refused(do, "approve", "--round", "2022", "--area", DISTRICT, "--reason", "Đính chính")
    do("run", *HERE, "--reason", "Đính chính")
    approved(do, "--reason", "Đính chính", area=DISTRICT)
    numbers = Version.objects.filter(unit__code__in=[COMMUNE, NEXT_DOOR, DISTRICT])
    newest = dict(numbers.order_by("number").values_list("unit__code", "number"))
    assert again.code == "already_approved"
    assert newest == {COMMUNE: 2, NEXT_DOOR: 1, DISTRICT: 2}


def test_a_commune_then_its_district_and_the_district_names_its_parts(do, survey):
    survey(home("A-1"), home("B-1", commune=NEXT_DOOR))
    do("run", "--round", "2022", "--area", DISTRICT)
    commune = approved(do)
    district = approved(do, area=DISTRICT)
    parts = Version.objects.get(digest=district["digest"]).parts.select_related("part__unit")
    digests = {link.part.unit.code: link.part.digest for link in parts}
    assert (digests[COMMUNE], district["households"], district["number"]) == (commune["digest"], 2, 1)
    assert len(digests) == Dossier.objects.everywhere().filter(round__period="2022", state="approved").count()


def test_a_correction_is_a_second_version_and_both_stay_readable(do, survey):
    survey(home("A-1"), home("A-2"))
    do("run", *HERE)
    first = approved(do)
    do("run", *HERE, "--reason", "Sửa điểm hộ A-1")
    survey(home("A-1", False), home("A-2"))
    do("run", *HERE)
    assert refused(do, "approve", *HERE).code == "correction_needs_reason"
    second = approved(do, "--reason", "Sửa điểm hộ A-1")
    versions = list(Version.objects.order_by("number").values_list("number", "reason", "digest"))
    assert versions == [(1, "", first["digest"]), (2, "Sửa điểm hộ A-1", second["digest"])]
    assert [one["counts"] for one in (first, second)] == [{"poor": 2}, {"not_poor": 1, "poor": 1}]
    assert ListEntry.objects.everywhere().filter(version__number=1).count() == 2


def test_the_list_a_round_makes_is_the_opening_of_the_next_and_a_corrected_list_counts_alone(do, survey):
    survey(home("A-1"), home("A-2"), home("A-3", False))
    do("run", *HERE)
    approved(do)
    do("run", *HERE, "--reason", "Sửa điểm")
    survey(home("A-1", False), home("A-2"), home("A-3", False))
    do("run", *HERE)
    approved(do, "--reason", "Sửa điểm")
    survey(home("A-1"), home("A-2", False), home("A-3"), period="2023")
    do("run", "--round", "2023", "--area", COMMUNE)
    assert movements_of("2023") == {
        ("A-1", COMMUNE): "new_poor",
        ("A-2", COMMUNE): "poor_out",
        ("A-3", COMMUNE): "new_poor",
    }
    approved(do, period="2023")
    survey(home("A-2"), period="2024")
    do("run", "--round", "2024", "--area", COMMUNE)
    assert movements_of("2024")["A-2", COMMUNE] == "relapse_poor"


def test_persons_of_the_opening_are_those_the_last_list_counted(do, survey):
    survey(home("A-1"), members={"A-1": 4})
    do("run", *HERE)
    approved(do)
    survey(home("A-1"), period="2023", members={"A-1": 2})
    do("run", "--round", "2023", "--area", COMMUNE)
    one = Outcome.objects.everywhere().get(dossier__round__period="2023")
    assert (one.opening_persons, one.persons_gained, one.persons_lost, one.persons) == (4, 0, 2, 2)


def test_in_a_year_of_change_movements_stay_within_the_old_standard(do, survey, lists):
    lists(listed("A-1", list_year=2021, standard="vn-2016", **{"class": "poor_income"}))
    survey(home("A-1"), home("A-2"), period="2021")
    do("run", "--round", "2021", "--area", COMMUNE)
    assert movements_of("2021", "vn-2016") == {("A-1", COMMUNE): "stay_poor", ("A-2", COMMUNE): "new_poor"}
    assert set(movements_of("2021", "vn-2022").values()) == {"other_in"}


def test_a_review_within_the_year_looks_at_who_asked_and_the_yearly_one_at_all(do, survey, lists):
    lists(listed("A-1"), listed("A-2"))
    survey(home("A-1", False), home("A-3"), period="2022-03")
    do("run", "--round", "2022-03", "--area", COMMUNE)
    assert movements_of("2022-03") == {("A-1", COMMUNE): "poor_out", ("A-3", COMMUNE): "new_poor"}
    approved(do, period="2022-03")
    survey(home("A-3"), period="2022-06")
    do("run", "--round", "2022-06", "--area", COMMUNE)
    assert movements_of("2022-06") == {("A-3", COMMUNE): "stay_poor"}
    survey(home("A-1", False), home("A-2"), home("A-3"))
    do("run", *HERE)
    assert movements_of() == {
        ("A-1", COMMUNE): "poor_out",
        ("A-2", COMMUNE): "stay_poor",
        ("A-3", COMMUNE): "new_poor",
    }


def test_a_blank_area_type_is_the_communes_in_the_result_not_in_the_answer(do, survey):
    survey(home("A-1", area_type="", income_score=170))
    do("run", *HERE)
    one = Outcome.objects.everywhere().select_related("answer").get()
    assert (one.computed_class, one.answer.area_type) == ("poor", None)


def queries(do, *words) -> int:
    with CaptureQueriesContext(connection) as seen:
        do(*words)
    return len(seen)


def test_ten_households_cost_as_many_queries_as_one_to_classify_and_to_approve(do, survey):
    survey(home("A-1"), period="2022")
    survey(*(home(f"B-{number}") for number in range(10)), period="2023")
    words = [("--round", period, "--area", COMMUNE) for period in ("2022", "2023")]
    assert queries(do, "run", *words[0]) == queries(do, "run", *words[1])
    assert queries(do, "approve", *words[0]) == queries(do, "approve", *words[1])


def test_refused_is_what_a_policy_says(do):
    do("open", "--place", COMMUNE, "--round", "2022")
    assert isinstance(refused(do, "open", "--place", COMMUNE, "--round", "2022"), Refused)


def test_the_first_list_under_a_places_own_standard_tells_nobody_new(do, survey, lists, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        'place = "31"\nbase = "vn-2022"\nact = "NQ hư cấu"\non = 2022-12-14\n[numbers]\ndeprivations_for_poor = 2\n',
        encoding="utf-8",
    )
    adopt_local_standard(file=own, by=CONSOLE)
    lists(listed("A-1"))
    do("open", "--place", COMMUNE, "--round", "2022", "--standard", "vn-2022+31")
    survey(home("A-1"), home("A-2"))
    do("run", *HERE)
    assert movements_of(standard="vn-2022+31") == {("A-1", COMMUNE): "other_in", ("A-2", COMMUNE): "other_in"}
