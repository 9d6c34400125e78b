"""The manual of a standard that a place adopted, from the command line."""

from datetime import date

import pytest
from click.testing import CliRunner

from ansinh.accounts.actor import CONSOLE
from ansinh.places.actions import load_units
from ansinh.standards.actions import adopt_local_standard
from ansinh.standards.cli_local import local_standards
from ansinh.standards.registry import UnknownStandard

pytestmark = pytest.mark.django_db

STRICTER = """
place = "31"
base = "vn-2022"
act = "Nghị quyết hư cấu 01/NQ-HĐND"
on = {on}
{verified}
[numbers]
income_line_rural = 1750000
"""


def _adopted(tmp_path, verified: str = "") -> None:
    load_units(by=CONSOLE)
    path = tmp_path / "local.toml"
    path.write_text(STRICTER.format(on=date(2022, 12, 14), verified=verified), encoding="utf-8")
    adopt_local_standard(file=path, by=CONSOLE)


def _manual_of(code: str):
    return CliRunner().invoke(local_standards, ["manual", code, "--as-of", "2024-10-01"], obj={"as": None})


def test_a_place_that_adopted_nothing_has_no_manual():
    found = _manual_of("vn-2022+01")

    assert isinstance(found.exception, UnknownStandard)


@pytest.mark.parametrize(
    ("verified", "known"), [("", "CHƯA KIỂM CHỨNG"), ("verified = true", "đã đọc văn bản")]
)
def test_the_manual_of_a_place_names_its_act_and_whether_it_was_read(tmp_path, verified, known):
    _adopted(tmp_path, verified)

    found = _manual_of("vn-2022+31")

    assert found.exit_code == 0
    assert f"Chuẩn riêng của địa bàn 31, theo Nghị quyết hư cấu 01/NQ-HĐND ({known}).\n" in found.output
    assert (
        "- Chuẩn thu nhập khu vực nông thôn: 1.750.000 đồng/người/tháng (số riêng của địa bàn 31 theo "
        f"Nghị quyết hư cấu 01/NQ-HĐND, thay cho Nghị định 07/2021/NĐ-CP, Điều 3.1.a; {known})\n"
    ) in found.output
