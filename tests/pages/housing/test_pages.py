"""Pages of housing works: what is elsewhere is not there, a journey from the survey to the acceptance, photos for who may see them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import assure
from tests.support.delivery.world import COMMUNE, NEXT_DOOR, officers
from tests.support.housing.conftest import approved, country, place, surveyed
from tests.support.housing.test_housing import built

from ansinh.accounts.models import User
from ansinh.kernel.dates import now
from ansinh.support.housing.deciding import propose_works
from ansinh.support.models import HousingMoney, HousingPhoto, HousingProposal, HousingWork, Need

__all__ = ["country", "place"]
pytestmark = pytest.mark.django_db
# A picture of one point; the segment in its middle is what a camera writes beside it.
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x04AB\xff\xe1\x00\x0cExif20.84,1\xff\xda\x00\x04\x00\x00\x12\x34\xff\xd9".replace(
        b"\x00\x0cExif20.84,1", b"\x00\x0dExif20.84,1"
    )
)


def client(name: str) -> Client:
    made = Client(headers={"accept-language": "vi"})
    made.force_login(User.objects.get(username=name))
    assure(made)
    return made


@pytest.fixture
def maker(place) -> Client:
    return client(f"commune_officer-{COMMUNE}")


@pytest.fixture
def chair(place) -> Client:
    return client(f"commune_chair-{COMMUNE}")


def photographed(maker, work, content=JPEG, name="nha.jpg"):
    given = {"photo": SimpleUploadedFile(name, content), "taken_on": "02/03/2025"}
    return maker.post(f"/housing-works/{work.pk}/photos", given)


def test_a_work_of_another_commune_and_its_photo_are_not_there(place, maker):
    work = approved(place)
    assert photographed(maker, work).status_code == 303
    one = HousingPhoto.objects.everywhere().get()
    officers(NEXT_DOOR)
    stranger = client(f"commune_officer-{NEXT_DOOR}")
    for address in (
        f"/housing-works/{work.pk}",
        f"/housing-works/photos/{one.pk}",
        f"/housing-works/lists/{work.proposal_id}",
    ):
        assert stranger.get(address).status_code == 404, address
        assert maker.get(address).status_code == 200, address
    assert (
        stranger.post(f"/housing-works/{work.pk}/step", {"verb": "withdraw", "reason": "x"}).status_code
        == 404
    )
    assert "Người thử" not in stranger.get("/housing-works").content.decode()


def test_only_pictures_are_kept_and_nothing_of_the_camera(place, maker, settings):
    work = approved(place)
    for content in (b"<html>", b"%PDF-1.4", JPEG[:20], b"GIF89a"):
        answer = photographed(maker, work, content)
        assert (answer.status_code, "không phải ảnh" in answer.content.decode()) == (422, True)
    large = photographed(maker, work, JPEG + b"\0" * 9_000_000)
    assert (large.status_code, "lớn quá 8 MB" in large.content.decode()) == (422, True)
    assert photographed(maker, work).status_code == 303
    again = photographed(maker, work, JPEG + b"hidden behind")
    assert (again.status_code, "đã có ở nhà này" in again.content.decode()) == (422, True)
    one = HousingPhoto.objects.everywhere().get()
    seen = maker.get(f"/housing-works/photos/{one.pk}")
    assert (seen["Content-Type"], seen["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert (b"20.84" in JPEG, b"20.84" in seen.content, seen.content[:4]) == (True, False, JPEG[:4])
    kept = settings.DATA_FOLDER / "photos" / one.kept_as[:2] / one.kept_as
    assert seen.content not in kept.read_bytes()
    assert maker.post(f"/housing-works/photos/{one.pk}/remove", {"reason": "Nhà khác"}).status_code == 303
    assert maker.get(f"/housing-works/photos/{one.pk}").status_code == 404


def test_a_house_goes_from_the_survey_to_the_acceptance(place, maker, chair):
    programme, home = place.programme, place.homes[0]
    assert programme.name in maker.get(f"/households/{home.pk}/housing").content.decode()
    form = {
        "kind": "new", "dwelling": "makeshift", "surveyed_on": "10/02/2025", "finding": "Vách đất",
        "ground": "Hộ nghèo, NQ 52/2019", "cost": "120.000.000",
    }  # fmt: skip
    address = f"/housing-works/programmes/{programme.pk}/survey/{home.pk}"
    assert maker.post(address, form | {"ground": ""}).status_code == 422
    assert maker.post(address, form).status_code == 303
    work = HousingWork.objects.everywhere().get()
    address = f"/housing-works/programmes/{programme.pk}/propose"
    assert (maker.get(address).status_code, maker.get(f"{address}?unit=0").status_code) == (200, 404)
    assert maker.post(address, {"chosen": []}).status_code == 422
    assert maker.post(address, {"chosen": [work.pk], "unit": place.unit.pk}).status_code == 303
    listed = HousingProposal.objects.everywhere().get()
    assert "120.000.000" in maker.get(f"/housing-works/{work.pk}").content.decode()
    assert "Người thử 0" in chair.get(f"/housing-works/lists/{listed.pk}").content.decode()


def test_the_page_of_a_work_takes_its_steps_money_and_acceptance(place, maker, chair):
    work = approved(place)
    step, money = f"/housing-works/{work.pk}/step", f"/housing-works/{work.pk}/money"
    assert maker.post(step, {"verb": "stage", "stage": "done", "on": "09/03/2025"}).status_code == 422
    assert maker.post(step, {"verb": "stage", "stage": "begun", "on": "09/03/2025"}).status_code == 303
    plan = {"verb": "plan", "cost": "120.000.000", "amount_district": "50.000.000", "days_kin": "30"}
    assert maker.post(money, plan).status_code == 303
    got = {
        "verb": "receive",
        "source": "district",
        "amount": "30.000.000",
        "on": "10/03/2025",
        "document": "PC 1",
    }
    assert maker.post(money, got | {"amount": ""}).status_code == 422
    assert maker.post(money, got).status_code == 303
    text = maker.get(f"/housing-works/{work.pk}").content.decode()
    assert all(
        one in text for one in ("70.000.000", "20.000.000", "30.000.000", "PC 1", "Quay lại bước trước")
    )
    row = HousingMoney.objects.everywhere().get(kind="received")
    assert maker.get(f"/housing-works/money/{row.pk}/withdraw").status_code == 200
    assert maker.post(step, {"verb": "back", "reason": "Nhầm"}).status_code == 303
    work.refresh_from_db()
    built(place, work)
    accept = f"/housing-works/{work.pk}/accept"
    assert maker.post(accept, {"on": "20/06/2025", "record_no": "1/BB"}).status_code == 403
    assert "chưa có ảnh" in chair.get(f"/housing-works/{work.pk}").content.decode()
    assert chair.post(accept, {"on": "20/06/2025", "record_no": "1/BB"}).status_code == 303
    assert "1/BB" in maker.get(f"/housing-works/{work.pk}").content.decode()


def test_a_list_is_answered_by_another_person(place, maker, chair):
    surveyed(place)
    work = HousingWork.objects.everywhere().get()
    listed = propose_works(programme=place.programme, unit=place.unit, chosen=[work.pk], by=place.who.maker)
    answer = f"/housing-works/lists/{listed.pk}/answer"
    assert maker.post(answer, {"verb": "approve", "decision_no": "1"}).status_code == 403
    assert chair.post(answer, {"verb": "refuse", "reason": ""}).status_code == 422
    assert chair.post(answer, {"verb": "approve", "decision_no": "5/QĐ"}).status_code == 303
    assert HousingProposal.objects.everywhere().get().decision_no == "5/QĐ"
    assert "5/QĐ" in maker.get(f"/housing-works/lists/{listed.pk}").content.decode()


def test_sums_of_a_programme_open_to_their_works(place, maker):
    approved(place)
    surveyed(place, 1)
    text = maker.get(f"/housing-works/programmes/{place.programme.pk}").content.decode()
    link = f"/housing-works?programme={place.programme.pk}&amp;unit={place.unit.pk}&amp;state=approved"
    assert link in text
    # Rows of the first page are what the sum counts.
    opened = maker.get(link.replace("&amp;", "&")).content.decode()
    assert (opened.count("Người thử 0"), opened.count("Người thử 1")) == (1, 0)
    late = maker.get("/housing-works?late=yes").content.decode()
    assert ("Người thử 0" in late, "quá hạn" in late) == (True, True)


def test_lists_ask_as_often_for_one_row_as_for_many_and_leave_as_files(place, maker):
    approved(place)
    surveyed(place, 1)
    for address, one in (
        ("/housing-works", "?village=nowhere"),
        ("/housing-works/lists", "?state=refused"),
        ("/housing-works/programmes", "?q=nowhere"),
    ):
        counts = []
        for query in ("", one):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert maker.get(address + query).status_code == 200
            counts.append(len(asked))
        assert counts[1] <= counts[0] <= counts[1] + 1, (address, counts)
        assert maker.get(f"{address}?export=csv").status_code == 200


def test_who_lacks_a_house_is_listed_and_surveyed_from_there(place, maker):
    Need.objects.create(
        policy="NO-3", household=place.homes[1], since=date(2025, 1, 9), source="visit", recorded_at=now(), recorded_by="test"
    )  # fmt: skip
    address = f"/housing-works/programmes/{place.programme.pk}/lacking"
    text = maker.get(address).content.decode()
    survey = f"/housing-works/programmes/{place.programme.pk}/survey/{place.homes[1].pk}"
    assert (survey in text, "Người thử 0" in text, "chưa đối chiếu văn bản" in text) == (True, False, True)
    assert maker.get(f"{address}?export=csv").status_code == 200
