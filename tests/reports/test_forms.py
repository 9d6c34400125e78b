"""The fifteen forms: they close, they say what they rest on, and they refuse to print a contradiction."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from tests.reports import factory

from ansinh.kernel.language import speaking
from ansinh.reports.errors import FormDoesNotClose, FormNeedsMore, OutsideUnit, UnknownForm
from ansinh.reports.forms import make_form
from ansinh.reports.layouts.columns import CellSource
from ansinh.reports.tables import FormTable, RowKind

SEEDS = range(6)


def values(table: FormTable, code: str, split: str = "") -> list:
    [row] = [row for row in table.rows if row.code == code and row.split == split]
    return [cell.value for cell in row.cells]


def total(table: FormTable, split: str = "") -> list:
    [row] = [row for row in table.rows if row.kind is RowKind.TOTAL and row.split == split]
    return [cell.value for cell in row.cells]


def test_a_form_that_does_not_exist_is_refused():
    with pytest.raises(UnknownForm):
        make_form(16, factory.context())


def test_a_movement_that_does_not_close_is_never_printed():
    given = factory.context()
    cube = given.cube.with_columns(
        pl.when((pl.col("measure") == "opening") & (pl.col("class") == "poor"))
        .then(pl.col("households") + 1)
        .otherwise(pl.col("households"))
        .alias("households")
    )
    with pytest.raises(FormDoesNotClose) as raised:
        make_form(2, replace(given, cube=cube))
    assert (raised.value.facts["form"], raised.value.facts["column"]) == (2, "c9")


def test_deprivations_that_do_not_add_up_are_never_printed():
    given = factory.context()
    cube = given.cube.filter(pl.col("measure") != "indicator:water")
    with pytest.raises(FormDoesNotClose):
        make_form(4, replace(given, cube=cube))


def test_a_commune_under_no_row_is_an_error_and_not_left_out():
    given = factory.context()
    with pytest.raises(OutsideUnit):
        make_form(1, replace(given, row_of={"11473": "11473"}))


def test_a_list_without_its_people_says_what_it_needs():
    with pytest.raises(FormNeedsMore):
        make_form(15, factory.context(members=None))


def test_form_1_counts_households_and_persons_as_the_outcome_does():
    given = factory.context()
    poor = given.outcome.filter(pl.col("class") == "poor")
    land = given.outcome.filter((pl.col("class") == "average") & (pl.col("primary_sector") != "other"))
    found = total(make_form(1, given))
    assert (found[0], found[2], found[8], found[6]) == (
        given.populations["households"].sum(),
        poor.height,
        poor["persons"].sum(),
        land.height,
    )


def test_rates_are_rounded_half_up_at_two_decimals():
    given = factory.context()
    unit = replace(given.unit, code="30", name="Tỉnh Hải Dương")
    cube = pl.DataFrame(
        {
            "unit_code": ["288"] * 2,
            "village": [""] * 2,
            "area_type": ["rural"] * 2,
            "standard": ["vn-2022"] * 2,
            "class": ["poor", "near_poor"],
            "measure": ["total"] * 2,
            "households": [11_457, 16_761],
            "persons": [0, 0],
        }
    )
    people = given.populations.head(1).with_columns(
        pl.lit("288").alias("unit_code"), pl.lit(620_779).alias("households")
    )
    place = factory.Place("288", "Thành phố Hải Dương")
    table = make_form(
        1, replace(given, unit=unit, rows=[place], row_of={"288": "288"}, cube=cube, populations=people)
    )
    assert (values(table, "288")[3], values(table, "288")[5]) == (Decimal("1.85"), Decimal("2.70"))


def test_a_place_without_population_has_no_rate_and_a_note_says_so():
    given = factory.context()
    table = make_form(1, replace(given, populations=given.populations.filter(pl.col("unit_code") != "11476")))
    row = values(table, "11476")
    assert [row[0], row[1], row[3], row[9]] == [None] * 4
    assert total(table)[0] is None
    assert any("Xã An Sơn" in note for note in table.notes)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("number", [2, 3])
@pytest.mark.parametrize("split", ["households", "persons"])
def test_column_9_is_the_list_and_the_formula_both(seed, number, split):
    given = factory.context(seed)
    listed = given.outcome.filter(pl.col("class") == {2: "poor", 3: "near_poor"}[number])
    c = [0, *total(make_form(number, given), split)]
    assert c[9] == c[1] - c[2] - c[3] - c[4] + c[5] + c[6] + c[7] + c[8]
    assert c[9] == (listed.height if split == "households" else listed["persons"].sum())


@pytest.mark.parametrize("number", range(1, 14))
def test_the_total_is_the_sum_of_the_places(number):
    table = make_form(number, factory.context(3))
    for split in {row.split for row in table.rows}:
        places = [row for row in table.rows if row.kind is RowKind.PLACE and row.split == split]
        for index, column in enumerate(table.columns):
            if column.kind.value == "count":
                assert total(table, split)[index] == sum(row.cells[index].value for row in places)


def test_form_5_has_no_rate_where_there_is_no_household():
    given = factory.context()
    nobody = given.cube.filter((pl.col("unit_code") != "11473") | (pl.col("class") != "poor"))
    assert values(make_form(5, replace(given, cube=nobody)), "11473") == [0, *[None] * 12]


def test_form_9_has_one_column_an_ethnic_group_present_in_vietnamese_order():
    heads = [column.heads[1] for column in make_form(9, factory.context()).columns]
    assert heads == ["Tổng số", "Kinh", "Tổng số dân tộc thiểu số", "Hoa", "Nùng", "Tày", "khác"] * 2


def test_form_10_has_the_causes_of_the_standard_and_no_total():
    assert len(make_form(10, factory.context()).columns) == 16


def test_form_12_prints_no_formula_where_an_ethnic_group_is_not_known():
    given = factory.context()
    cube = given.cube.with_columns(
        pl.when(pl.col("measure") == "kinh")
        .then(pl.col("households") // 2)
        .otherwise(pl.col("households"))
        .alias("households")
    )
    table = make_form(12, replace(given, cube=cube))
    assert [column.formula for column in table.columns if column.formula] == ["1=2+3", "4=5+6", "13=14+15"]
    assert any("Cột 7" in note for note in table.notes)


def test_every_cell_of_the_cube_knows_where_it_comes_from():
    table = make_form(2, factory.context())
    households, persons = table.rows[0].cells[3], table.rows[1].cells[3]
    assert households.sources == (CellSource("movement:other_out", "poor", "households"),)
    assert [source.measure for source in persons.sources] == ["movement:other_out", "persons_lost"]


def test_households_without_a_known_village_have_a_row_of_their_own():
    given = factory.context()
    commune = given.outcome.filter(pl.col("unit_code") == "11473").with_columns(
        pl.when(pl.col("village") == "Thôn 3").then(pl.lit("")).otherwise(pl.col("village")).alias("village")
    )
    villages = [factory.Place("11473.001", "Thôn 1"), factory.Place("11473.002", "Thôn 2")]
    cube = factory.plain_cube(commune, [i[0] for i in factory.WORDS_2022.indicators], [])
    by_village = replace(
        given,
        unit=replace(given.unit, code="11473"),
        rows=villages,
        row_key="village",
        row_of={"Thôn 1": "11473.001", "Thôn 2": "11473.002"},
        cube=cube,
    )
    poor = commune.filter(pl.col("class") == "poor").height
    deprivations, summary = make_form(4, by_village), make_form(1, by_village)
    assert [row.code for row in deprivations.rows] == ["11473.001", "11473.002", "11473.000", "11473"]
    assert total(deprivations)[0] == poor
    # A form of rates has no rows of villages that nobody counted, and says so.
    assert [row.code for row in summary.rows] == ["11473"]
    assert total(summary)[2] == poor
    assert any("cả xã" in note for note in summary.notes)


def test_published_figures_stand_beside_ours_and_never_over_them():
    published = {(1, "311", "", "c3"): Decimal(1118)}
    with_them = make_form(1, factory.context(published=published))
    assert total(with_them) == total(make_form(1, factory.context()))
    assert any("đã công bố 1.118" in note for note in with_them.notes)


def test_an_unverified_standard_says_so_on_every_form():
    words = replace(factory.WORDS_2022, unverified=["ngưỡng của các chỉ số"])
    for number in range(1, 16):
        table = make_form(number, factory.context(standard=words))
        assert any(note.startswith("CHƯA KIỂM CHỨNG") for note in table.notes)


def test_a_form_carries_round_version_and_denominators():
    table = make_form(1, factory.context())
    assert "năm 2022" in table.head.subtitle
    assert "a1" * 32 in table.head.version
    assert "10:04 ngày 20/12/2022" in table.head.version
    assert any("Báo cáo dân số của xã" in note and "14/12/2022" in note for note in table.notes)


def test_forms_speak_english_with_the_english_words_of_the_standard():
    with speaking("en"):
        table = make_form(4, factory.context())
    assert table.columns[2].heads[-1] == "Employment"


def test_the_list_has_every_member_of_every_poor_household_once():
    given = factory.context()
    poor = given.outcome.filter(pl.col("class") == "poor")
    entries = [row for row in make_form(15, given).rows if row.kind is RowKind.ENTRY]
    heads = [row for row in entries if row.cells[0].value is not None]
    assert (len(entries), len(heads)) == (poor["persons"].sum(), poor.height)


def test_the_list_marks_new_relapse_and_old_by_the_movement():
    given = factory.context()
    poor = given.outcome.filter(pl.col("class") == "poor")
    entries = [row for row in make_form(15, given).rows if row.kind is RowKind.ENTRY]
    marks = [sum(row.cells[column].value == "x" for row in entries) for column in (7, 8, 9)]
    expected = [("new_poor", "near_to_poor"), ("relapse_poor",), ("stay_poor",)]
    assert marks == [poor.filter(pl.col("movement").is_in(names)).height for names in expected]


def test_the_list_marks_support_once_a_kind():
    given = factory.context()
    household = given.outcome.filter(pl.col("class") == "poor")["household_id"][0]
    supports = pl.DataFrame({"household_id": [household] * 2, "kind": ["health", "credit"]})
    entries = [row for row in make_form(15, replace(given, supports=supports)).rows if row.cells]
    assert [sum(row.cells[i].value == "x" for row in entries) for i in range(13, 19)] == [1, 0, 0, 1, 0, 0]
