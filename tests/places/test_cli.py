"""The command line of places: fixed fields, dates in two spellings, exit codes."""

import json

import pytest
from click.testing import CliRunner

from ansinh.kernel.dates import today
from ansinh.places.cli import places
from ansinh.places.errors import UnknownPlace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def run(*arguments, code=0):
    result = CliRunner().invoke(places, [*arguments, "--format", "json"], obj={"as": None})
    assert result.exit_code == code, result.output
    return json.loads(result.output) if code in {0, 1} else result


def test_an_unknown_code_is_unusable_input_with_words():
    result = CliRunner().invoke(places, ["show", "99999"], obj={"as": None})
    assert isinstance(result.exception, UnknownPlace)
    assert result.exception.exit_code == 2


@pytest.mark.parametrize(
    "arguments", [["show"], ["show", "31", "--search", "x"], ["show", "31", "--on", "1.7.2025"]]
)
def test_wrong_arguments_are_refused(arguments):
    assert CliRunner().invoke(places, arguments, obj={"as": None}).exit_code == 2


@pytest.mark.parametrize("on", ["2025-06-30", "30/06/2025"])
def test_show_prints_the_fixed_fields(on):
    assert run("show", "11098", "--on", on) == [
        {
            "code": "11098",
            "name": "Xã Kỳ Sơn",
            "level": "commune",
            "type": "xã",
            "area_type": "rural",
            "parent_code": "298",
            "valid_from": "2024-12-01",
            "valid_until": "2025-06-30",
        }
    ]


def test_show_searches_without_accents_on_the_day_asked():
    assert [row["code"] for row in run("show", "--search", "thuy nguyen", "--on", "2022-01-01")] == ["311"]
    assert [row["code"] for row in run("show", "--search", "Thuỷ Nguyên", "--on", "2025-07-01")] == ["11560"]


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["30"], ["31"]),
        (["30", "--on", "2024-06-30"], ["31"]),
        (["30", "--on", "2025-07-01"], ["31"]),
        (["31"], ["31"]),
        (["11089"], ["11113"]),
        (["11089", "--on", "2025-01-15"], ["11098"]),
        (["01"], ["01"]),
    ],
)
def test_successors_follow_a_code_whichever_day_is_given(arguments, codes):
    assert [row["code"] for row in run("successors", *arguments)] == codes


def test_successors_say_share_basis_and_default():
    rows = run("successors", "11572", "--on", "2025-06-30")
    assert [(r["code"], r["share"], r["is_default"], r["change"], r["date_known"]) for r in rows] == [
        ("11557", None, True, "split", True),
        ("11560", None, False, "split", True),
    ]


def test_unknown_lists_what_the_data_does_not_know():
    rows = run("unknown")
    kinds = {kind: sum(row["unknown"] == kind for row in rows) for kind in ("successor", "area_type", "date")}
    assert kinds["successor"] == 394
    assert kinds["area_type"] == 13
    assert kinds["date"] > 600


def test_enter_act_checks_first_and_writes_when_told(tmp_path):
    file = tmp_path / "act.toml"
    file.write_text(
        "[act]\ntitle = 'Đổi tên'\neffect = 2027-01-01\n[[change]]\nkind = 'rename'\n"
        "old = { level = 'commune', code = '11113' }\n"
        "new = { level = 'commune', code = '11113', name = 'Xã Kỳ Mới', type = 'xã', area_type = 'rural' }\n",
        encoding="utf-8",
    )
    assert run("enter-act", str(file))["written"] is False
    assert run("show", "11113", "--on", "2027-01-01")[0]["name"] == "Xã Tân Kỳ"
    assert run("enter-act", str(file), "--accept")["written"] is True
    assert run("show", "11113", "--on", "2027-01-01")[0]["name"] == "Xã Kỳ Mới"
    assert run("enter-act", str(file), "--accept")["already"] is True


def test_enter_act_with_a_fault_exits_1_and_writes_nothing(tmp_path):
    file = tmp_path / "act.toml"
    file.write_text(
        "[act]\ntitle = 'Bỏ'\neffect = 2027-01-01\n[[change]]\nkind = 'abolish'\n"
        "old = { level = 'commune', code = '99999' }\n",
        encoding="utf-8",
    )
    found = run("enter-act", str(file), "--accept", code=1)
    assert [finding["rule"] for finding in found["findings"]] == ["old_unknown"]
    assert found["written"] is False


def test_restate_reads_a_file_and_keeps_the_total(tmp_path):
    file = tmp_path / "figures.csv"
    file.write_text("unit_code,value\n11572,31\n11098,12\n", encoding="utf-8")
    rows = run("restate", str(file), "--from", "2025-06-30", "--to", "2025-07-01")
    assert [(r["code"], r["value"], r["sure"], r["by_share"], r["basis"]) for r in rows] == [
        ("11557", 31, 0, 31, ["default"]),
        ("11113", 12, 12, 0, ["whole"]),
    ]


@pytest.mark.parametrize(
    "text", ["", "code,value\n1,2\n", "unit_code,value\n11098,nhiều\n", "unit_code,value\n11098,NaN\n"]
)
def test_a_file_of_figures_that_cannot_be_read_says_where(tmp_path, text):
    file = tmp_path / "figures.csv"
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(places, ["restate", str(file), "--from", "2025-06-30"], obj={"as": None})
    assert result.exception.code == "unusable_input"


def test_dates_default_to_today():
    assert run("show", "31") == run("show", "31", "--on", today().isoformat())
