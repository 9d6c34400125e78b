"""The export of the software in use today: what was taken, joined, kept apart or refused, row by row."""

import json
import os
from pathlib import Path

import openpyxl
import pytest

from ansinh.households.models import Household
from ansinh.kernel.errors import AnSinhError
from ansinh.reviews.models import ListEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
NAMES = (
    "date",
    "family.hostName",
    "family.code",
    "family.hostGender",
    "family.numberOfMembers",
    "b1Point",
    "classify",
)
LABELS = ("Thời gian rà soát", "Chủ hộ", "Mã hộ", "Giới tính", "Số nhân khẩu", "Phiếu B1", "Phân loại")
POOR, NEAR, NOT = "Hộ nghèo", "Hộ cận nghèo", "Hộ không nghèo"
ROWS = [
    ("14/11/2023", "H' Mẫu Niê", "001", "Nữ", 4, 110, POOR),
    ("2023-11-14", "H' MẪU NIÊ", "001", "", 4, "--", POOR),  # joined: capitals
    (
        "14-11-2023",
        "Tra\u0300n Va\u0306n Hai",
        "001",
        "Nam",
        3,
        120,
        NEAR,
    ),  # the code begins anew in each village
    ("14/11/2023", "Tràn Văn Hai", "001", "Nam", 3, 120, NEAR),  # joined: decomposed letters above
    ("14/11/2023", "Lê Thị Ba", "002", "Nữ", 2, 100, POOR),
    ("14/11/2023", "Lê Thị Ba", "002", "Nữ", 2, 100, NEAR),  # disagrees: waits
    ("14/11/2023", "Thử", "999", "Nam", 1, 0, POOR),  # a trial
    ("14/11/2023", "Phạm Văn Tư", "003", "Nam", "ba", 130, POOR),  # refused
    ("", "Phạm Văn Năm", "004", "Nam", 3, 130, NOT),
]


@pytest.fixture
def export(tmp_path):
    def made(rows=ROWS, name: str = "export.xlsx") -> Path:
        book = openpyxl.Workbook()
        for row in (NAMES, LABELS, *rows):
            book.active.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return made


def counts(said: dict) -> dict:
    names = ("rows", "households", "duplicates", "conflicts", "trial", "already")
    return {name: said[name] for name in names}


def test_a_file_without_its_columns_is_unusable(tmp_path, bring):
    book = openpyxl.Workbook()
    book.active.append(("a", "b"))
    book.active.append(("A", "B"))
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(AnSinhError) as failure:
        bring("review-export", tmp_path / "x.xlsx", "--round", "2023", "--area", "311")
    assert failure.value.exit_code == 2


def test_checking_says_what_each_row_is_and_writes_nothing(export, bring):
    code, said = bring("review-export", export(), "--round", "2023", "--area", "311")
    assert (code, said["accepted"]) == (1, False)
    assert counts(said) == {
        "rows": 9,
        "households": 4,
        "duplicates": 2,
        "conflicts": 1,
        "trial": 1,
        "already": 0,
    }
    assert [(one["row"], one["column"]) for one in said["refused"]] == [(10, "family.numberOfMembers")]
    rules = [(one["rule"], one["row"]) for one in said["findings"]]
    assert rules == [("duplicate", 4), ("duplicate", 6), ("conflict", 8), ("trial", 9), ("refused", 10)]
    assert Household.objects.everywhere().count() == 0


def test_no_finding_carries_a_name(export, bring):
    _code, said = bring("review-export", export(), "--round", "2023", "--area", "311")
    assert not [name for name in ("Mẫu", "Hai", "Ba", "Phạm") if name in json.dumps(said, ensure_ascii=False)]


def test_accepting_takes_the_readable_rows_and_a_second_time_changes_nothing(export, bring):
    words = ("--round", "2023", "--area", "311", "--accept")
    code, said = bring("review-export", export(), *words)
    assert (code, said["accepted"], said["already"]) == (1, True, 0)
    taken = Household.objects.everywhere().count()
    listed = sorted(ListEntry.objects.everywhere().values_list("list_class", "list_year"))
    assert (taken, listed) == (4, [("near_poor", 2024), ("poor", 2024)])
    assert {one.placed_under.code for one in Household.objects.everywhere()} == {"311"}
    _code, again = bring("review-export", export(ROWS[::-1], "again.xlsx"), *words)
    assert (again["already"], Household.objects.everywhere().count()) == (4, 4)
    assert ListEntry.objects.everywhere().count() == 2


def test_the_sample_gives_its_known_counts(bring):
    shared = Path(os.environ.get("ANSINH_SHARED") or Path(__file__).resolve().parents[3] / "shared")
    sample = shared / "data/samples/review-export-2023.xlsx"
    if not sample.exists():
        pytest.skip("the sample of the export lies outside of the repository and is not here")
    words = ("--round", "2023", "--area", "311", "--accept")
    _code, said = bring("review-export", sample, *words)
    assert counts(said) == {
        "rows": 2863,
        "households": 1458,
        "duplicates": 1370,
        "conflicts": 25,
        "trial": 7,
        "already": 0,
    }
    assert len(said["refused"]) == 3
    assert bring("review-export", sample, *words)[1]["already"] == 1458
