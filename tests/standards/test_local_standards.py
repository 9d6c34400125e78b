"""Provincial overlays and tables of points as data of the system."""

from datetime import date

import pytest

from ansinh.accounts.actor import CONSOLE
from ansinh.audit.models import Event
from ansinh.kernel.errors import UnusableInput
from ansinh.places.actions import load_units
from ansinh.standards.actions import adopt_local_standard, load_score_table
from ansinh.standards.adopted import score_table, standard_in_use
from ansinh.standards.models import LocalStandard
from ansinh.standards.registry import UnknownStandard
from ansinh.standards.standard import WrongOverlay

pytestmark = pytest.mark.django_db

STRICTER = """
place = "31"
base = "vn-2022"
act = "Nghị quyết hư cấu 01/NQ-HĐND"
on = {on}
[numbers]
income_line_rural = 1750000
deprivations_for_poor = 2
"""


@pytest.fixture
def units():
    load_units(by=CONSOLE)


def _file(tmp_path, text: str):
    path = tmp_path / "local.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_local_standard_without_its_act_is_refused(units, tmp_path):
    with pytest.raises(UnusableInput):
        adopt_local_standard(file=_file(tmp_path, 'place = "31"\nbase = "vn-2022"\n'), by=CONSOLE)

    assert LocalStandard.objects.count() == 0


def test_a_number_that_the_standard_does_not_have_is_refused(units, tmp_path):
    text = 'place = "31"\nbase = "vn-2022"\nact = "NQ 01"\n[numbers]\nline_of_nothing = 1\n'

    with pytest.raises(WrongOverlay):
        adopt_local_standard(file=_file(tmp_path, text), by=CONSOLE)

    assert LocalStandard.objects.count() == 0


def test_an_adopted_standard_is_used_under_its_place_and_twice_changes_nothing(units, tmp_path):
    file = _file(tmp_path, STRICTER.format(on=date(2022, 12, 14)))

    adopt_local_standard(file=file, by=CONSOLE)
    adopt_local_standard(file=file, by=CONSOLE)

    rules = standard_in_use("vn-2022+31")
    assert rules.code == "vn-2022+31"
    assert rules.needed == 2
    assert rules.parameters["income_line_rural"].value == 1750000
    assert LocalStandard.objects.count() == 1
    assert Event.objects.filter(name="standards.overlay_adopted").count() == 1


def test_a_place_that_adopted_nothing_has_no_standard_of_its_own():
    with pytest.raises(UnknownStandard):
        standard_in_use("vn-2022+01")


def test_no_table_of_points_is_there_until_one_is_loaded_and_the_same_again_changes_nothing(tmp_path):
    assert score_table("vn-2022") is None
    path = tmp_path / "points.csv"
    checksum = "a" * 64
    path.write_text(
        "standard,region,item,option,points,source,checksum\n"
        f"vn-2022,fictional,size,one,10,Bảng hư cấu cho kiểm thử,{checksum}\n"
        f"vn-2022,fictional,size,two,5,Bảng hư cấu cho kiểm thử,{checksum}\n",
        encoding="utf-8",
    )

    first = load_score_table(file=path, by=CONSOLE)
    second = load_score_table(file=path, by=CONSOLE)

    table = score_table("vn-2022")
    assert (first, second) == (2, 0)
    assert table is not None
    assert table.score("fictional", {"size": "one"}) == 10
