"""The command ``reconcile``: exit codes and what it prints."""

import json

import pytest
from click.testing import CliRunner
from tests.reports.printed import line, write

from ansinh.config.program import main
from ansinh.kernel.errors import UnusableInput
from ansinh.reports.cli import reconcile

KEYS = ["rule", "level", "form", "unit_code", "split", "column", "printed", "computed", "message"]


def run(*arguments):
    return CliRunner().invoke(reconcile, [str(argument) for argument in arguments])


def test_a_file_that_does_not_exist_exits_2(tmp_path):
    assert run(tmp_path / "none.csv").exit_code == 2


def test_an_ambiguous_cell_is_unusable_input_that_exits_2(tmp_path):
    path = write(tmp_path / "t.csv", [line(1, c4="1.118")])
    with pytest.raises(UnusableInput) as raised:
        CliRunner().invoke(reconcile, [str(path)], catch_exceptions=False)
    assert raised.value.exit_code == 2
    assert "t.csv, dòng 2, cột «c4»" in raised.value.message


def test_a_contradiction_exits_1_and_prints_findings_and_counts(tmp_path):
    result = run(write(tmp_path / "t.csv", [line(1, c1=1118, c3=412, c4="36.86")]), "--format", "json")
    said = json.loads(result.stdout)
    [finding] = said["findings"]
    assert result.exit_code == 1
    assert list(finding) == KEYS
    assert (finding["form"], finding["printed"], finding["computed"]) == (1, 36.86, 36.85)
    assert said["checked"]["rate_mismatch"] == 1


def test_a_note_alone_exits_0(tmp_path):
    path = write(tmp_path / "t.csv", [line(1, "1", c1=620779, c3=11457, c4="1.85"), line(14)])
    result = run(path, "--format", "text")
    assert result.exit_code == 0
    assert "t.csv: cách làm tròn tỷ lệ: làm tròn." in result.stdout


@pytest.mark.parametrize(
    ("cells", "code"), [({"c4": "36.85"}, 0), ({"c4": "36.86"}, 1), ({"c4": "1.118"}, 2)]
)
def test_the_program_ends_with_the_exit_code_of_the_command(cells, code, tmp_path):
    path = write(tmp_path / "t.csv", [line(1, c1=1118, c3=412, **cells)])
    with pytest.raises(SystemExit) as ended:
        main(["reconcile", str(path)])
    assert ended.value.code == code
