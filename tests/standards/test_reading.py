"""What nobody can read is an error with its row and column; what can be read is read."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from ansinh.kernel.findings import Level
from ansinh.standards.births import read_births
from ansinh.standards.classify import classify_tables
from ansinh.standards.engine.ages import day_number
from ansinh.standards.registry import standard
from ansinh.standards.survey import Survey, UnusableSurvey, read_survey

AS_OF = date(2024, 10, 1)


def _read(households: dict[str, list[Any]], members: dict[str, list[Any]] | None = None) -> Survey:
    ids = households.get("household_id", ["H1"])
    homes = pl.DataFrame({"household_id": ids} | households)
    people = pl.DataFrame(members or {"household_id": ids, "member_id": ["1"] * len(ids)})
    return read_survey(homes, people)


def _errors(survey: Survey) -> list[tuple[str, str, int, str]]:
    return [
        (each.rule, each.file, each.row, each.column) for each in survey.findings if each.level is Level.ERROR
    ]


WRONG_CELLS = [
    ("income_month_per_capita", "not_a_number",
     ["-1", "1.500.000", "1,500,000", "1500000.5", "1e6", "NaN", "inf", "9" * 20, "abc", "1 000", "+5"]),
    ("income_score", "not_a_number", ["-140", "140.1", "một"]),
    ("floor_area_m2", "not_a_number", ["-1", "45,5", "nan", "1e2", ".", "9" * 400, "45 m2"]),
    ("wall_durable", "not_yes_no", ["2", "yes", "-1", "0.5", "true", "x"]),
    ("area_type", "unknown_code", ["Rural", "xã", "0"]),
    ("water_source", "unknown_code", ["tap", "unprotected"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "rule", "cell"),
    [(column, rule, cell) for column, rule, cells in WRONG_CELLS for cell in cells],
)
def test_a_cell_that_cannot_be_read_is_an_error_with_its_row(column: str, rule: str, cell: str) -> None:
    survey = _read({"household_id": ["H1", "H2"], column: [None, cell]})
    assert _errors(survey) == [(rule, "households", 3, column)]


@pytest.mark.parametrize(
    "cell",
    [
        "2024-13-01",
        "2023-02-29",
        "01/10/2024",
        "2024-1-1",
        "57",
        "19577",
        "2024-10",
        "0000",
        "2024-10-01 07:00",
        "x",
    ],
)
def test_a_birth_date_that_is_no_date_is_an_error(cell: str) -> None:
    survey = _read({}, {"household_id": ["H1"], "member_id": ["1"], "birth_date": [cell]})
    assert _errors(survey) == [("not_a_date", "members", 2, "birth_date")]


@pytest.mark.parametrize(
    ("column", "values", "read"),
    [
        (
            "income_month_per_capita",
            ["1500000.0", " 1500000 ", "", "  ", None],
            [1500000, 1500000, None, None, None],
        ),
        ("floor_area_m2", ["45.50", "45", " 45.5", "", None], [45.5, 45.0, 45.5, None, None]),
        ("wall_durable", ["1.0", " 0", "0.00", "", None], [1, 0, 0, None, None]),
        ("area_type", ["rural", " urban ", "\u00a0rural", "", None], ["rural", "urban", "rural", None, None]),
    ],
)
def test_cells_are_trimmed_and_whole_numbers_may_carry_a_point(
    column: str, values: list[str | None], read: list[Any]
) -> None:
    survey = _read({"household_id": [f"H{i}" for i in range(5)], column: values})
    assert (_errors(survey), survey.households[column].to_list()) == ([], read)


@pytest.mark.parametrize(
    ("column", "values", "rows"),
    [
        ("income_month_per_capita", [1.5e6, float("nan"), -1.0, 0.5, None], [3, 4, 5]),
        ("floor_area_m2", [8.0, float("nan"), float("inf"), -0.1, None], [3, 4, 5]),
        ("wall_durable", [1, 0, 2, -1, None], [4, 5]),
        ("wall_durable", [True, False, True, None, None], []),
        ("income_score", pl.Series([1, 2**64 - 1, 3, 4, 5], dtype=pl.UInt64), [3]),
    ],
)
def test_stored_numbers_are_checked_too(column: str, values: list[Any], rows: list[int]) -> None:
    survey = _read({"household_id": [f"H{i}" for i in range(5)], column: values})
    assert [row for _rule, _file, row, _column in _errors(survey)] == rows


def test_birth_dates_are_days_or_years() -> None:
    cells = pl.Series(["1957-03-09", "1957", " 2000-02-29 ", "1957.0", None, "", "0001-01-01"])
    births = read_births(cells)
    days = [
        day_number(date(1957, 3, 9)),
        0,
        day_number(date(2000, 2, 29)),
        0,
        0,
        0,
        day_number(date(1, 1, 1)),
    ]
    assert (births.day.tolist(), births.year.tolist(), births.bad.tolist()) == (
        days,
        [0, 1957, 0, 1957, -1, -1, 0],
        [],
    )


def test_every_day_of_four_centuries_is_read_as_polars_reads_it() -> None:
    days = pl.date_range(date(1700, 1, 1), date(2100, 12, 31), eager=True)
    births = read_births(days.cast(pl.String))
    assert births.day.tolist() == days.cast(pl.Int32).to_list()


def test_stored_dates_and_midnights_are_birth_dates() -> None:
    stored = pl.Series([date(2000, 2, 29), None])
    assert read_births(stored).day.tolist() == read_births(stored.cast(pl.Datetime)).day.tolist()


HOMES = {"household_id": ["H1", "H2", "H3"]}


@pytest.mark.parametrize(
    ("homes", "owners", "ids", "errors"),
    [
        (["H1", "H1"], ["H1"], ["1"], [("duplicate_household", "households", 3, "household_id")]),
        (["H1"], ["H1", "H1"], ["1", "1"], [("duplicate_member", "members", 3, "member_id")]),
        (
            ["H1", "H2"],
            ["H1", "H2", "H1"],
            ["1", "1", "1"],
            [("duplicate_member", "members", 4, "member_id")],
        ),
        (["H1"], ["H1", "H9"], ["1", "1"], [("member_without_household", "members", 3, "household_id")]),
        (["H1", "H2"], ["H1"], ["1"], [("household_without_members", "households", 3, "household_id")]),
        (["H1", None], ["H1"], ["1"], [("blank_id", "households", 3, "household_id")]),
        (["H1"], ["H1", " "], ["1", "2"], [("blank_id", "members", 3, "household_id")]),
        (["H1"], ["H1", "H1"], ["1", ""], [("blank_id", "members", 3, "member_id")]),
    ],
)
def test_tables_that_do_not_fit_are_errors_with_their_row(
    homes: list[str], owners: list[str], ids: list[str], errors: list[Any]
) -> None:
    survey = _read({"household_id": homes}, {"household_id": owners, "member_id": ids})
    assert _errors(survey) == errors


def test_a_table_without_its_ids_is_an_error_of_its_header() -> None:
    survey = read_survey(pl.DataFrame({"area_type": ["rural"]}), pl.DataFrame({"household_id": ["H1"]}))
    assert _errors(survey) == [
        ("missing_column", "households", 1, "household_id"),
        ("missing_column", "members", 1, "member_id"),
    ]


def test_an_unknown_column_is_kept_and_reported() -> None:
    survey = _read({"pig_count": ["3"]})
    reported = [(each.rule, each.level, each.column) for each in survey.findings]
    assert (reported, survey.households["pig_count"].to_list()) == (
        [("unknown_column", Level.WARNING, "pig_count")],
        ["3"],
    )


def test_a_survey_with_errors_classifies_nobody() -> None:
    households = pl.DataFrame({"household_id": ["H1"], "area_type": ["moon"]})
    members = pl.DataFrame({"household_id": ["H1"], "member_id": ["1"]})
    with pytest.raises(UnusableSurvey) as caught:
        classify_tables(standard("vn-2022"), households, members, AS_OF)
    assert [each.rule for each in caught.value.findings] == ["unknown_code"]


def test_only_ids_make_every_household_undetermined() -> None:
    households = pl.DataFrame({"household_id": ["H1"]})
    members = pl.DataFrame({"household_id": ["H1"], "member_id": ["1"]})
    found = classify_tables(standard("vn-2022"), households, members, AS_OF)
    assert found.select("class", "income_side", "deprivations_min", "deprivations_max").row(0) == (
        "undetermined",
        "unknown",
        0,
        12,
    )


def test_members_in_any_order_give_the_same_classes_and_households_keep_theirs() -> None:
    households = pl.DataFrame({
        "household_id": ["B", "A", "C"], "area_type": ["rural"] * 3, "income_score": ["100"] * 3,
        "water_source": ["surface"] * 3, "toilet": ["none"] * 3, "has_tv": ["0"] * 3,
    })  # fmt: skip
    members = pl.DataFrame({
        "household_id": ["A", "C", "B", "A"], "member_id": ["2", "1", "1", "1"],
        "health_insurance": ["0", "1", "1", "1"], "birth_date": ["1980"] * 4,
    })  # fmt: skip
    sorted_members = members.sort(
        pl.col("household_id").replace_strict({"B": 0, "A": 1, "C": 2}), maintain_order=True
    )
    found = classify_tables(standard("vn-2022"), households, members, AS_OF)
    same = classify_tables(standard("vn-2022"), households, sorted_members, AS_OF)
    assert found["household_id"].to_list() == ["B", "A", "C"]
    assert found["health_insurance"].to_list() == [0, 1, 0]
    assert found.equals(same)


def test_no_households_give_no_rows() -> None:
    households = pl.DataFrame({"household_id": []}, schema={"household_id": pl.String})
    members = pl.DataFrame(schema={"household_id": pl.String, "member_id": pl.String})
    assert classify_tables(standard("vn-2022"), households, members, AS_OF).height == 0
