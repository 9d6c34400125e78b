"""Papers of the meetings and the posting: who may not issue prints what is the own village's, and nothing else."""

from datetime import timedelta

import pytest
from tests.pages.procedure.conftest import at, client_of
from tests.pages.procedure.test_dossier import meeting_form, text

from ansinh.kernel.dates import shown_date, today
from ansinh.papers.models import Paper
from ansinh.reviews.procedure.models import Meeting, Posting

pytestmark = pytest.mark.django_db


def invitation(**more: str) -> dict[str, str]:
    return {
        "village": "Thôn 1",
        "day": shown_date(today() + timedelta(days=3)),
        "time": "19 giờ 30",
        "place": "Nhà văn hóa",
        "chair": "Ông Lê Văn Thử, Trưởng thôn",
        "guests": "Bí thư Chi bộ\nMặt trận Tổ quốc",
        "agenda": "Biểu quyết từng hộ",
    } | more


def test_a_village_head_issues_no_invitation_and_no_notice(walk):
    walk.classify()
    head = client_of("head", "village_head", village="Thôn 1")
    assert head.get(f"{at(walk)}/meetings/invite?village=Thôn 1").status_code == 403
    assert head.get(f"{at(walk)}/posting/notice").status_code == 403


def test_an_invitation_to_a_day_that_is_past_is_refused(walk, officer):
    walk.classify()
    answer = officer.post(
        f"{at(walk)}/meetings/invite", invitation(day=shown_date(today() - timedelta(days=1)))
    )
    assert answer.status_code == 422
    assert "Ngày họp đã qua" in text(answer)
    assert officer.get(f"{at(walk)}/meetings/invite?village=Thôn 9").status_code == 404


def test_before_the_meetings_nobody_is_invited_and_before_the_posting_nothing_is_announced(walk, officer):
    walk.draw_up()
    assert officer.get(f"{at(walk)}/meetings/invite?village=Thôn 1").status_code == 409
    refused = officer.post(f"{at(walk)}/posting/notice", {"feedback_to": "Xã"})
    assert refused.status_code == 422
    assert "Chưa niêm yết danh sách nào" in text(refused)


def test_another_villages_sheets_are_not_there(walk, officer):
    walk.classify()
    officer.post(f"{at(walk)}/meetings/record", meeting_form(walk))
    meeting = Meeting.objects.everywhere().get()
    head = client_of("head", "village_head", village="Thôn 2")
    assert head.get(f"{at(walk)}/meetings/sheet.pdf?village=Thôn 1").status_code == 404
    assert head.get(f"{at(walk)}/meetings/{meeting.pk}/minutes.pdf").status_code == 404
    assert head.get(f"{at(walk)}/meetings/sheet.exe?village=Thôn 2").status_code == 422


def test_the_officer_invites_and_the_dossier_shows_the_paper(walk, officer):
    walk.classify()
    assert "Lập giấy mời" in text(officer.get(f"{at(walk)}/meetings"))
    answer = officer.post(f"{at(walk)}/meetings/invite", invitation())
    assert answer.status_code == 303
    paper = Paper.objects.everywhere().get(kind="meeting_invitation")
    assert answer.headers["Location"] == f"/papers/{paper.pk}"
    assert f"/papers/{paper.pk}" in text(officer.get(at(walk)))


def test_a_village_head_takes_the_draft_along_and_the_minutes_home(walk, officer):
    walk.classify()
    head = client_of("head", "village_head", village="Thôn 1")
    before = Paper.objects.everywhere().count()
    draft = head.get(f"{at(walk)}/meetings/sheet.pdf?village=Thôn 1")
    assert draft.content.startswith(b"%PDF")
    assert Paper.objects.everywhere().count() == before
    officer.post(f"{at(walk)}/meetings/record", meeting_form(walk))
    meeting = Meeting.objects.everywhere().get()
    assert f"{meeting.pk}/minutes.pdf" in text(head.get(f"{at(walk)}/meetings/{meeting.pk}"))
    assert head.get(f"{at(walk)}/meetings/{meeting.pk}/minutes.docx").status_code == 200
    assert head.get(f"/papers/{meeting.paper_id}").status_code == 403


def test_the_lists_that_hang_are_announced_once_and_printed_in_the_village(walk, officer):
    walk.post()
    assert (
        officer.post(f"{at(walk)}/posting/notice", {"feedback_to": "Ủy ban nhân dân xã"}).status_code == 303
    )
    again = officer.post(f"{at(walk)}/posting/notice", {"feedback_to": "Ủy ban nhân dân xã"})
    assert again.status_code == 422
    assert "đã có thông báo số 01/TB-UBND" in text(again)
    listed = Posting.objects.everywhere().filter(village="Thôn 1").get()
    head = client_of("head", "village_head", village="Thôn 1")
    assert f"{listed.pk}/list.pdf" in text(head.get(f"{at(walk)}/posting"))
    assert head.get(f"{at(walk)}/posting/{listed.pk}/list.pdf").content.startswith(b"%PDF")
    other = client_of("other", "village_head", village="Thôn 2")
    assert other.get(f"{at(walk)}/posting/{listed.pk}/list.pdf").status_code == 404
