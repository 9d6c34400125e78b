"""Written papers on pages: begun, written, previewed, submitted, approved; who reads them; figures that open."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.monitoring.conftest import PROVINCE, signed_in

from ansinh.accounts.actor import SYSTEM
from ansinh.monitoring.actions import make_paper
from ansinh.monitoring.enums import PaperKind
from ansinh.monitoring.models import WrittenReport
from ansinh.monitoring.queries import figures_of

__all__ = ["signed_in"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(province) -> WrittenReport:
    return make_paper(unit=province.unit, kind=PaperKind.ANNUAL, year=2019, by=SYSTEM)


def test_a_paper_is_begun_written_submitted_and_approved_on_pages(province, signed_in):
    client, chair = signed_in("province_officer", PROVINCE), signed_in("province_chair", PROVINCE)
    begun = client.post("/written-reports/new", {"unit": province.unit_id, "kind": "annual", "year": "2019"})
    assert begun.status_code == 303
    one = WrittenReport.objects.everywhere().get()
    at = f"/written-reports/{one.pk}"
    wrote = client.post(f"{at}/write", {"title": one.title, "text_IV": "Đã làm đúng quy trình."})
    assert wrote.status_code == 303
    assert client.get(f"{at}/preview").content[:5] == b"%PDF-"
    assert client.get(f"{at}/preview?shape=docx").content[:2] == b"PK"
    assert client.post(f"{at}/move", {"verb": "approve"}).status_code == 422
    assert client.post(f"{at}/move", {"verb": "submit"}).status_code == 303
    assert chair.post(f"{at}/move", {"verb": "return", "reason": ""}).status_code == 422
    assert chair.post(f"{at}/move", {"verb": "approve"}).status_code == 303
    text = chair.get(at).content.decode()
    assert "01/BC-UBND" in text
    assert "Đã làm đúng quy trình." in text
    assert client.post(f"{at}/write", {"title": "Khác"}).status_code == 422


def test_every_number_of_the_text_opens_to_what_it_is_made_of(draft, signed_in):
    client = signed_in("province_officer", PROVINCE)
    text = client.get(f"/written-reports/{draft.pk}").content.decode()
    by_code = {one.code: one for one in figures_of(draft)}
    for code in (
        "households",
        "poor",
        "rate:poor",
        "poor_deprivation",
        "poor_to_near",
        "residual:near_poor",
        "band:3",
    ):
        address = f"/written-reports/{draft.pk}/figures/{by_code[code].pk}"
        assert address in text
        opened = client.get(address).content.decode()
        assert by_code[code].shown in opened
        assert draft.version.digest[:12] in opened


def test_another_province_does_not_find_it(draft, signed_in):
    client = signed_in("province_officer", "31")
    for address in ("", "/write", "/preview", f"/figures/{figures_of(draft)[0].pk}"):
        assert client.get(f"/written-reports/{draft.pk}{address}").status_code == 404
    assert draft.title not in client.get("/written-reports").content.decode()


def test_the_list_asks_as_much_for_one_paper_as_for_three(draft, signed_in):
    client = signed_in("province_officer", PROVINCE)
    client.get("/written-reports")
    with CaptureQueriesContext(connection) as few:
        client.get("/written-reports?kind=annual")
    for kind in (PaperKind.YEAR_PLAN, PaperKind.DISPATCH):
        make_paper(unit=draft.unit, kind=kind, year=2019, by=SYSTEM)
    with CaptureQueriesContext(connection) as many:
        client.get("/written-reports?year=2019")
    assert len(few) == len(many)
