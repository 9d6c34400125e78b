"""T16 on pages: a file whose letters cannot be told is refused with its reason, and who brings it may say how it is written."""

import polars as pl
import pytest
from tests.pages.conftest import COMMUNE
from tests.pages.imports.staging import accept, bring_in
from tests.work.tables.old_vietnamese import vni

from ansinh.households.models import Household
from ansinh.reviews.models import ListEntry
from ansinh.work.uploads import findings_of

pytestmark = pytest.mark.django_db

HEAD = b"household_id,area_code,village,list_year,standard,class,reason\n"


@pytest.fixture
def file(tmp_path):
    """A list whose words are in the letters of VNI fonts; so few that two tables explain them."""

    def written(*words: bytes):
        path = tmp_path / "ds.csv"
        rows = [f"V{n},{COMMUNE},Thon 1,2022,vn-2022,poor,".encode() + word for n, word in enumerate(words)]
        path.write_bytes(HEAD + b"\n".join(rows) + b"\n")
        return path

    return written


def test_letters_that_read_two_ways_are_asked_about_and_somebody_says(commune_officer, file):
    path = file(b"T\xe2m")
    batch = bring_in(commune_officer, "lists", {"rows": path})
    assert (batch.state, "bảng mã" in batch.reason) == ("unusable", True)

    batch = bring_in(commune_officer, "lists", {"rows": path}, encoding="cp1258")

    assert (batch.state, batch.options) == ("checked", {"encoding": "cp1258"})
    batch = accept(commune_officer, batch)
    assert (batch.state, ListEntry.objects.everywhere().get().reason) == ("accepted", "Tâm")


def test_which_table_was_taken_is_a_finding(commune_officer, file):
    names = ["Nguyễn Thị Hạnh", "Trần Văn Đức", "Phạm Ngọc Ánh", "Đặng Thị Thủy", "Bùi Quang Lượng"]
    batch = bring_in(commune_officer, "lists", {"rows": file(*(vni(one).encode("cp1252") for one in names))})
    found = findings_of(batch).filter(pl.col("rule") == "old_encoding")
    assert (batch.state, found.height) == ("checked", 1)
    assert "vni" in found["message"][0]
    accept(commune_officer, batch)
    assert sorted(ListEntry.objects.everywhere().values_list("reason", flat=True)) == sorted(names)


def test_a_table_nobody_knows_is_refused_at_the_form(commune_officer, file):
    with file(b"x").open("rb") as rows:
        answer = commune_officer.post("/imports/new/lists", {"rows": rows, "encoding": "ebcdic"})
    assert (answer.status_code, Household.objects.everywhere().count()) == (422, 0)


@pytest.mark.parametrize("kind", ["survey", "lists", "events", "populations"])
def test_every_kind_of_table_asks_how_it_is_written(commune_officer, kind):
    assert 'name="encoding"' in commune_officer.get(f"/imports/new/{kind}").content.decode()
