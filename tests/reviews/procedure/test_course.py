"""The steps of a dossier one after the other: what each refuses, what it leaves."""

import json
from datetime import date

import pytest
from tests.reviews.procedure.conftest import household, meeting, outcome, person

from ansinh.access.scope import EVERYWHERE
from ansinh.accounts.actor import actor_of
from ansinh.grievances.actions import answer_request, receive_request
from ansinh.grievances.enums import Channel, GrievanceKind
from ansinh.grievances.enums import Outcome as Answer
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.papers.models import Paper
from ansinh.reviews.procedure.enums import Capacity, OffReason, Verdict, WorkState
from ansinh.reviews.procedure.meetings import Present, Said, conclude_meetings, hold_meeting, passes
from ansinh.reviews.procedure.models import DossierMove, PostedHousehold, Posting, WorkItem, WorkStep
from ansinh.reviews.procedure.moving import regime_of
from ansinh.reviews.procedure.objections import recheck_objection
from ansinh.reviews.procedure.opinions import give_opinion, return_by_district, submit_for_opinion
from ansinh.reviews.procedure.posting import post_lists, repost_household, settle_posting
from ansinh.reviews.procedure.surveying import end_marker, enter_marker, identify_quickly, reopen_survey
from ansinh.reviews.procedure.work_list import (
    add_to_work_list,
    assign_surveyor,
    close_work_list,
    draw_up_work_list,
    take_off_work_list,
)
from ansinh.reviews.recognising import recognise_outcomes
from ansinh.surveys.models import HouseholdAnswer

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises((Refused, UnusableInput), check=lambda error: error.code == code)


# 1. The work list


def test_an_empty_list_is_not_closed(walk):
    with refused("work_list_empty"):
        close_work_list(dossier=walk.now(), by=walk.by)


def test_a_list_with_households_nobody_surveys_is_not_closed(walk):
    draw_up_work_list(dossier=walk.now(), by=walk.by)
    with refused("not_assigned"):
        close_work_list(dossier=walk.now(), by=walk.by)


def test_who_may_not_enter_answers_there_is_not_assigned(walk):
    draw_up_work_list(dossier=walk.now(), by=walk.by)
    with refused("not_a_surveyor"):
        assign_surveyor(
            dossier=walk.now(), surveyor=person("chair", "commune_chair"), village="Thôn 1", by=walk.by
        )


def test_of_another_village_a_surveyor_is_not_assigned(walk):
    walk.draw_up()
    with refused("not_a_surveyor"):
        assign_surveyor(
            dossier=walk.now(),
            surveyor=person("surveyor", "surveyor", village="Thôn 2"),
            village="Thôn 1",
            by=walk.by,
        )


def test_who_may_not_prepare_dossiers_adds_nobody(walk):
    with refused("permission_missing"):
        draw_up_work_list(dossier=walk.now(), by=actor_of(person("chair", "commune_chair")))


def test_a_household_is_added_with_a_reason_only_and_once(walk):
    with refused("reason_missing"):
        add_to_work_list(dossier=walk.now(), household=household("asks"), why=" ", by=walk.by)
    add_to_work_list(dossier=walk.now(), household=household("asks"), why="Ốm đau", by=walk.by)
    with refused("on_work_list"):
        add_to_work_list(dossier=walk.now(), household=household("asks"), why="Ốm đau", by=walk.by)


def test_a_listed_household_stays_unless_it_is_not_there(walk):
    draw_up_work_list(dossier=walk.now(), by=walk.by)
    with refused("listed_stays"):
        take_off_work_list(item=walk.item("old"), off_reason=OffReason.MISTAKE, why="Nhầm", by=walk.by)
    take_off_work_list(item=walk.item("old"), off_reason=OffReason.MOVED, why="Đi tỉnh khác", by=walk.by)
    assert walk.item("old").state == WorkState.TAKEN_OFF
    assert list(WorkStep.objects.everywhere().values_list("verb", "said")) == [
        ("add_to_work_list", "listed"),
        ("take_off_work_list", "moved"),
    ]


def test_who_was_taken_off_comes_back_with_a_trace(walk):
    add_to_work_list(dossier=walk.now(), household=household("asks"), why="Ốm đau", by=walk.by)
    take_off_work_list(item=walk.item("asks"), off_reason=OffReason.MISTAKE, why="Nhầm", by=walk.by)
    draw_up_work_list(dossier=walk.now(), by=walk.by)
    assert walk.item("asks").state == WorkState.TAKEN_OFF
    add_to_work_list(dossier=walk.now(), household=household("asks"), why="Không nhầm", by=walk.by)
    assert walk.item("asks").state == WorkState.TO_REVIEW


def test_the_list_holds_who_is_listed_and_who_asked_by_the_day(walk):
    for ref, day in (("asks", date(2024, 9, 10)), ("fine", date(2024, 9, 20))):
        receive_request(
            unit=walk.dossier.unit,
            kind=GrievanceKind.REVIEW,
            channel=Channel.DESK,
            asker_name="Trần Văn Thử",
            content="Đề nghị rà soát",
            received_on=day,
            household=household(ref),
            by=walk.by,
        )
    done = draw_up_work_list(dossier=walk.now(), by=walk.by, until=date(2024, 9, 15))
    assert dict(done.added) == {"request": 1, "listed": 1}
    found = WorkItem.objects.everywhere().values_list("household__source_ref", "reason", "request__year")
    assert sorted(found) == [("asks", "request", 2024), ("old", "listed", None)]
    assert not draw_up_work_list(dossier=walk.now(), by=walk.by, until=date(2024, 9, 15)).added


def test_what_comes_after_the_list_was_closed_is_late(walk):
    walk.close()
    take_off_work_list(item=walk.item("asks"), off_reason=OffReason.MISTAKE, why="Nhầm", by=walk.by)
    assert walk.state == "surveying"
    assert not walk.item("old").late


# 2. Quick identification


def test_without_a_marker_quick_identification_is_skipped(walk):
    walk.close()
    with refused("no_markers"):
        identify_quickly(item=walk.item("asks"), markers=[], passes=True, reason="", by=walk.by)


def test_a_marker_needs_the_text_it_was_taken_from(walk):
    with refused("marker_needs_source"):
        enter_marker(unit=walk.dossier.unit, words="Có ô tô", source=" ", verified=False, by=walk.by)


def test_who_is_not_surveyed_has_a_marker_and_a_reason_and_waits_for_nobody(walk):
    walk.close()
    marker = enter_marker(
        unit=walk.dossier.unit, words="Có ô tô", source="Văn bản thử", verified=False, by=walk.by
    )
    with refused("reason_missing"):
        identify_quickly(item=walk.item("asks"), markers=[], passes=False, reason="Có xe", by=walk.by)
    with refused("not_for_quick_form"):
        identify_quickly(item=walk.item("old"), markers=[marker.pk], passes=False, reason="Có xe", by=walk.by)
    identify_quickly(item=walk.item("asks"), markers=[marker.pk], passes=False, reason="Có xe", by=walk.by)
    assert walk.item("asks").state == WorkState.NOT_SURVEYED
    end_marker(marker=marker, why="Không dùng nữa", by=walk.by)
    with refused("no_markers"):
        identify_quickly(item=walk.item("asks"), markers=[], passes=True, reason="", by=walk.by)


# 3. Survey and class


def test_nothing_is_classified_while_somebody_waits_for_a_survey(walk):
    walk.close()
    with refused("not_all_surveyed"):
        walk.run()


def test_a_file_with_a_household_that_is_not_on_the_list_is_refused_whole(walk, survey):
    walk.close()
    with refused("not_on_work_list"):
        walk.answers(stranger=True)
    assert not HouseholdAnswer.objects.everywhere().filter(period="2024").exists()


# 4. Meetings


@pytest.mark.parametrize(
    ("agree", "present", "agreed"),
    [
        (5, 10, True),
        (4, 10, False),
        (6, 11, True),
        (5, 11, False),
        (1, 2, True),
        (0, 1, False),
        (50, 100, True),
    ],
)
def test_half_of_those_present_is_enough_and_less_is_not(agree, present, agreed):
    assert passes(agree, present, 50) is agreed


def test_minutes_without_who_must_be_there_are_refused(walk):
    walk.classify()
    held = meeting("Thôn 1", 10, {walk.item(ref).pk: Said(10, 0) for ref in ("old", "asks")})
    with refused("attendance_incomplete"):
        hold_meeting(
            dossier=walk.now(),
            held=meeting("Thôn 1", 10, held.votes, attendees=[Present(Capacity.FRONT, "Đỗ Thị Thử")]),
            by=walk.by,
        )


def test_more_votes_than_people_are_refused(walk):
    walk.classify()
    votes = {walk.item("old").pk: Said(10, 1), walk.item("asks").pk: Said(10, 0)}
    with refused("votes_exceed"):
        hold_meeting(dossier=walk.now(), held=meeting("Thôn 1", 10, votes), by=walk.by)


def test_a_household_left_out_is_refused(walk):
    walk.classify()
    with refused("votes_missing"):
        hold_meeting(
            dossier=walk.now(), held=meeting("Thôn 1", 10, {walk.item("old").pk: Said(10, 0)}), by=walk.by
        )


def test_who_failed_is_reviewed_again_and_met_about_again(walk):
    walk.classify()
    first = walk.meet("Thôn 1", asks=4)
    assert sorted(first.votes.everywhere().values_list("item__household__source_ref", "passed")) == [
        ("asks", False),
        ("old", True),
    ]
    walk.meet("Thôn 2")
    with refused("not_all_surveyed"):
        conclude_meetings(dossier=walk.now(), by=walk.by)
    with refused("review_again_first"):
        walk.meet("Thôn 1")
    WorkItem.objects.everywhere().filter(pk=walk.item("asks").pk).update(state="to_review")
    second = walk.meet("Thôn 1", asks=5)
    assert [vote.item.household.source_ref for vote in second.votes.everywhere()] == ["asks"]
    assert second.number == 2
    conclude_meetings(dossier=walk.now(), by=walk.by)
    assert walk.state == "discussed"
    assert Paper.objects.everywhere().filter(kind="meeting_minutes").count() == 3


def test_a_village_that_did_not_meet_keeps_the_meetings_open(walk):
    walk.classify()
    walk.meet("Thôn 1")
    with refused("villages_not_agreed"):
        conclude_meetings(dossier=walk.now(), by=walk.by)


def test_a_class_that_changed_after_the_meeting_is_discussed_again(walk):
    walk.classify()
    for village in ("Thôn 1", "Thôn 2"):
        walk.meet(village)
    recognise_outcomes(
        campaign=walk.now().round,
        scope=EVERYWHERE,
        outcomes=[outcome("asks").pk],
        decided="near_poor",
        reason="Thiếu hụt ít hơn",
        by=walk.by,
    )
    with refused("villages_not_agreed"):
        conclude_meetings(dossier=walk.now(), by=walk.by)


def test_a_village_head_holds_the_own_villages_meeting_only(walk):
    walk.classify()
    head = actor_of(person("head", "village_head", village="Thôn 2"))
    with refused("permission_missing"):
        walk.meet("Thôn 1", by=head)
    assert walk.meet("Thôn 2", by=head).number == 1


# 5. Posting


def test_a_list_is_posted_at_every_place_of_the_law(walk):
    walk.discuss()
    with refused("places_missing"):
        post_lists(dossier=walk.now(), on=date(2024, 11, 1), places=["commune_office"], by=walk.by)


def test_posted_lists_tell_name_village_and_result_and_nothing_else(walk):
    walk.post()
    paper = Paper.objects.everywhere().filter(kind="posting_list").order_by("pk").first()
    rows = json.loads(paper.context)["households"]
    told = {key for row in rows for key, value in row.items() if value not in (None, "")}
    assert told == {"order", "head_name", "village", "result"}


def test_three_working_days_over_a_weekend_end_on_wednesday(walk):
    walk.post(on=date(2024, 11, 1))
    assert {one.until for one in Posting.objects.everywhere().all()} == {date(2024, 11, 6)}
    with refused("posting_not_over"):
        settle_posting(dossier=walk.now(), by=walk.by, on=date(2024, 11, 6))
    settle_posting(dossier=walk.now(), by=walk.by, on=date(2024, 11, 7))
    assert walk.state == "settled"


def test_an_open_objection_keeps_the_posting(walk):
    walk.post()
    walk.object_to("asks")
    with refused("objections_open"):
        settle_posting(dossier=walk.now(), by=walk.by, on=date(2024, 11, 20))


def test_an_objection_taken_in_at_the_desk_without_naming_the_list_keeps_the_posting_too(walk):
    walk.post(on=date(2024, 11, 1))
    settled = {"dossier": walk.now(), "by": walk.by, "on": date(2024, 11, 20)}
    objection = walk.object_to("asks", date(2024, 11, 1), thing="")
    with refused("objections_open"):
        settle_posting(**settled)
    assert recheck_objection(dossier=walk.now(), objection=objection, by=walk.by).item == walk.item("asks")


def test_an_objection_from_before_the_posting_that_names_no_list_is_to_another(walk):
    walk.post(on=date(2024, 11, 1))
    walk.object_to("asks", date(2024, 10, 31), thing="")
    settle_posting(dossier=walk.now(), by=walk.by, on=date(2024, 11, 20))
    assert walk.state == "settled"


def test_while_posted_only_a_rechecked_household_is_recognised(walk):
    walk.post()
    with refused("not_under_objection"):
        recognise_outcomes(
            campaign=walk.now().round,
            scope=EVERYWHERE,
            outcomes=[outcome("old").pk],
            decided="near_poor",
            reason="Nhầm",
            by=walk.by,
        )


def test_an_objection_that_changes_a_class_is_posted_again_for_its_days(walk):
    walk.post()
    objection = walk.object_to("asks")
    recheck = recheck_objection(dossier=walk.now(), objection=objection, by=walk.by)
    assert recheck.due == date(2024, 11, 13)
    with refused("rechecked_already"):
        recheck_objection(dossier=walk.now(), objection=objection, by=walk.by)
    with refused("recheck_not_done"):
        repost_household(item=walk.item("asks"), on=date(2024, 11, 12), by=walk.by)
    WorkItem.objects.everywhere().filter(pk=walk.item("asks").pk).update(state="to_review")
    with refused("posted_as_it_is"):
        repost_household(item=walk.item("asks"), on=date(2024, 11, 12), by=walk.by)
    recognise_outcomes(
        campaign=walk.now().round,
        scope=EVERYWHERE,
        outcomes=[outcome("asks").pk],
        decided="near_poor",
        reason="Phúc tra",
        by=walk.by,
    )
    answered(objection, walk)
    with refused("not_posted_again"):
        settle_posting(dossier=walk.now(), by=walk.by, on=date(2024, 11, 13))
    again = repost_household(item=walk.item("asks"), on=date(2024, 11, 12), by=walk.by)
    assert again.until == date(2024, 11, 15)
    assert PostedHousehold.objects.everywhere().get(posting=again).shown_class == "near_poor"
    with refused("posting_not_over"):
        settle_posting(dossier=walk.now(), by=walk.by, on=date(2024, 11, 15))
    settle_posting(dossier=walk.now(), by=walk.by, on=date(2024, 11, 16))
    assert walk.state == "settled"


def answered(objection, walk) -> None:
    chair = actor_of(person("answers", "commune_chair"))
    answer_request(
        grievance=objection, outcome=Answer.UPHELD, reasons="Phúc tra ngày 12/11", paper="5/UBND", by=chair
    )


# 6. The district


def test_nothing_is_opined_before_it_is_submitted(walk, district):
    walk.settle()
    with refused("not_submitted"):
        give_opinion(
            dossier=walk.now(),
            verdict=Verdict.AGREED,
            on=date(2024, 11, 12),
            text_number="12/UBND",
            text="",
            remarks={},
            by=actor_of(district),
        )


def test_the_district_answers_within_its_clock_and_the_dossier_goes_on(walk, district):
    walk.settle()
    asked = submit_for_opinion(dossier=walk.now(), on=date(2024, 11, 8), by=walk.by)
    assert asked.due == date(2024, 11, 15)
    with refused("submitted_already"):
        submit_for_opinion(dossier=walk.now(), on=date(2024, 11, 8), by=walk.by)
    give_opinion(
        dossier=walk.now(),
        verdict=Verdict.REMARKS,
        on=date(2024, 11, 12),
        text_number="12/UBND",
        text="",
        remarks={walk.item("old").pk: "Xem lại bảo hiểm"},
        by=actor_of(district),
    )
    assert walk.state == "opined"


def test_what_the_district_returns_goes_back_to_the_survey_and_its_posting_no_longer_stands(walk, district):
    walk.settle()
    submit_for_opinion(dossier=walk.now(), on=date(2024, 11, 8), by=walk.by)
    with refused("reason_missing"):
        return_by_district(
            dossier=walk.now(), on=date(2024, 11, 12), text_number="1", reason=" ", by=actor_of(district)
        )
    return_by_district(
        dossier=walk.now(), on=date(2024, 11, 12), text_number="1", reason="Thiếu hộ", by=actor_of(district)
    )
    assert walk.state == "surveying"
    walk.run()
    conclude_meetings(dossier=walk.now(), by=walk.by)
    places = [one.code for one in regime_of(walk.now()).places]
    assert len(post_lists(dossier=walk.now(), on=date(2024, 11, 20), places=places, by=walk.by)) == 2


def test_every_change_of_state_left_a_row_that_nothing_alters(walk):
    walk.settle()
    rows = DossierMove.objects.everywhere().order_by("pk").values_list("from_state", "to_state", "verb")
    assert list(rows) == [
        ("open", "surveying", "close_work_list"),
        ("surveying", "classified", "classify"),
        ("classified", "discussed", "conclude_meetings"),
        ("discussed", "posted", "post_lists"),
        ("posted", "settled", "settle_posting"),
    ]


def test_the_survey_is_reopened_with_a_reason_and_what_hangs_is_taken_down(walk):
    walk.post()
    with refused("reason_missing"):
        reopen_survey(dossier=walk.now(), reason="", by=walk.by)
    reopen_survey(dossier=walk.now(), reason="Sót hộ", by=walk.by)
    assert walk.state == "surveying"
    assert set(Posting.objects.everywhere().values_list("withdrawn", flat=True)) == {True}
