"""``measures alkire-foster`` as somebody with a file uses it: no database, one answer, or the place of the mistake."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from ansinh.analytics.cli import measures
from ansinh.config.program import main

FOUR = "income,schooling,fed,sanitation\n0,0,0,0\n1,0,0,1\n1,1,1,1\n0,1,0,0\n"


@pytest.fixture
def asked(tmp_path, capsys):
    """``asked(text, *options)``: the exit code, what was printed, what was said of a mistake."""

    def ask(text: str, *options: str) -> tuple[int, str, str]:
        path = tmp_path / "g0.csv"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit) as ended:
            main(["measures", "alkire-foster", "--matrix", str(path), *options])
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return ask


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("a,b\n1,0\n2,1\n", (), "g0.csv, dòng 3, cột «a»"),
        ("a,b\n1,0\n1,\n", (), "g0.csv, dòng 3, cột «b»: ô trống"),
        ("a,b\n1,x\n", (), "g0.csv, dòng 2, cột «b»"),
        ("a,b,w\n1,0,1\n1,0,-2\n", ("--sample-weight", "w"), "g0.csv, dòng 3, cột «w»"),
        ("a,b,w\n1,0,1\n1,0,nan\n", ("--sample-weight", "w"), "g0.csv, dòng 3, cột «w»"),
        ("a,b,w\n1,0,0\n1,0,0\n", ("--sample-weight", "w"), "tổng quyền số mẫu bằng không"),
        ("a,b,g\n1,0,\n", ("--by", "g"), "g0.csv, dòng 2, cột «g»"),
        ("a,b\n1,0\n", ("--by", "g"), "cột «g»: không có cột này"),
        ("a,b\n", (), "không có hàng nào"),
        ("household_id\n7\n", (), "không có cột chỉ tiêu nào"),
        ("a,b\n1,\n,0\n", ("--missing", "drop"), "không còn gì để đo"),
    ],
)
def test_a_file_that_cannot_be_measured_names_its_place(asked, text, options, said):
    code, out, err = asked(text, "--k", "1/2", *options)

    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("options", [("--k", "0"), ("--k", "1/2", "--weights", "1,2"), ("--k", "5")])
def test_a_cutoff_or_weights_that_cannot_be_used_end_with_2(asked, options):
    code, out, err = asked(FOUR, *options)

    assert (code, out) == (2, "")
    assert err


def test_it_says_so_in_english_too(asked):
    code, _out, err = asked("a\n3\n", "--k", "1", "--lang", "en")

    assert code == 2
    assert "row 2" in err


def test_a_program_reads_the_measures(asked):
    code, out, _err = asked(FOUR, "--k", "0.5", "--format", "json")

    told = json.loads(out)
    assert code == 0
    assert {name: told[name] for name in ("H", "A", "M0")} == {"H": 0.5, "A": 0.75, "M0": 0.375}
    assert told["uncensored"] == {"income": 0.5, "schooling": 0.5, "fed": 0.25, "sanitation": 0.5}
    assert told["censored"] == {"income": 0.5, "schooling": 0.25, "fed": 0.25, "sanitation": 0.5}
    assert sum(told["contributions"].values()) == pytest.approx(1)


def test_groups_weights_and_sample_weights_are_taken_from_the_file(asked):
    text = "a,b,people,area\n1,1,4,x\n1,0,2,x\n0,1,3,y\n0,0,1,y\n"

    code, out, _err = asked(
        text,
        "--k",
        "0.5",
        "--weights",
        "3,1",
        "--sample-weight",
        "people",
        "--by",
        "area",
        "--format",
        "json",
    )

    told = json.loads(out)
    assert code == 0
    assert (told["H"], told["M0"]) == (pytest.approx(0.6), pytest.approx((4 * 1 + 2 * 0.75) / 10))
    assert set(told["groups"]) == {"x", "y"}
    assert (told["groups"]["x"]["H"], told["groups"]["y"]["H"]) == (1, 0)
    assert sum(group["contribution"] for group in told["groups"].values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("rule", "head", "rows"), [("drop", 1, 1), ("not-deprived", 0.5, 2), ("deprived", 1, 2)]
)
def test_blank_cells_follow_the_rule_that_was_named(asked, rule, head, rows):
    code, out, _err = asked("a,b\n1,1\n,0\n", "--k", "1/2", "--missing", rule, "--format", "json")

    told = json.loads(out)
    assert (code, told["H"], told["rows"]) == (0, head, rows)
    assert told["missing"] == {
        "rule": rule,
        "rows": 1,
        "dropped": 2 - rows,
        "kept_share": 0.5 if rule == "drop" else 1,
    }


def test_nobody_poor_is_said_and_not_divided_by(asked):
    code, out, _err = asked("a,b\n0,0\n", "--k", "1/2", "--format", "json")

    told = json.loads(out)
    assert (code, told["H"], told["A"], told["M0"]) == (0, 0, 0, 0)
    assert told["notes"]


def test_typed_columns_of_a_parquet_file_are_read(tmp_path):
    path = tmp_path / "g0.parquet"
    pl.DataFrame({"a": [True, False], "b": [1.0, 0.0], "c": [1, 1]}).write_parquet(path)

    found = CliRunner().invoke(
        measures, ["alkire-foster", "--matrix", str(path), "--k", "2/3", "--format", "json"]
    )

    assert json.loads(found.output)["H"] == 0.5
