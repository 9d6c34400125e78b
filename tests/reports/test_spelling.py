"""Numbers are read in the spelling of their column, or refused with file, row and column; never guessed."""

import openpyxl
import polars as pl
import pytest
from tests.reports.printed import line, write

from ansinh.kernel.findings import Level
from ansinh.reports.errors import UnreadableTable
from ansinh.reports.reconcile.reading import read_published


@pytest.fixture
def refusal(tmp_path):
    def read(*rows):
        with pytest.raises(UnreadableTable) as raised:
            read_published([write(tmp_path / "bang.csv", rows)])
        return raised.value.facts["file"], raised.value.facts["row"], raised.value.facts["column"]

    return read


@pytest.fixture
def numbers(tmp_path):
    def read(*rows):
        tables, _notes = read_published([write(tmp_path / "bang.csv", rows)])
        return [{f"c{n}": str(v) for n, v in row.values.items()} for row in tables.rows]

    return read


@pytest.mark.parametrize(
    "cells",
    [
        {"c3": "1.118"},
        {"c3": "1,118"},
        {"c4": "1.118"},
        {"c4": "1,118"},
        {"c3": "1.118", "c4": "1.01"},
        {"c3": "1.118", "c4": "1,01", "c6": "2.14"},
    ],
)
def test_a_cell_that_could_be_two_numbers_is_refused(cells, refusal):
    assert refusal(line(1, "1"), line(1, **cells)) == ("bang.csv", 3, min(cells))


def test_a_dot_decimal_in_a_column_of_commas_is_refused(refusal):
    assert refusal(line(1, "1", c4="63,14"), line(1, "2", c4="2.14%")) == ("bang.csv", 3, "c4")


@pytest.mark.parametrize("cell", ["n/a", "--", "1 118", "1.11.8", "12,", "1e5", "-3"])
def test_a_cell_that_is_no_number_is_refused(cell, refusal):
    assert refusal(line(1, c3=cell)) == ("bang.csv", 2, "c3")


def test_a_count_that_is_not_whole_is_refused(refusal):
    assert refusal(line(1, c3="1118.5")) == ("bang.csv", 2, "c3")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (line(16), "form"),
        (line("x"), "form"),
        (line(1, ""), "unit_code"),
        (line(2, split="hộ"), "split"),
    ],
)
def test_a_row_that_belongs_nowhere_is_refused(row, column, refusal):
    assert refusal(row) == ("bang.csv", 2, column)


def test_two_prints_of_one_cell_that_differ_are_refused(refusal):
    assert refusal(line(1, c3=5), line(1, c3=6)) == ("bang.csv", 3, "c3")


def test_a_column_with_a_comma_decimal_is_vietnamese_throughout(numbers):
    found = numbers(line(1, "1", c4="63,14"), line(2, "2", c4="1.118"), line(1, "3", c4="28"))
    assert [row["c4"] for row in found] == ["63.14", "1118", "28"]


def test_counts_of_a_table_with_comma_decimals_are_vietnamese(numbers):
    [row] = numbers(line(1, c1="110.300", c3="1.118", c4="1,01", c5="2.359", c6="2,14%"))
    assert row == {"c1": "110300", "c3": "1118", "c4": "1.01", "c5": "2359", "c6": "2.14"}


def test_plain_numbers_stay_plain(numbers):
    [row] = numbers(line(1, c1="110300", c3="1118.0", c4="1.01", c6="2.1400"))
    assert row == {"c1": "110300", "c3": "1118.0", "c4": "1.01", "c6": "2.1400"}


def test_thousands_in_two_groups_can_only_be_vietnamese(numbers):
    [row] = numbers(line(1, c2="2.110.300"))
    assert row == {"c2": "2110300"}


def test_a_blank_cell_was_not_printed(numbers):
    assert numbers(line(1, c3="")) == [{}]


def test_parts_of_one_row_printed_apart_are_joined(numbers):
    assert numbers(line(1, c3=5), line(1, c3=5, c5=7)) == [{"c3": "5", "c5": "7"}]


def test_a_workbook_with_the_same_columns_is_read_alike(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["form", "unit_code", "split", "c1", "c3", "c4"])
    book.active.append([1, "00311", None, 110300, 1118, 1.0135992])
    book.save(tmp_path / "bang.xlsx")
    tables, _notes = read_published([tmp_path / "bang.xlsx"])
    [row] = tables.rows
    assert (row.form, row.unit_code) == (1, "00311")
    assert {n: float(v) for n, v in row.values.items()} == {1: 110300, 3: 1118, 4: 1.0135992}


def test_columns_that_are_numbers_in_the_file_need_no_reading(tmp_path):
    table = pl.DataFrame({"form": [1], "unit_code": ["311"], "c3": [1118], "c4": [1.118]})
    table.write_parquet(tmp_path / "bang.parquet")
    tables, _notes = read_published([tmp_path / "bang.parquet"])
    assert [str(v) for v in tables.rows[0].values.values()] == ["1118", "1.118"]


def test_an_unknown_column_is_reported_and_not_dropped_in_silence(tmp_path):
    path = tmp_path / "bang.csv"
    path.write_text("form,unit_code,c1,ghi_chu\n1,311,5,x\n", encoding="utf-8")
    _tables, notes = read_published([path])
    assert [(note.rule, note.level) for note in notes] == [("unknown_column", Level.INFO)]


@pytest.mark.parametrize("header", ["unit_code,c1", "form,c1", "form,unit_code"])
def test_a_table_without_the_columns_that_say_what_it_is_is_refused(header, tmp_path):
    path = tmp_path / "bang.csv"
    path.write_text(f"{header}\n" + ",".join("1" for _name in header.split(",")) + "\n", encoding="utf-8")
    with pytest.raises(UnreadableTable):
        read_published([path])
