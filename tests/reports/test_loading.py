"""The rows of a commune's forms: villages, registered or only named by the survey."""

from ansinh.reports.context import Place
from ansinh.reports.loading import with_named_villages


def test_a_village_that_only_the_survey_names_has_a_row_after_the_registered_ones():
    registered = [Place("07894.001", "Thôn Hòa Bình")]

    rows, row_of = with_named_villages("07894", registered, ["Thôn 2", None, "Thôn 1", "Thôn Hòa Bình", ""])

    assert rows == [*registered, Place("07894.002", "Thôn 1"), Place("07894.003", "Thôn 2")]
    assert row_of == {"Thôn Hòa Bình": "07894.001", "Thôn 1": "07894.002", "Thôn 2": "07894.003"}


def test_two_spellings_of_a_village_are_one_row():
    rows, row_of = with_named_villages("07894", [], ["Thôn Hoà Bình", "Thôn Hòa Bình"])

    assert [row.code for row in rows] == ["07894.001"]
    assert set(row_of.values()) == {"07894.001"}
    assert len(row_of) == 2


def test_a_commune_without_villages_has_no_rows_of_its_own():
    assert with_named_villages("07894", [], [None, ""]) == ([], {})


def test_a_village_that_an_act_gave_another_kind_of_code_keeps_it():
    rows, row_of = with_named_villages("07894", [Place("07894-A", "Khu A")], ["Khu A", "Khu B"])

    assert rows == [Place("07894-A", "Khu A"), Place("07894.001", "Khu B")]
    assert row_of == {"Khu A": "07894-A", "Khu B": "07894.001"}
