"""The pages of the forms: who may see which, what they say, what goes out."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR

from ansinh.accounts.actor import actor_of
from ansinh.accounts.models import User
from ansinh.audit.models import Event
from ansinh.households.models import Household
from ansinh.kernel.progress import silent
from ansinh.places.queries import unit_at
from ansinh.reports.comparing import compared
from ansinh.reports.jobs import PACKET, print_packet
from ansinh.reports.kept_forms import kept_form
from ansinh.reports.opening import households_of, open_cell
from ansinh.work.models import Job

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def homes_on(page: str) -> set[str]:
    return set(re.findall(r'href="/households/([0-9a-f-]{36})"', page))


def poor_cell(version) -> str:
    return f"/forms/{version.pk}/1/cell/{version.unit.code}/all/3"


# What is refused.


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/1",
        "/15",
        "/1/file.xlsx",
        "/1/compare",
        "/1/cell/11473/all/3",
        "/1/cell/11473/all/9/people",
    ],
)
def test_a_version_of_another_place_does_not_exist(sealed, signed_in, path):
    neighbour = signed_in("commune_officer", NEXT_DOOR)
    assert neighbour.get(f"/forms/{sealed[COMMUNE].pk}{path}").status_code == 404
    assert neighbour.get(f"/forms/{sealed[NEXT_DOOR].pk}").status_code == 200


def test_all_forms_of_another_place_are_not_printed(sealed, signed_in):
    answer = signed_in("commune_officer", NEXT_DOOR).post(
        f"/forms/{sealed[COMMUNE].pk}/packet", {"shape": "csv"}
    )
    assert (answer.status_code, Job.objects.filter(kind=PACKET).count()) == (404, 0)


@pytest.mark.parametrize(
    "path",
    [
        "/16",
        "/1/file.doc",
        "/14/compare",
        "/1/cell/99999/all/3",
        "/1/cell/11473/households/3",
        "/1/cell/11473/both/3",
        "/1/cell/11473/all/15",
        "/15/cell/11473/all/1",
        "/1/cell/11473/all/3/people",
        "/1/compare?with=0",
    ],
)
def test_what_a_form_does_not_have_is_said(sealed, commune_officer, path):
    answer = commune_officer.get(f"/forms/{sealed[COMMUNE].pk}{path}")
    assert answer.status_code == 404
    assert "Không" in text(answer) or "Chỉ" in text(answer) or "Danh sách" in text(answer)


def test_a_kind_of_file_has_to_be_chosen(sealed, commune_officer):
    answer = commune_officer.post(f"/forms/{sealed[COMMUNE].pk}/packet", {"shape": "doc"})
    assert (answer.status_code, Job.objects.filter(kind=PACKET).count()) == (422, 0)


def test_a_packet_is_for_who_asked_for_it(sealed, signed_in):
    mine, other = signed_in("commune_officer", COMMUNE), signed_in("province_chair", DISTRICT)
    job = printed(sealed[COMMUNE], "commune_officer-11473")
    assert other.get(f"/forms/packets/{job.pk}").status_code == 404
    answer = mine.get(f"/forms/packets/{job.pk}")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"PK")


@pytest.mark.parametrize("path", ["/14", "/15", "/14/file.csv", "/15/file.xlsx"])
def test_who_sees_no_household_is_given_no_form_that_names_them(sealed, signed_in, path):
    agency = signed_in("sector_agency", DISTRICT)
    answer = agency.get(f"/forms/{sealed[COMMUNE].pk}{path}")
    assert (answer.status_code, "Xem hộ và kết quả rà soát" in text(answer)) == (403, True)
    assert not Event.objects.filter(name="forms.printed").exists()
    assert agency.get(f"/forms/{sealed[COMMUNE].pk}/1").status_code == 200


def test_figures_lead_who_may_see_no_household_nowhere_and_say_why(sealed, signed_in, commune_officer):
    shown = f"/forms/{sealed[COMMUNE].pk}/1"
    agency, officer = text(signed_in("sector_agency", DISTRICT).get(shown)), text(commune_officer.get(shown))
    said = "không mở ra danh sách hộ"
    assert ('<td class="num"><a href="' in agency, said in agency) == (False, True)
    assert ('<td class="num"><a href="' in officer, said in officer) == (True, False)


def test_a_packet_holds_what_its_asker_may_have_and_is_kept_back_from_who_may_no_longer(sealed, signed_in):
    agency = signed_in("sector_agency", DISTRICT)
    signed_in("commune_officer", COMMUNE)
    job = printed(sealed[COMMUNE], f"sector_agency-{DISTRICT}")
    sent = b"".join(agency.get(f"/forms/packets/{job.pk}").streaming_content)
    with zipfile.ZipFile(io.BytesIO(sent)) as packed:
        assert len(packed.namelist()) == 13
    page = text(agency.get(f"/forms/{sealed[COMMUNE].pk}"))
    links = [f'href="/forms/{sealed[COMMUNE].pk}/{number}"' in page for number in (13, 14, 15)]
    assert links == [True, False, False]
    whole = printed(sealed[COMMUNE], f"commune_officer-{COMMUNE}")
    Job.objects.filter(pk=whole.pk).update(user=User.objects.get(username=f"sector_agency-{DISTRICT}"))
    assert agency.get(f"/forms/packets/{whole.pk}").status_code == 403


def printed(version, username: str) -> Job:
    """A packet as the worker prints it."""
    user = User.objects.get(username=username)
    arguments = {"version": version.pk, "shape": "csv"}
    result = print_packet(arguments, actor_of(user), silent)
    return Job.objects.create(
        kind=PACKET, state=Job.State.DONE, arguments=arguments, user=user, asked_by="x", result=result
    )


# What is shown.


def test_the_list_holds_the_versions_in_scope(sealed, commune_officer, district_officer):
    assert set(re.findall(r'href="/forms/(\d+)"', text(commune_officer.get("/forms")))) == {
        str(sealed[COMMUNE].pk)
    }
    assert len(set(re.findall(r'href="/forms/(\d+)"', text(district_officer.get("/forms"))))) == len(sealed)


def test_the_list_asks_as_much_for_one_version_as_for_many(sealed, commune_officer, district_officer):
    counts = []
    for client in (commune_officer, district_officer):
        client.get("/forms")
        with CaptureQueriesContext(connection) as asked:
            client.get("/forms")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_fifteen_forms_are_told_with_what_can_be_done(sealed, commune_officer, district_officer):
    commune = text(commune_officer.get(f"/forms/{sealed[COMMUNE].pk}"))
    district = text(district_officer.get(f"/forms/{sealed[DISTRICT].pk}"))
    assert (commune.count("file.xlsx"), district.count("file.xlsx")) == (15, 13)
    assert "chưa có số dân cư" in commune.lower() or "In được" in commune
    assert district.count("In theo xã") == 2


@pytest.mark.parametrize("number", range(1, 16))
def test_a_form_stands_as_it_is_printed_in_both_languages(sealed, commune_officer, number):
    version = sealed[COMMUNE]
    vietnamese = text(commune_officer.get(f"/forms/{version.pk}/{number}"))
    commune_officer.cookies["ansinh_language"] = "en"
    english = text(commune_officer.get(f"/forms/{version.pk}/{number}"))
    assert f"Biểu số {number}" in vietnamese
    assert f"Form {number}" in english
    for said in (vietnamese, english):
        assert version.digest in said


def test_each_figure_of_a_form_leads_to_its_cell(sealed, district_officer):
    version = sealed[DISTRICT]
    page = text(district_officer.get(f"/forms/{version.pk}/1"))
    rows = kept_form(version, 1).rows
    links = re.findall(rf'href="/forms/{version.pk}/1/cell/([^"]+)">([^<]*)<', page)
    assert len(links) == len(rows) * 14
    [total] = [row for row in rows if row.code == DISTRICT]
    assert dict(links)[f"{DISTRICT}/all/3"] == str(total.cells[2].value)


def test_a_form_asks_as_much_for_a_commune_as_for_a_district(sealed, commune_officer, district_officer):
    counts = []
    for client, code in ((commune_officer, COMMUNE), (district_officer, DISTRICT)):
        client.get(f"/forms/{sealed[code].pk}/1")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/forms/{sealed[code].pk}/1")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_figure_opens_to_its_definition_and_the_very_households(sealed, commune_officer):
    version = sealed[COMMUNE]
    frame = households_of(open_cell(version, 1, COMMUNE, "", 3))
    names = set(
        Household.objects.everywhere()
        .filter(pk__in=frame["household_id"])
        .values_list("head_name", flat=True)
    )
    page = text(commune_officer.get(poor_cell(version)))
    assert "được công nhận là hộ nghèo trong danh sách" in page
    assert all(name in page for name in names)
    assert len(homes_on(page)) == frame.height


def test_a_rate_opens_to_what_is_counted_and_its_base(sealed, commune_officer):
    version = sealed[COMMUNE]
    page = text(commune_officer.get(f"/forms/{version.pk}/1/cell/{COMMUNE}/all/4"))
    assert f'href="/forms/{version.pk}/1/cell/{COMMUNE}/all/1"' in page
    assert "Tỷ lệ = số được đếm ÷ tổng số × 100" in page


def test_a_population_opens_to_its_record(sealed, district_officer):
    version = sealed[DISTRICT]
    page = text(district_officer.get(f"/forms/{version.pk}/1/cell/{DISTRICT}/all/1"))
    assert page.count("Niên giám") == len(kept_form(version, 1).rows) - 1


def test_people_open_by_name(sealed, commune_officer):
    page = text(commune_officer.get(f"/forms/{sealed[COMMUNE].pk}/1/cell/{COMMUNE}/all/9/people"))
    assert "Nguyễn Văn Thử H" in page


def test_a_search_finds_without_accents_and_its_words_are_not_in_the_address(sealed, commune_officer):
    version = sealed[COMMUNE]
    frame = households_of(open_cell(version, 1, COMMUNE, "", 3))
    home = Household.objects.everywhere().get(pk=frame["household_id"][0])
    answer = commune_officer.post(poor_cell(version), {"q": "THU nguyen " + home.head_name.split()[3]})
    assert answer.status_code == 303
    assert "nguyen" not in answer.headers["Location"].lower()
    page = text(commune_officer.get(answer.headers["Location"]))
    assert len(homes_on(page)) == 1
    assert home.head_name in page


def test_a_household_that_left_the_scope_keeps_its_name_to_itself(sealed, commune_officer):
    version = sealed[COMMUNE]
    frame = households_of(open_cell(version, 1, COMMUNE, "", 3))
    home = Household.objects.everywhere().filter(pk=frame["household_id"][0])
    name = home.get().head_name
    assert name in text(commune_officer.get(poor_cell(version)))
    home.update(unit=unit_at(NEXT_DOOR, date(2022, 12, 14)))
    page = text(commune_officer.get(poor_cell(version)))
    assert name not in page
    assert "Hộ nay ngoài địa bàn" in page


def test_the_households_of_a_figure_go_out_as_a_file_with_one_event(sealed, commune_officer):
    before = Event.objects.filter(name="work.list_exported").count()
    answer = commune_officer.get(f"{poor_cell(sealed[COMMUNE])}?export=csv")
    frame = households_of(open_cell(sealed[COMMUNE], 1, COMMUNE, "", 3))
    assert len(answer.content.decode().strip().splitlines()) == frame.height + 1
    assert Event.objects.filter(name="work.list_exported").count() == before + 1


@pytest.mark.parametrize(("shape", "starts"), [("xlsx", b"PK"), ("csv", b"form"), ("pdf", b"%PDF")])
def test_a_form_goes_out_as_a_file_and_is_noted(sealed, commune_officer, shape, starts):
    answer = commune_officer.get(f"/forms/{sealed[COMMUNE].pk}/2/file.{shape}")
    assert answer.content.removeprefix("\ufeff".encode()).startswith(starts)
    assert Event.objects.filter(name="reports.forms_printed").exists()


def test_all_forms_come_in_one_file(sealed, commune_officer):
    answer = commune_officer.post(f"/forms/{sealed[COMMUNE].pk}/packet", {"shape": "csv"})
    assert (answer.status_code, Job.objects.filter(kind=PACKET).count()) == (303, 1)
    job = printed(sealed[COMMUNE], "commune_officer-11473")
    answer = commune_officer.get(f"/forms/packets/{job.pk}")
    packed = b"".join(answer.streaming_content)
    assert len(zipfile.ZipFile(io.BytesIO(packed)).namelist()) == 15


def test_the_lists_of_a_district_lead_to_those_of_its_communes(sealed, district_officer):
    page = text(district_officer.get(f"/forms/{sealed[DISTRICT].pk}/15"))
    assert f'href="/forms/{sealed[COMMUNE].pk}/15"' in page


def test_a_form_beside_itself_differs_nowhere(sealed):
    table = kept_form(sealed[DISTRICT], 9)
    rows = compared(table, table)
    assert {cell.change for row in rows for cell in row.cells} <= {0, None}
    assert all(row.known for row in rows)


def test_versions_of_other_places_are_not_offered_to_compare(sealed, district_officer):
    version = sealed[DISTRICT]
    assert "chưa có phiên bản nào khác" in text(district_officer.get(f"/forms/{version.pk}/1/compare"))
    other = sealed[COMMUNE].pk
    assert district_officer.get(f"/forms/{version.pk}/1/compare?with={other}").status_code == 404
