"""Requests: refusals first, then what is done and what is kept of it."""

from datetime import date, timedelta

import pytest
from tests.households.making import household

from ansinh.access.queries import scope_of
from ansinh.access.scope import Scope
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission
from ansinh.audit.models import Event
from ansinh.grievances.actions import (
    answer_in_writing,
    answer_request,
    ask_for_more,
    assign_request,
    check_request,
    decide_request,
    extend_request,
    information_came,
    take_up_request,
    withdraw_request,
)
from ansinh.grievances.enums import Channel, GrievanceKind, Outcome
from ansinh.grievances.errors import ChangedMeanwhile, OwnMaking
from ansinh.grievances.models import Grievance, GrievanceMove, Maker
from ansinh.grievances.queries import (
    grievance_within,
    grievances_within,
    open_objections,
    requests_for_work_list,
    upheld_objections,
)
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound, Refused

K = GrievanceKind
pytestmark = pytest.mark.django_db


def refused(call, code: str) -> None:
    with pytest.raises(Refused) as said:
        call()
    assert said.value.code == code


def test_who_may_not_receive_there_is_refused(receive, officer, next_door, above):
    refused(lambda: receive(by=officer("commune_officer", next_door)), "permission_missing")
    refused(lambda: receive(by=above), "permission_missing")


def test_what_lacks_sense_is_refused(receive, next_door):
    refused(lambda: receive(asker_name="  "), "no_name")
    refused(lambda: receive(content=" "), "no_content")
    refused(lambda: receive(received_on=today() + timedelta(days=1)), "future_date")
    refused(lambda: receive(household=household(next_door, "Người khác")), "other_commune")
    refused(lambda: receive(K.APPEAL), "against_nothing")


def test_an_officer_does_not_decide_and_a_chair_does_not_receive(receive, desk, chair):
    row = receive()
    check_request(grievance=row, by=desk)
    take_up_request(grievance=row, by=desk)
    refused(
        lambda: decide_request(grievance=row, outcome=Outcome.UPHELD, reasons="đúng", by=desk),
        "permission_missing",
    )
    refused(lambda: receive(by=chair), "permission_missing")


def test_an_answer_needs_reasons_and_a_paper(receive, desk, chair):
    row = receive()
    check_request(grievance=row, by=desk)
    take_up_request(grievance=row, by=desk)
    refused(
        lambda: decide_request(grievance=row, outcome=Outcome.REFUSED, reasons=" ", by=chair), "no_reason"
    )
    decide_request(grievance=row, outcome=Outcome.REFUSED, reasons="không đủ điều kiện", by=chair)
    refused(lambda: answer_in_writing(grievance=row, paper="", handed="trao tay", by=desk), "no_paper")
    refused(lambda: answer_in_writing(grievance=row, paper="1/UBND-VX", handed="", by=desk), "no_reason")


def test_who_comes_second_writes_nothing(receive, desk):
    row = receive()
    stale = Grievance.objects.everywhere().select_related("unit").get(pk=row.pk)
    check_request(grievance=row, by=desk, seen=1)
    with pytest.raises(ChangedMeanwhile):
        check_request(grievance=stale, by=desk, seen=1)
    assert GrievanceMove.objects.everywhere().filter(grievance=row).count() == 2


def test_a_late_appeal_needs_its_reason(receive, desk, chair):
    row = answered(receive(), desk, chair, day=today())
    Grievance.objects.everywhere().filter(pk=row.pk).update(answered_on=today() - timedelta(days=40))
    row.refresh_from_db()
    refused(lambda: receive(K.APPEAL, against=row), "late_appeal")
    late = receive(K.APPEAL, against=row, late_reason="đi viện")
    assert GrievanceMove.objects.everywhere().get(grievance=late).reason == "đi viện"


def test_somebody_elsewhere_is_not_given_the_work(receive, desk, officer, next_door):
    other = officer("commune_officer", next_door)
    row = receive()
    refused(
        lambda: assign_request(grievance=row, to=User.objects.get(pk=other.user_id), by=desk), "not_theirs"
    )


def test_only_what_the_law_lets_be_extended_is_and_once(receive, desk):
    objection = receive()
    check_request(grievance=objection, by=desk)
    refused(lambda: extend_request(grievance=objection, reason="phức tạp", by=desk), "no_extension")
    own = receive(K.DATA_OBJECT)
    check_request(grievance=own, by=desk)
    before = own.due_on
    extend_request(grievance=own, reason="phức tạp", by=desk)
    assert own.due_on > before
    refused(lambda: extend_request(grievance=own, reason="phức tạp", by=desk), "extended_once")


def answered(row, desk, chair, *, day=None, outcome=Outcome.REFUSED):
    check_request(grievance=row, by=desk)
    take_up_request(grievance=row, by=desk)
    decide_request(grievance=row, outcome=outcome, reasons="theo kết quả phúc tra", by=chair)
    return answer_in_writing(grievance=row, paper="12/UBND-VX", handed="trao tay", by=desk, day=day)


def test_who_decided_does_not_hear_the_appeal(receive, desk, officer, commune, chair, province):
    """The chair of the commune has since become the chair of the province."""
    row = answered(receive(), desk, chair)
    appeal = receive(K.APPEAL, against=row)
    promoted = officer("province_chair", province, name="commune_chair-91001")
    assert promoted.user_id == chair.user_id
    with pytest.raises(OwnMaking):
        check_request(grievance=appeal, by=promoted)
    check_request(grievance=appeal, by=officer("province_chair", province))
    with pytest.raises(OwnMaking):
        take_up_request(grievance=appeal, by=promoted)
    assert set(Maker.objects.everywhere().filter(grievance=appeal).values_list("user_id", flat=True)) == {
        chair.user_id,
        desk.user_id,
    }


def test_without_the_names_of_the_makers_the_same_person_would_hear_it(
    receive, desk, officer, chair, province
):
    """The control."""
    row = answered(receive(), desk, chair)
    appeal = receive(K.APPEAL, against=row)
    promoted = officer("province_chair", province, name="commune_chair-91001")
    Maker.objects.everywhere().filter(grievance=appeal).delete()
    assert check_request(grievance=appeal, by=promoted).state == "checked"


def test_an_appeal_is_heard_above_and_settles_what_it_was_against(receive, desk, chair, above):
    row = answered(receive(), desk, chair)
    appeal = receive(K.APPEAL, against=row)
    row.refresh_from_db()
    assert row.state == "appealed"
    check_request(grievance=appeal, by=above)
    take_up_request(grievance=appeal, by=above)
    decide_request(grievance=appeal, outcome=Outcome.UPHELD, reasons="phúc tra thiếu một chỉ số", by=above)
    answer_in_writing(grievance=appeal, paper="45/QĐ-UBND", handed="bưu điện", by=above)
    row = Grievance.objects.everywhere().get(pk=row.pk)
    assert (row.state, row.outcome) == ("closed", "refused")


def test_the_desk_does_not_hear_an_appeal(receive, desk, chair):
    appeal = receive(K.APPEAL, against=answered(receive(), desk, chair))
    refused(lambda: check_request(grievance=appeal, by=desk), "permission_missing")


def test_a_person_without_papers_is_received(receive):
    row = receive(missing_papers="Không có căn cước, chưa có địa chỉ trong sổ")
    assert (row.state, row.household_id, row.asker_contact) == ("received", None, "")


def test_numbers_follow_one_another_in_a_place_and_year(receive):
    assert [receive().number, receive().number] == [1, 2]
    assert receive(received_on=date(2024, 5, 6)).number == 1


def test_the_clock_stands_still_while_something_is_asked_for(receive, desk):
    row = receive()
    check_request(grievance=row, by=desk)
    due = row.due_on
    ask_for_more(grievance=row, reason="thiếu tên hộ", by=desk)
    assert row.paused_on == today()
    Grievance.objects.everywhere().filter(pk=row.pk).update(paused_on=today() - timedelta(days=14))
    row.refresh_from_db()
    information_came(grievance=row, reason="đã bổ sung", by=desk)
    assert row.paused_on is None
    assert row.due_on >= due + timedelta(days=10)


def test_a_withdrawn_request_stays_with_its_reason(receive, desk):
    row = receive()
    withdraw_request(grievance=row, reason="hộ chuyển đi nơi khác", by=desk)
    newest = GrievanceMove.objects.everywhere().filter(grievance=row).order_by("-number").first()
    assert (row.state, newest.reason) == ("withdrawn", "hộ chuyển đi nơi khác")


def test_every_verb_is_in_the_log_without_a_name(receive, desk):
    row = receive()
    check_request(grievance=row, by=desk)
    events = Event.objects.filter(subject=f"grievance:{row.pk}").order_by("pk")
    assert [event.name for event in events] == ["grievances.request_received", "grievances.request_checked"]
    assert not any("Hoàng" in str(event.facts) + event.reason for event in events)


def test_reviews_find_the_requests_of_their_work_list(receive, commune, next_door, home):
    in_time = receive(K.REVIEW, household=home, received_on=date(2024, 5, 6))
    receive(K.REVIEW, received_on=date(2024, 5, 20))
    receive(K.COMPLAINT, received_on=date(2024, 5, 6))
    assert list(requests_for_work_list([commune.pk], date(2024, 5, 15))) == [in_time]
    assert list(requests_for_work_list([next_door.pk], date(2024, 5, 15))) == []


def test_reviews_answer_a_request_from_any_step(receive, desk, chair):
    waiting = receive(K.REVIEW)
    check_request(grievance=waiting, by=desk)
    ask_for_more(grievance=waiting, reason="thiếu", by=desk)
    for row in (receive(K.REVIEW), waiting):
        answer_request(
            grievance=row, outcome=Outcome.UPHELD, reasons="được công nhận", paper="2/QĐ-UBND", by=chair
        )
        assert (row.state, row.outcome, row.answer_paper) == ("answered", "upheld", "2/QĐ-UBND")
    refused(
        lambda: answer_request(
            grievance=waiting, outcome=Outcome.UPHELD, reasons="x", paper="3/QĐ-UBND", by=chair
        ),
        "answered_already",
    )
    refused(
        lambda: answer_request(
            grievance=receive(K.COMPLAINT), outcome=Outcome.UPHELD, reasons="x", paper="3", by=chair
        ),
        "not_here",
    )


def test_an_objection_is_open_until_it_is_answered_and_then_upheld_or_not(receive, desk, chair, home):
    row = receive(about="dossier:12", household=home)
    assert list(open_objections(about="dossier:12")) == [row]
    assert list(open_objections(about="dossier:13")) == []
    answered(row, desk, chair, outcome=Outcome.UPHELD)
    assert list(open_objections(about="dossier:12")) == []
    assert list(upheld_objections(about="dossier:12", households=[home.pk])) == [row]


def test_a_village_sees_its_own_requests_and_no_complaint(receive, commune):
    mine = receive(village="Thôn 1")
    receive(village="Thôn 2")
    receive(K.COMPLAINT, village="Thôn 1")
    scope = Scope(frozenset(), today(), frozenset({(commune.pk, "Thôn 1")}))
    assert list(grievances_within(scope)) == [mine]


def test_what_is_next_door_does_not_exist(receive, officer, next_door):
    row = receive()
    with pytest.raises(NotFound):
        grievance_within(scope_of(officer("commune_officer", next_door), Permission.SEE_REQUESTS), row.pk)


def test_a_channel_has_words():
    assert all(channel.words for channel in Channel)
