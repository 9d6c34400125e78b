"""A draft on pages: refusals first, then what a year costs by source, and by name the rows that every sum was counted from."""

import os
import time
from datetime import date

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.pages.conftest import COMMUNE, NEXT_DOOR
from tests.reviews.conftest import home, listed

from ansinh.access.queries import scope_of
from ansinh.accounts.actor import actor_of
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.progress import silent
from ansinh.kernel.text import fold
from ansinh.support.catalogue.registry import policy
from ansinh.support.insurance.premiums import AMOUNTS, premium_on, with_amounts
from ansinh.support.policies import whatif_views
from ansinh.support.whatif import comparing, keeping, people, telling
from ansinh.support.whatif.asking import Draft, asked_of
from ansinh.support.whatif.comparing import compare, drafted
from ansinh.support.whatif.jobs import try_draft
from ansinh.support.whatif.sources import SOURCES, yearly
from ansinh.work.models import Job

pytestmark = pytest.mark.django_db
ASK, PREPARE, PEOPLE = (reverse(f"policies:{name}") for name in ("whatif", "whatif-prepare", "whatif-people"))
WIDER = "code=DIEN-1&classes=poor,near_poor"
ON = date(2022, 12, 20)


@pytest.fixture(autouse=True)
def kept_here(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path


@pytest.fixture
def homes(homes):
    for ref, name in (("A", "Nguyễn Văn Ất"), ("B", "Đỗ Thị Bưởi")):
        homes[ref].head_name, homes[ref].head_name_fold = name, fold(name)
        homes[ref].save(update_fields=["head_name", "head_name_fold"])
    return homes


def officer_of(code=COMMUNE):
    return actor_of(User.objects.get(username=f"commune_officer-{code}"))


def test_who_sees_no_households_may_try_nothing(homes, signed_in):
    client = signed_in("administrator")
    assert client.get(PEOPLE + f"?{WIDER}").status_code == 403
    assert client.post(PREPARE, {"code": "DIEN-1", "times": "2"}).status_code == 403


@pytest.mark.parametrize("wrong", ["code=nothing&times=2", "code=DIEN-1", "code=DIEN-1&classes=rich"])
def test_what_cannot_be_tried_says_so(homes, signed_in, wrong):
    client = signed_in("commune_officer", COMMUNE)
    assert client.get(f"{ASK}?{wrong}").status_code == 422
    assert client.get(f"{PEOPLE}?{wrong}").status_code == 422


def test_another_commune_does_not_exist(homes, unit, signed_in):
    client = signed_in("commune_officer", NEXT_DOOR)
    assert client.get(f"{PEOPLE}?{WIDER}&unit={unit.pk}").status_code in (404, 422)


def test_the_list_opens_what_was_tried_and_only_to_who_tried_it(homes, unit, signed_in):
    client, other = signed_in("commune_officer", COMMUNE), signed_in("commune_chair", COMMUNE)
    # Nothing is counted yet: to the question first.
    assert client.get(f"{PEOPLE}?{WIDER}").status_code == 302
    page = client.get(f"{ASK}?{WIDER}&try=1").content.decode()
    assert f"{PEOPLE}?code=DIEN-1&amp;classes=poor%2Cnear_poor&amp;change=better" in page
    assert "chưa rõ nguồn" in page
    # Another who may see the same place counts for oneself.
    assert other.get(f"{PEOPLE}?{WIDER}").status_code == 302
    listed_page = client.get(f"{PEOPLE}?{WIDER}&change=better").content.decode()
    assert homes["B"].head_name in listed_page
    assert homes["A"].head_name not in listed_page
    assert reverse("owed:household", kwargs={"household_id": homes["B"].pk}) in listed_page
    assert "DIEN-1" in client.get(f"{PEOPLE}?{WIDER}&change=lost").content.decode()
    assert client.get(f"{PEOPLE}?{WIDER}&change=color").status_code == 422


def test_it_is_searched_without_accents_sorted_and_exported(homes, unit, signed_in):
    client = signed_in("commune_officer", COMMUNE)
    client.get(f"{ASK}?{WIDER}&try=1")
    answer = client.post(f"{PEOPLE}?{WIDER}", {"q": "do buoi"})
    assert answer.status_code == 303
    assert "buoi" not in answer["Location"]
    assert homes["B"].head_name in client.get(answer["Location"]).content.decode()
    assert homes["B"].head_name not in client.get(f"{PEOPLE}?{WIDER}&q=khongai").content.decode()
    for column in ("head", "name", "village", "place", "change", "differs"):
        assert client.get(f"{PEOPLE}?{WIDER}&sort=-{column}").status_code == 200
    file = client.get(f"{PEOPLE}?{WIDER}&export=csv").content.decode("utf-8-sig")
    assert (homes["B"].head_name in file, len(file.strip().splitlines())) == (True, 2)


def test_a_list_costs_the_same_for_one_and_for_many(country, survey, lists, signed_in):
    refs = [f"N{number}" for number in range(4)]
    lists(listed("A"), *(listed(ref, **{"class": "near_poor"}) for ref in refs))
    survey(home("A", labour_capacity=0), *(home(ref, poor=False) for ref in refs))
    client = signed_in("commune_officer", COMMUNE)

    def asked(query):
        client.get(f"{ASK}?{query}&try=1")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"{PEOPLE}?{query}").content.decode()
        return len(queries), page.count("data-row-link")

    asked(WIDER)
    few, many = asked("code=DIEN-1&times=2"), asked(WIDER)
    assert (few[1] < many[1], few[0]) == (True, many[0])


def test_a_kept_result_is_sealed_and_lies_no_longer_than_a_day(homes, unit, signed_in):
    signed_in("commune_officer", COMMUNE)
    by = officer_of()
    asked = asked_of(Draft("DIEN-1", times=2), scope_of(by, Permission.SEE_HOUSEHOLDS), today())
    kept = keeping.try_draft(asked, by)
    again = keeping.kept_of(asked, by)
    assert again is not None
    assert (again.at, again.found.sums()) == (kept.at, kept.found.sums())
    assert again.found.changed.equals(kept.found.changed)
    (file,) = keeping._folder().iterdir()
    assert homes["A"].pk.hex.encode() not in file.read_bytes()
    assert not file.read_bytes().startswith(b"PAR1")
    old = time.time() - keeping._KEPT_SECONDS - 1
    stale = file.with_name("stale.sealed")
    stale.write_bytes(b"")
    os.utime(stale, (old, old))
    keeping.try_draft(asked, by)
    assert [one.name for one in keeping._folder().iterdir()] == [file.name]


def test_whose_data_are_kept_out_is_in_neither_sum_nor_list(homes, unit, signed_in, monkeypatch):
    client = signed_in("commune_officer", COMMUNE)
    client.get(f"{ASK}?{WIDER}&try=1")
    assert client.get(f"{PEOPLE}?{WIDER}").status_code == 200
    for module in (keeping, comparing):
        monkeypatch.setattr(module, "restricted_from", lambda _use: {homes["B"].pk.hex})
    # What was counted with it is no longer opened.
    assert client.get(f"{PEOPLE}?{WIDER}").status_code == 302
    client.get(f"{ASK}?{WIDER}&try=1")
    assert homes["B"].head_name not in client.get(f"{PEOPLE}?{WIDER}").content.decode()


def test_many_households_are_tried_by_a_job_and_opened_by_who_asked(homes, unit, signed_in, monkeypatch):
    monkeypatch.setattr(whatif_views, "MOST_AT_ONCE", 1)
    client = signed_in("commune_officer", COMMUNE)
    page = client.get(f"{ASK}?{WIDER}&try=1").content.decode()
    assert "Tính cho cả địa bàn" in page
    assert not keeping._folder().exists()
    answer = client.post(PREPARE, {"code": "DIEN-1", "classes": "poor,near_poor"})
    assert answer.status_code == 303
    job = Job.objects.get(kind="support.try_draft")
    assert job.arguments == {"draft": {"code": "DIEN-1", "classes": "poor,near_poor"}}
    told = try_draft(job.arguments, officer_of(), silent)
    assert (told["communes"], told["changed"]) == (1, 1)
    assert "Tính lại" in client.get(f"{ASK}?{WIDER}").content.decode()
    assert homes["B"].head_name in client.get(f"{PEOPLE}?{WIDER}").content.decode()


def test_a_card_is_paid_by_who_the_law_says_and_the_parts_are_the_whole(homes, unit):
    before = policy("BHYT-3")
    found = compare([unit.pk], ON, None, before)
    sums, month = found.sums(), premium_on(ON).amount
    assert month is not None
    rule = {one.id: one.share for one in before.law}[found.changed["rule_after"][0]]
    shares = dict(zip(("state_share", "local_share", "own_share"), rule, strict=True))
    parts = with_amounts(pl.DataFrame([shares]), premium_on(ON)).select(AMOUNTS).row(0)
    people_of = found.changed.height
    assert people_of > 0
    assert sums["year_after"] == 12 * month * people_of
    assert tuple(sums[f"{name}_after"] for name in ("state", "local", "own")) == tuple(
        12 * part * people_of for part in parts
    )
    assert sums["unsaid_after"] == 0
    # What the household pays itself is nothing it gets.
    assert set(found.changed["after"]) == {12 * (month - parts[2])}


def test_money_without_a_share_has_no_source_and_a_price_that_nobody_knows_is_told(homes, unit):
    before = policy("DIEN-1")
    found = compare([unit.pk], ON, before, drafted(before, times=2))
    assert found.by_source()["unsaid"] == (found.sums()["year_before"], found.sums()["year_after"])
    assert [pair for name, pair in found.by_source().items() if name != "unsaid"] == [(0, 0)] * 3
    rows = pl.DataFrame(
        {
            "amount": [None, 7, 3],
            "amount_per": [None, "month", "quarter"],
            "state_share": [70, 33, None],
            "local_share": [0, 33, None],
            "own_share": [30, 34, None],
        },
        schema_overrides={"amount": pl.Int64},
    )
    none = yearly(rows, policy("DIEN-1"), ON)
    assert none["year"].to_list() == [None, 84, 12]
    for row in none.iter_rows(named=True):
        parts = [row[f"of_{name}"] for name in SOURCES]
        assert (None if None in parts else sum(parts)) == row["year"]


@pytest.mark.parametrize(("code", "covered"), [("TG-1", True), ("BHYT-1", False)])
def test_a_reason_that_tells_of_a_sensitive_fact_is_covered(code, covered):
    told = set(people._told(policy(code)).values())
    assert any("được che" in one for one in told) is covered
    assert all(told)


def test_the_console_tells_the_same_by_source_and_place(homes, unit):
    before = policy("BHYT-3")
    found = compare([unit.pk], ON, None, before)
    sums, lines = found.sums(), list(telling.told(found))
    assert any(f"Nhà nước: 0 → {shown_number(sums['state_after'])}" in line for line in lines)
    assert any(f"Người dân tự đóng: 0 → {shown_number(sums['own_after'])}" in line for line in lines)
    assert f"    {unit.code}: 0 → {shown_number(sums['year_after'])}" in lines[-1]
    # Nothing stands under no source, and none is said.
    assert not any("chưa rõ nguồn" in line for line in lines)
    of_money = list(telling.told(compare([unit.pk], ON, None, policy("DIEN-1"))))
    assert any("chưa rõ nguồn" in line for line in of_money)
