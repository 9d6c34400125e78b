"""The fast engine gives what the plain twin gives, row by row and column by column."""

import calendar
import csv
import os
import random
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plain import judge
from tests.plain.ages import months_later, retirement_months
from tests.plain.households import (
    AS_OF,
    HOUSEHOLD_CODES,
    MEMBER_CODES,
    SOUND_HOUSEHOLD,
    SOUND_MEMBER,
    household,
    member,
    random_household,
)

from ansinh.standards.classify import classify_tables
from ansinh.standards.registry import standard as standard_by_code

STANDARDS = ("vn-2016", "vn-2022", "vn-2027")
Case = tuple[dict[str, Any], list[dict[str, Any]]]

INTEGERS = {"income_month_per_capita": pl.Int64, "income_score": pl.Int64, "floor_area_m2": pl.Float64}
TEXTS = {"household_id", "member_id", "area_type", "water_source", "toilet", "birth_date", *MEMBER_CODES}


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Survey rows as a typed frame: text, whole numbers, square metres, 0/1."""
    types = {column: pl.String if column in TEXTS else INTEGERS.get(column, pl.UInt8) for column in rows[0]}
    return pl.DataFrame(rows, schema=types, strict=True)


def differences(code: str, cases: Iterable[Case], as_of: date) -> list[dict[str, Any]]:
    """Every cell on which the twins differ, with the household that shows it."""
    cases = [
        (
            home | {"household_id": f"H{number:05d}"},
            [row | {"household_id": f"H{number:05d}"} for row in rows],
        )
        for number, (home, rows) in enumerate(cases)
    ]
    fast = classify_tables(
        standard_by_code(code),
        frame([home for home, _ in cases]),
        frame([row for _, rows in cases for row in rows]),
        as_of,
    )
    found = []
    for (home, rows), row in zip(cases, fast.to_dicts(), strict=True):
        slow = judge.classify(code, home, rows, as_of)
        quick = {
            column: "" if value is None and slow[column] == "" else value for column, value in row.items()
        }
        quick["warnings"] = ";".join(sorted((quick["warnings"] or "").split(";")))
        wrong = {
            column: (slow[column], quick.get(column)) for column in slow if slow[column] != quick.get(column)
        }
        if wrong:
            found.append({"plain, engine": wrong, "household": home, "members": rows, "as_of": as_of})
    return found


@pytest.mark.parametrize("code", STANDARDS)
def test_result_table_has_the_columns_of_the_survey_format_in_order(code: str) -> None:
    home, rows = household(), [member()]

    fast = classify_tables(standard_by_code(code), frame([home]), frame(rows), AS_OF)

    assert fast.columns == list(judge.classify(code, home, rows, AS_OF))


@pytest.mark.parametrize("code", STANDARDS)
@pytest.mark.parametrize("blanks", [0.0, 0.04, 0.2])
def test_twins_agree_on_random_households(code: str, blanks: float) -> None:
    rng = random.Random(f"{code} {blanks}")

    assert differences(code, [random_household(rng, AS_OF, blanks=blanks) for _ in range(150)], AS_OF) == []


@pytest.mark.parametrize("year", range(2021, 2036))
def test_twins_agree_in_every_year_of_retirement_ages(year: int) -> None:
    rng = random.Random(year)
    as_of = date(year, 1, 1) + timedelta(days=rng.randrange(365))

    for code in STANDARDS:
        cases = [random_household(rng, as_of, blanks=0.06) for _ in range(30)]
        assert differences(code, cases, as_of) == []


def _telltale_members(birth: str) -> list[dict[str, Any]]:
    """Members whose answers make every age test of every standard show."""
    return [
        member(birth_date=birth, sex=sex, employment="seeking", malnourished=1, health_insurance=0,
               school_level=school, highest_level=highest, able_to_work=1)
        for sex in ("m", "f", None)
        for school, highest in (
            ("none", "none"), ("preschool", "none"), ("primary", "primary"), ("lower_secondary", "primary"),
            ("none", "lower_secondary"),
        )
    ]  # fmt: skip


def _days_around(as_of: date, months: int) -> list[date]:
    years = months // 12 + 1
    start = date(
        as_of.year - years,
        as_of.month,
        min(as_of.day, calendar.monthrange(as_of.year - years, as_of.month)[1]),
    )
    day = months_later(start, years * 12 - months)
    return [day + timedelta(days=days) for days in range(-3, 4)]


EDGES = [12 * years for years in (3, 5, 6, 12, 15, 16, 18, 31)]


@pytest.mark.parametrize(
    "as_of",
    [date(2024, 10, 1), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28),
     date(2025, 3, 1), date(2023, 12, 31), date(2028, 2, 29)],
)  # fmt: skip
def test_twins_agree_day_by_day_around_every_birthday(as_of: date) -> None:
    births = {day for months in EDGES for day in _days_around(as_of, months)}
    births |= {date(year, 2, 29) for year in range(1952, 2025, 4)}
    births |= {date(year, month, day) for year in (1985, 1986) for month, day in ((1, 1), (12, 31))}
    cases = [(household(), [row]) for birth in sorted(births) for row in _telltale_members(birth.isoformat())]

    for code in ("vn-2016", "vn-2022"):
        assert differences(code, cases, as_of)[:1] == []


@pytest.mark.parametrize("year", range(2021, 2036))
def test_twins_agree_day_by_day_around_retirement(year: int) -> None:
    cases_by_day = {
        as_of: [
            (household(), [member(birth_date=birth.isoformat(), sex=sex, employment="seeking")])
            for sex in ("m", "f", None)
            for months in {retirement_months("m", year), retirement_months("f", year)}
            for birth in _days_around(as_of, months)
        ]
        for as_of in (date(year, 2, 28), date(year, 5, 31), date(year, 11, 30))
    }

    for as_of, cases in cases_by_day.items():
        assert differences("vn-2022", cases, as_of)[:1] == []


@pytest.mark.parametrize("as_of", [date(2024, 1, 1), date(2024, 6, 15), date(2024, 12, 31)])
def test_twins_agree_on_birth_years(as_of: date) -> None:
    cases = [(household(), [row]) for year in range(1950, 2027) for row in _telltale_members(str(year))]

    for code in ("vn-2016", "vn-2022"):
        assert differences(code, cases, as_of)[:1] == []


@pytest.mark.parametrize("code", STANDARDS)
def test_twins_agree_on_every_score_beside_every_income_in_every_area(code: str) -> None:
    poor = {"toilet": "none", "water_source": "surface", "floor_area_m2": 7.9}
    cases = [
        (
            household(area_type=area, income_score=score, income_month_per_capita=income, **deprived),
            [member()],
        )
        for deprived in ({}, poor, {"toilet": "none", "water_source": None, "floor_area_m2": 7.9})
        for area in ("rural", "urban", None)
        for score in [*HOUSEHOLD_CODES["income_score"], None]
        for income in [*HOUSEHOLD_CODES["income_month_per_capita"], None]
    ]

    assert differences(code, cases, AS_OF)[:1] == []


@pytest.mark.parametrize("code", STANDARDS)
def test_twins_agree_when_any_one_answer_is_blank(code: str) -> None:
    near = {"toilet": "none", "water_source": "surface"}
    child = member(member_id="2", birth_date="2016-10-01", school_level="primary", employment="none")
    cases: list[Case] = [
        (household(**near, **{column: None}), [member(), child])
        for column in SOUND_HOUSEHOLD
        if column not in (*near, "household_id")
    ]
    for deprived in ({}, near, {**near, "floor_area_m2": 1}):
        cases += [
            (household(**deprived), [member(), child | {column: None}])
            for column in SOUND_MEMBER
            if column not in ("household_id", "member_id")
        ]
        cases += [
            (household(**deprived), [member() | {column: None, "birth_date": birth}, child])
            for column in SOUND_MEMBER
            for birth in ("1966-06-06", "2007-01-01", "2003", "1964", None)
            if column not in ("household_id", "member_id", "birth_date")
        ]

    assert differences(code, cases, AS_OF)[:1] == []


@pytest.mark.parametrize("code", STANDARDS)
def test_twins_agree_when_nothing_was_answered(code: str) -> None:
    blank_home = {column: None for column in SOUND_HOUSEHOLD if column != "household_id"}
    blank_row = {column: None for column in SOUND_MEMBER if column not in ("household_id", "member_id")}
    rows = [member(member_id=str(number)) | blank_row for number in (1, 2)]

    assert differences(code, [(household() | blank_home, rows)], AS_OF) == []


def _answers(sound: dict[str, Any], codes: dict[str, list[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    free = {column: st.sampled_from([None, *codes.get(column, [0, 1])]) for column in sound}
    return st.fixed_dictionaries(
        {column: st.one_of(st.just(sound[column]), free[column]) for column in sound}
    )


births = st.one_of(
    st.none(),
    st.dates(date(1930, 1, 1), date(2025, 6, 1)).map(date.isoformat),
    st.integers(1930, 2025).map(str),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A sound household with any answers changed or blanked, and one to three such members."""
    home = draw(_answers(SOUND_HOUSEHOLD, HOUSEHOLD_CODES)) | {"household_id": "H1"}
    rows = draw(st.lists(_answers(SOUND_MEMBER, MEMBER_CODES), min_size=1, max_size=3))
    return home, [
        row | {"household_id": "H1", "member_id": str(number), "birth_date": draw(births)}
        for number, row in enumerate(rows, 1)
    ]


@pytest.mark.parametrize("code", STANDARDS)
@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(case=cases())
def test_twins_agree_on_whatever_hypothesis_finds(code: str, case: Case) -> None:
    assert differences(code, [case], AS_OF) == []


# The sample of the contract, where it lies beside the repository.

SHARED = Path(os.environ.get("ANSINH_SHARED", Path(__file__).parents[3] / "shared"))
SAMPLE = SHARED / "data" / "samples" / "survey-2024"


def _sample_rows(name: str, columns: dict[str, Any]) -> list[dict[str, Any]]:
    if not SAMPLE.is_dir():
        pytest.skip(f"the sample survey is not here: {SAMPLE}")
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return [
            {column: _typed(column, row.get(column) or None) for column in columns}
            for row in csv.DictReader(file)
        ]


def _typed(column: str, cell: str | None) -> Any:
    if cell is None or column in TEXTS:
        return cell
    return float(cell) if column == "floor_area_m2" else int(float(cell))


@pytest.mark.parametrize("code", STANDARDS)
def test_twins_agree_on_the_sample_survey(code: str) -> None:
    homes = _sample_rows("households.csv", SOUND_HOUSEHOLD)
    rows: dict[str, list[dict[str, Any]]] = {home["household_id"]: [] for home in homes}
    for row in _sample_rows("members.csv", SOUND_MEMBER):
        rows[row["household_id"]].append(row)

    found = differences(code, [(home, rows[home["household_id"]]) for home in homes], AS_OF)

    assert found[:1] == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8))
def test_twins_agree_on_any_day_and_any_share_of_blanks(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(12):
        as_of = date(2016, 1, 1) + timedelta(days=rng.randrange(20 * 365))
        for code in STANDARDS if as_of.year >= 2021 else ("vn-2016",):
            blanks = rng.choice([0.02, 0.1, 0.2, 0.35])
            cases = [random_household(rng, as_of, blanks=blanks) for _ in range(40)]
            assert differences(code, cases, as_of)[:1] == []
