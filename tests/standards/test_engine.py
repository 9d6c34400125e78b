"""Rules, tables and overlays: what cannot be evaluated is refused."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from ansinh.standards.classify import classify_tables
from ansinh.standards.engine.axes import CodeAxis, TruthAxis
from ansinh.standards.engine.rules import Graph, Level, RefusedRule, Rule
from ansinh.standards.engine.tables import truth_table
from ansinh.standards.engine.truth import MemberTruth, at_least, both, either, more_than_share, no
from ansinh.standards.registry import UnknownStandard, standard, standard_for_list
from ansinh.standards.standard import Overlay, WrongOverlay

AS_OF = date(2024, 10, 1)
N, U, Y = 0, 1, 2


def _rule(name: str, level: Level, function, *inputs: str) -> Rule:
    return Rule(name, level, function, inputs)


def test_a_rule_that_asks_for_what_nobody_knows_is_refused() -> None:
    rule = _rule("poor", Level.HOUSEHOLD, lambda wealth: wealth, "wealth")
    with pytest.raises(RefusedRule, match="wealth"):
        Graph({"poor": rule}, {}, frozenset())


def test_rules_that_need_each_other_are_refused() -> None:
    rules = {
        "a": _rule("a", Level.HOUSEHOLD, lambda b: b, "b"),
        "b": _rule("b", Level.HOUSEHOLD, lambda a: a, "a"),
    }
    with pytest.raises(RefusedRule, match="a -> b -> a"):
        Graph(rules, {}, frozenset())


def test_a_rule_of_a_member_that_asks_for_the_household_is_refused() -> None:
    rule = _rule("cold", Level.MEMBER, lambda roof: roof, "roof")
    with pytest.raises(RefusedRule, match="roof"):
        Graph({"cold": rule}, {"roof": Level.HOUSEHOLD}, frozenset())


def test_three_valued_logic_is_minimum_maximum_and_complement() -> None:
    left = np.repeat(np.array([N, U, Y], np.uint8), 3)
    right = np.tile(np.array([N, U, Y], np.uint8), 3)
    assert both(left, right).tolist() == [N, N, N, N, U, U, N, U, Y]
    assert either(left, right).tolist() == [N, U, Y, U, U, Y, Y, Y, Y]
    assert no(left[::3]).tolist() == [Y, U, N]


def test_a_count_is_an_interval() -> None:
    columns = [np.array(values, np.uint8) for values in ([Y, Y, Y, N], [Y, U, N, U], [N, U, N, U])]
    assert at_least(2, *columns).tolist() == [Y, U, N, U]


def test_more_than_a_share_counts_a_household_of_many_members() -> None:
    counts = np.array([70_000, 2, 2], np.uint32)
    values = np.concatenate([np.repeat([Y, N], [35_001, 34_999]), [Y, N], [Y, U]]).astype(np.uint8)
    members = MemberTruth(values, np.array([0, 70_000, 70_002], np.intp), counts)
    assert more_than_share(members, 0.5).tolist() == [Y, N, U]


def test_a_blank_is_relevant_only_where_its_answer_could_change_the_rule() -> None:
    rule = _rule("wet", Level.HOUSEHOLD, lambda roof, wall: both(no(roof), no(wall)), "roof", "wall")
    questions = {"roof": Level.HOUSEHOLD, "wall": Level.HOUSEHOLD}
    axis = TruthAxis()
    table = truth_table(Graph({"wet": rule}, questions, frozenset()), "wet", {"roof": axis, "wall": axis}, {})
    places = {"roof": np.array([U, U, U], np.uint8), "wall": np.array([N, U, Y], np.uint8)}
    assert table.relevant[table.rows(places)].tolist() == [1, 3, 0]


def test_a_table_past_memory_is_refused() -> None:
    names = [f"q{place}" for place in range(12)]
    rule = _rule("all", Level.HOUSEHOLD, lambda **answers: either(*answers.values()), *names)
    graph = Graph({"all": rule}, dict.fromkeys(names, Level.HOUSEHOLD), frozenset())
    with pytest.raises(RefusedRule, match="12 questions"):
        truth_table(graph, "all", {name: CodeAxis(("a", "b")) for name in names}, {})


@pytest.mark.parametrize(
    ("year", "code"),
    [
        (2016, "vn-2016"),
        (2021, "vn-2016"),
        (2022, "vn-2022"),
        (2026, "vn-2022"),
        (2027, "vn-2027"),
        (2030, "vn-2027"),
    ],
)
def test_the_standard_follows_the_year_of_the_list(year: int, code: str) -> None:
    assert standard_for_list(year) == code


@pytest.mark.parametrize("year", [2015, 2031])
def test_a_list_that_no_standard_covers_is_refused(year: int) -> None:
    with pytest.raises(UnknownStandard):
        standard_for_list(year)


@pytest.mark.parametrize("code", ["", "vn-1993", "vn-2022+24"])
def test_an_unknown_standard_is_refused(code: str) -> None:
    with pytest.raises(UnknownStandard):
        standard(code)


def _one(code: str, overlay: Overlay | None = None) -> tuple[str, str, int]:
    households = pl.DataFrame({
        "household_id": ["H"], "area_type": ["rural"], "income_month_per_capita": ["1700000"],
        "water_source": ["surface"], "toilet": ["none"], "floor_area_m2": ["500"], "wall_durable": ["1"],
        "column_durable": ["1"], "has_tv": ["1"],
    })  # fmt: skip
    members = pl.DataFrame({
        "household_id": ["H"], "member_id": ["1"], "birth_date": ["1980"], "able_to_work": ["0"],
        "monthly_allowance": ["0"], "health_insurance": ["1"], "uses_internet": ["1"],
    })  # fmt: skip
    row = classify_tables(standard(code, overlay=overlay), households, members, AS_OF).row(0, named=True)
    return row["standard"], row["class"], row["deprivations_max"]


def test_an_overlay_changes_numbers_and_never_rules() -> None:
    act = "Nghị quyết thử nghiệm"
    stricter = Overlay(place="24", numbers={"income_line_rural": (1_750_000, act)})
    fewer = Overlay(
        place="24", numbers={"income_line_rural": (1_750_000, act), "deprivations_for_poor": (2, act)}
    )
    narrow = Overlay(
        numbers={"income_line_rural": (1_750_000, act)}, indicators=("water",), indicators_act=act
    )
    assert [
        _one("vn-2022"),
        _one("vn-2022+24", stricter),
        _one("vn-2022+24", fewer),
        _one("vn-2022", narrow),
    ] == [
        ("vn-2022", "average", 2),
        ("vn-2022+24", "near_poor", 2),
        ("vn-2022+24", "poor", 2),
        ("vn-2022", "near_poor", 1),
    ]


@pytest.mark.parametrize(
    "overlay", [Overlay(numbers={"income_line_moon": (1, "x")}), Overlay(indicators=("happiness",))]
)
def test_an_overlay_that_names_what_the_standard_lacks_is_refused(overlay: Overlay) -> None:
    with pytest.raises(WrongOverlay):
        standard("vn-2022", overlay=overlay)


def test_every_number_of_law_carries_its_article_and_how_well_it_is_known() -> None:
    for code in ("vn-2016", "vn-2022", "vn-2027"):
        for number in standard(code).parameters.values():
            assert number.article and number.unit and number.known in {"T", "S", "M"}
