"""The list page: refusals and what is out of scope first, then what it shows, finds, pages and gives out."""

import io
import re
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR
from tests.reviews.conftest import listed

from ansinh.audit.models import Event
from ansinh.households.models import HouseholdLine
from ansinh.portal.households import exporting
from ansinh.portal.households import list as household_list
from ansinh.work.models import Job
from ansinh.work.worker import run_next

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
PAGE = "/households"


def text(client, address: str = PAGE, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def heads(page: str) -> list[str]:
    """The heads' names in the order of the rows."""
    return re.findall(r"data-row-link>([^<]+)</a>", page)


def test_who_is_not_signed_in_signs_in_first(client):
    assert client.get(PAGE).status_code == 302


def test_who_has_no_permission_is_told_why(signed_in):
    assert signed_in().get(PAGE).status_code == 403


def test_a_filter_or_order_that_there_is_not_is_refused(commune_officer, make):
    make("Trần Văn Chủ", ref="A-1")
    for query in (
        {"class": "rich"},
        {"sort": "commune"},
        {"sort": "no"},
        {"columns": "no"},
        {"after": "xyz"},
    ):
        assert commune_officer.get(PAGE, query).status_code == 422


def test_only_households_of_the_scope(signed_in, make, next_door):
    make("Trần Văn Đây", ref="A-1")
    make("Trần Văn Kia", ref="B-1", unit=next_door)
    here = signed_in("commune_officer", COMMUNE)
    assert heads(text(here)) == ["Trần Văn Đây"]
    assert heads(text(signed_in("commune_officer", NEXT_DOOR))) == ["Trần Văn Kia"]
    assert heads(text(signed_in("province_officer", DISTRICT))) == ["Trần Văn Đây", "Trần Văn Kia"]
    assert heads(text(here, q="kia")) == []


def test_both_languages(signed_in, make):
    make("Trần Văn Chủ", ref="A-1")
    officer = signed_in("commune_officer", COMMUNE)
    assert "Tên hoặc mã hộ" in text(officer)
    officer.cookies["ansinh_language"] = "en"
    assert "Name or number of a household" in text(officer)


def test_a_posted_search_goes_sealed_into_the_address(commune_officer, make):
    make("Trần Văn Chủ", "Lê Thị Vợ", ref="A-1")
    make("Phạm Văn Hai", ref="A-2")
    answer = commune_officer.post(PAGE, {"q": "vợ lê", "class": ""})
    assert answer.status_code == 303
    assert "vo" not in parse_qs(urlsplit(answer["Location"]).query)["q"][0].split()
    assert "%E1%BB%A3" not in answer["Location"]
    assert heads(text(commune_officer, answer["Location"])) == ["Trần Văn Chủ"]


def test_filters(commune_officer, make, lists):
    lists(listed("A-1"), listed("A-2", **{"class": "near_poor"}))
    make("Sùng A Tủa", ref="A-3", village="Thôn 2", ethnicity="Mông")
    line = HouseholdLine.objects.everywhere()
    line.filter(source_ref="A-1").update(movement="new_poor", deprived=5, standard="vn-2022", deprivations=2)
    line.filter(source_ref="A-3").update(dissolved=True)

    def found(**query: str) -> list[str]:
        return heads(text(commune_officer, **query))

    assert found(**{"class": "poor"}) == ["Hộ A-1"]
    assert found(**{"class": "near_poor"}) == ["Hộ A-2"]
    assert found(movement="new_poor") == ["Hộ A-1"]
    assert found(state="dissolved") == ["Sùng A Tủa"]
    assert found(state="dissolved", minority="yes") == ["Sùng A Tủa"]
    assert found(minority="yes") == []
    assert found(village="Thôn 1", sort="class") == ["Hộ A-1", "Hộ A-2"]
    assert found(village="Thôn 1", sort="-class") == ["Hộ A-2", "Hộ A-1"]
    assert found(q="a-2") == ["Hộ A-2"]


def test_a_place_narrows_the_reach(signed_in, make, commune, next_door):
    make("Trần Văn Đây", ref="A-1")
    make("Trần Văn Kia", ref="B-1", unit=next_door)
    officer = signed_in("province_officer", DISTRICT)
    assert heads(text(officer, place=str(next_door.pk))) == ["Trần Văn Kia"]
    assert heads(text(officer, place=str(next_door.pk), q="tran")) == ["Trần Văn Kia"]
    assert signed_in("commune_officer", COMMUNE).get(PAGE, {"place": str(next_door.pk)}).status_code == 422
    areas = {unit.area_type for unit in (commune, next_door)}
    shown = [heads(text(officer, area=area)) for area in ("urban", "rural")]
    assert sorted(name for names in shown for name in names) == ["Trần Văn Kia", "Trần Văn Đây"] or areas == {
        None
    }


def test_pages_by_key_both_ways_without_counting(commune_officer, make, monkeypatch):
    names = [f"Trần Văn {word}" for word in ("An", "An", "An", "Bình", "Cường", "Dung", "Đào")]
    for number, name in enumerate(names):
        make(name, ref=f"A-{number}")
    monkeypatch.setattr(household_list, "Listing", _of_two(household_list.Listing))
    seen, address = [], PAGE
    with CaptureQueriesContext(connection) as asked:
        while address:
            page = text(commune_officer, address)
            seen.append(heads(page))
            onward = re.search(r'href="([^"]+)" rel="next"', page)
            address, last = (onward[1].replace("&amp;", "&"), page) if onward else ("", page)
    assert [name for page_names in seen for name in page_names] == names
    for query in asked.captured_queries:
        # The messages not yet read, a handful by their own index, are counted in the header.
        assert "COUNT(" not in query["sql"].upper() or "work_delivery" in query["sql"]
        assert " OFFSET " not in query["sql"].upper()
    back = re.search(r'href="([^"]+)" rel="prev"', last)
    assert back is not None
    assert heads(text(commune_officer, back[1].replace("&amp;", "&"))) == seen[-2]


def _of_two(listing):
    def small(*args, **named):
        return listing(*args, **named, size=2)

    return small


def test_the_number_of_queries_does_not_grow(commune_officer, make):
    make("Trần Văn Chủ", ref="A-0")
    with CaptureQueriesContext(connection) as one:
        text(commune_officer)
    for number in range(1, 30):
        make("Lê Thị Vợ", "Trần Văn Con", ref=f"A-{number}")
    with CaptureQueriesContext(connection) as many:
        text(commune_officer)
    assert len(many) == len(one)


def test_columns_are_chosen(commune_officer, make):
    make("Trần Văn Chủ", ref="MA-SO-1")
    assert "MA-SO-1" not in text(commune_officer)
    assert "MA-SO-1" in text(commune_officer, columns="name,number")


def test_an_export_is_one_event_without_what_was_searched(commune_officer, make, commune):
    make("Trần Văn Chủ", ref="A-1")
    make("Phạm Văn Hai", ref="A-2")
    answer = commune_officer.get(PAGE, {"q": "phạm", "export": "csv"})
    assert answer.status_code == 200
    table = pl.read_csv(io.BytesIO(answer.content), infer_schema=False)
    assert table["Chủ hộ"].to_list() == ["Phạm Văn Hai"]
    event = Event.objects.get(name="work.list_exported")
    assert event.facts == {"listing": "households", "filters": ["q"], "rows": 1}
    assert event.place == commune.code
    assert commune_officer.get(PAGE, {"export": "exe"}).status_code == 422


def test_a_long_export_is_work_for_the_queue(commune_officer, signed_in, make, monkeypatch):
    for number in range(3):
        make("Trần Văn Chủ", ref=f"A-{number}")
    monkeypatch.setattr(exporting, "SOON", 2)
    answer = commune_officer.get(PAGE, {"sort": "-name", "export": "csv"})
    assert answer.status_code == 303
    job = Job.objects.get(kind="portal.export_households")
    assert answer["Location"] == f"/jobs/{job.pk}"
    assert commune_officer.get(f"/households/exports/{job.pk}").status_code == 404
    run_next()
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    fetched = commune_officer.get(f"/households/exports/{job.pk}")
    table = pl.read_csv(io.BytesIO(b"".join(fetched.streaming_content)), infer_schema=False)
    assert table.height == 3
    assert Event.objects.get(name="work.list_exported").facts["rows"] == 3
    assert signed_in("province_officer", DISTRICT).get(f"/households/exports/{job.pk}").status_code == 404
