"""Approving on pages: what would be sealed, what refuses, the sealed version, a correction."""

from datetime import date

import pytest
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR
from tests.pages.rounds.conftest import household, outcome
from tests.reviews.conftest import home, listed

from ansinh.datasets.files import versions_folder
from ansinh.datasets.models import Version
from ansinh.reviews.models import ListEntry, Outcome
from ansinh.reviews.sealing_preview import what_would_be_sealed
from ansinh.work.models import Job
from ansinh.work.worker import run_next

pytestmark = pytest.mark.django_db
PAPERS = {"number": "12/QĐ-UBND", "day": "20/12/2022"}


@pytest.fixture
def approver(signed_in):
    return signed_in("province_chair", COMMUNE)


def approve(client, round_, **more):
    answer = client.post(f"{round_.at}/approve", {"place": COMMUNE, **PAPERS, **more})
    if answer.status_code == 303:
        run_next()
    return answer


def test_an_officer_does_not_approve_and_opens_nothing_again(classified, commune_officer):
    assert commune_officer.get(f"{classified.at}/approve").status_code == 403
    assert commune_officer.post(f"{classified.at}/approve", PAPERS).status_code == 403
    assert commune_officer.post(f"{classified.at}/reopen", {"reason": "sai"}).status_code == 403
    assert Version.objects.count() == 0


def test_a_place_that_is_not_ones_own_does_not_exist(classified, approver):
    assert approver.get(f"{classified.at}/approve?place={NEXT_DOOR}").status_code == 404
    assert approver.post(f"{classified.at}/approve", PAPERS | {"place": DISTRICT}).status_code == 404


def test_without_a_decision_number_nothing_is_asked_for(classified, approver):
    assert approve(approver, classified, number="").status_code == 422
    assert not Job.objects.filter(kind="reviews.approve").exists()


def test_a_listed_household_that_nobody_saw_is_told_and_refuses(survey, lists, do, signed_in, approver):
    lists(listed("poor"), listed("gone"))
    survey(home("poor"))
    do("run", "--round", "2022", "--area", COMMUNE)
    at = f"/rounds/{Outcome.objects.everywhere().first().dossier.round_id}"
    said = approver.get(f"{at}/approve").content.decode()
    assert "chưa được rà soát: Thị trấn Minh Đức: 1 hộ" in said
    assert approver.post(f"{at}/approve", PAPERS).status_code == 409
    assert Version.objects.count() == 0


def test_answers_that_the_rules_did_not_see_are_told_and_refuse(classified, survey, approver, do):
    survey(home("poor", toilet="septic"))
    said = approver.get(f"{classified.at}/approve").content.decode()
    assert "Phiếu được nhập hoặc sửa sau lần phân loại: Thị trấn Minh Đức" in said
    assert approve(approver, classified).status_code == 409


def test_what_would_be_sealed_closes_and_is_what_is_sealed(classified, approver):
    sealing = what_would_be_sealed(classified.campaign, classified.dossier.unit, [classified.dossier])
    (preview,) = sealing.previews
    assert preview.classes == {"poor": (1, 2), "not_poor": (1, 2), "undetermined": (1, 2)}
    assert [(flow.opening, flow.closing, flow.closes) for flow in preview.flows] == [
        (1, 1, True),
        (0, 0, True),
    ]
    approve(approver, classified)
    version = Version.objects.get()
    assert version.counts == {name: homes for name, (homes, _people) in sorted(preview.classes.items())}
    assert version.sealed_by == "province_chair-11473"
    entry = ListEntry.objects.everywhere().get(version=version)
    assert (entry.decision_no, entry.decision_date) == ("12/QĐ-UBND", date(2022, 12, 20))


def test_the_sealed_version_shows_its_digest_and_is_found_whole(classified, approver):
    approve(approver, classified)
    version = Version.objects.get()
    said = approver.get(f"/versions/{version.pk}").content.decode()
    assert version.digest in said
    approver.post(f"/versions/{version.pk}/verify")
    run_next()
    assert Job.objects.get(kind="reviews.verify").result == {"version": version.pk, "faults": []}


def test_a_file_that_was_changed_is_found(classified, approver):
    approve(approver, classified)
    version = Version.objects.get()
    (versions_folder() / version.folder / "members.parquet").unlink()
    approver.post(f"/versions/{version.pk}/verify")
    run_next()
    (fault,) = Job.objects.get(kind="reviews.verify").result["faults"]
    assert (fault["unit"], fault["number"]) == (COMMUNE, 1)


def test_a_version_of_another_place_does_not_exist(approved, signed_in):
    version = Version.objects.get()
    stranger = signed_in("commune_officer", NEXT_DOOR)
    assert stranger.get(f"/versions/{version.pk}").status_code == 404
    assert stranger.post(f"/versions/{version.pk}/verify").status_code == 404


def test_opening_again_needs_a_reason(approved, approver):
    assert approver.post(f"{approved.at}/reopen", {"place": COMMUNE, "reason": " "}).status_code == 422
    assert not Job.objects.filter(kind="reviews.reopen").exists()


def test_a_correction_is_a_new_version_that_says_what_changed_and_why(approved, approver, commune_officer):
    approver.post(f"{approved.at}/reopen", {"place": COMMUNE, "reason": "Đơn kiến nghị số 5"})
    assert "Đơn kiến nghị" not in str(Job.objects.get(kind="reviews.reopen").arguments)
    run_next()
    decision = {
        "decided": "other",
        "other": "near_poor",
        "reason": "Phúc tra",
        "chosen": [outcome("poor").pk],
    }
    assert commune_officer.post(f"{approved.at}/results/recognise", decision).status_code == 303
    assert "Lần này là bản đính chính" in approver.get(f"{approved.at}/approve").content.decode()
    assert approve(approver, approved).status_code == 422
    assert approve(approver, approved, reason="Đính chính theo đơn").status_code == 303
    second = Version.objects.get(number=2)
    said = approver.get(f"/versions/{second.pk}").content.decode()
    assert second.reason == "Đính chính theo đơn"
    assert "1 hộ thay đổi" in said
    assert "Phúc tra" in said
    first = Version.objects.get(number=1)
    assert "đã được thay bằng bản 2" in approver.get(f"/versions/{first.pk}").content.decode()


def test_edits_after_the_first_entry_are_listed_with_the_class_before_and_after(classified, survey, approver):
    survey(home("poor", poor=False))
    said = approver.get(f"{classified.at}/edits").content.decode()
    assert "câu thay đổi" in said
    assert "Điểm ước lượng thu nhập" in said
    assert said.count("badge-class") >= 2
    assert str(household("poor").pk) in said


def test_a_round_without_edits_says_so(classified, approver):
    assert "chưa có phiếu nào bị sửa" in approver.get(f"{classified.at}/edits").content.decode()


@pytest.mark.parametrize("english", [False, True])
def test_speaks_both_languages(approved, signed_in, english):
    client = signed_in("province_chair", COMMUNE, english=english)
    version = Version.objects.get()
    for path in (f"{approved.at}/approve", f"{approved.at}/reopen", f"/versions/{version.pk}"):
        assert client.get(path).status_code == 200
