"""Gifts, communication, training, awards: what is given twice shows, who is counted is counted once, who decides is another."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.outreach.conftest import YEAR, asked, money
from tests.support.delivery.world import NEXT_DOOR, THEN

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.accounts.actor import SYSTEM
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.outreach.awards.deciding import appraise, decide_award, propose_award, withdraw_file, write_award
from ansinh.outreach.campaigns.coverage import coverage
from ansinh.outreach.campaigns.spreading import record_message, withdraw_message, write_campaign
from ansinh.outreach.fund.spending import approve_use, return_use
from ansinh.outreach.gifts.giving import record_gift, withdraw_gift
from ansinh.outreach.gifts.queries import gifts_of_household, gifts_within, given_twice, sponsors_within
from ansinh.outreach.measures import broadcasting, in_post_trained, staff_trained, trained_in
from ansinh.outreach.models import AwardFile, StaffPerson
from ansinh.outreach.models.enums import GiftKind, GiftSource, HonouredKind, MessageKind, Occasion, StaffRole
from ansinh.outreach.staff.participants_file import read_participants
from ansinh.outreach.staff.posting import end_posting, post_person, set_posts
from ansinh.outreach.staff.queries import filled_on
from ansinh.outreach.staff.training import (
    Attending,
    record_participant,
    take_in_participants,
    withdraw_participant,
    write_course,
)
from ansinh.places.queries import unit_at, units_under
from ansinh.support.caring.people import enter_sponsor
from ansinh.support.models.planning_enums import SponsorKind

pytestmark = pytest.mark.django_db
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)


def given(place, at=0, **more):
    told = {
        "household": place.homes[at], "occasion": Occasion.TET, "year": YEAR, "kind": GiftKind.GIFT, "what": "Túi quà",
        "value": 500_000, "given_on": date(YEAR, 2, 1), "source": GiftSource.BUDGET, "giver_name": "UBND xã",
        "by": place.maker,
    }  # fmt: skip
    return record_gift(**told | more)


def test_a_second_gift_for_an_occasion_says_why_and_is_shown(place):
    first = given(place)
    with pytest.raises(Refused) as known:
        given(place, giver_name="Hội thử")
    assert known.value.code == "given_before"
    second = given(place, giver_name="Hội thử", again="Hộ có tang")
    for other in ({"kind": GiftKind.SAVINGS_BOOK}, {"occasion": Occasion.MONTH_FOR_THE_POOR}, {"at": 1}):
        assert given(place, **other).again == ""
    rows = gifts_of_household(place.homes[0].pk)
    assert given_twice(rows) == {first.pk, second.pk}
    assert set(gifts_within(EVERYWHERE).filter(twice=True).values_list("pk", flat=True)) == {
        first.pk,
        second.pk,
    }
    withdraw_gift(gift=second, reason="Ghi nhầm hộ", by=place.maker)
    assert given_twice(gifts_of_household(place.homes[0].pk)) == set()


def test_gifts_of_the_fund_are_worth_no_more_than_went_out(place):
    money(place, 5_000_000)
    use = asked(place, 1_000_000)
    told = {"use": use, "source": GiftSource.FUND}
    with pytest.raises(Refused) as waits:
        given(place, **told)
    assert waits.value.code == "use_not_approved"
    approve_use(use=use, decision_no="1", by=place.chair)
    given(place, value=600_000, **told)
    with pytest.raises(Refused) as spent:
        given(place, 1, **told)
    assert spent.value.code == "use_spent"
    with pytest.raises(Refused) as held:
        return_use(use=use, reason="Trả lại", by=place.chair)
    assert held.value.code == "gifts_of_it"


def test_a_visit_says_who_came_and_has_no_worth(place):
    for told, code in (
        ({"value": 5, "visitors": "Bí thư"}, "visit_value"),
        ({"value": 0}, "visitors_missing"),
    ):
        with pytest.raises(UnusableInput) as wrong:
            given(place, kind=GiftKind.VISIT, **told)
        assert wrong.value.code == code
    assert given(place, kind=GiftKind.VISIT, value=0, visitors="Chủ tịch Mặt trận xã").value == 0


def test_sponsors_are_those_of_household_plans_with_the_gifts_that_came_of_them(place):
    sponsor = enter_sponsor(
        unit=place.unit, kind=SponsorKind.PERSON, full_name="Lê Thị Thử", valid_from=FIRST, by=place.maker
    )
    given(place, source=GiftSource.SPONSOR, sponsor=sponsor)
    assert [(one.pk, one.homes, one.gifts_given) for one in sponsors_within(EVERYWHERE, YEAR)] == [
        (sponsor.pk, 0, 1)
    ]
    assert list(sponsors_within(Scope(frozenset()), YEAR)) == []


def spread(place, **more):
    told = {
        "unit": place.unit, "kind": MessageKind.BROADCAST, "title": "Chính sách tín dụng", "spread_on": date(YEAR, 5, 1),
        "by": SYSTEM,
    }  # fmt: skip
    return record_message(**told | more)


def test_coverage_counts_communes_of_a_day_with_a_broadcast_in_the_period(place):
    day = date(YEAR, 12, 31)
    communes = units_under(unit_at("311", day), day, "commune")
    spread(place, times=3)
    spread(place, kind=MessageKind.POSTER, unit=unit_at(NEXT_DOOR, THEN))
    spread(place, spread_on=date(YEAR - 1, 12, 31), unit=unit_at(NEXT_DOOR, THEN))
    gone = spread(place, title="Rút", unit=unit_at(NEXT_DOOR, THEN))
    withdraw_message(message=gone, reason="Nhầm xã", by=SYSTEM)
    found = coverage(communes, FIRST, day)
    assert sum(one.times for one in found) == 3
    assert [one.last_on for one in found if one.times] == [date(YEAR, 5, 1)]
    assert sum(broadcasting(communes, FIRST, day).values()) == 1
    assert len(found) == len(communes) > 10


def test_communes_that_were_merged_bring_their_broadcasts_along(place):
    day = date(2025, 12, 31)
    spread(place, spread_on=date(2025, 3, 1))
    found = coverage(units_under(unit_at("31", day), day, "commune"), date(2025, 1, 1), day)
    holds = [one for one in found if one.times]
    assert [one.said_at for one in holds] == [(place.unit.pk,)]


def test_what_a_commune_spread_is_a_commune_s_has_its_people_and_its_campaign(place):
    campaign = write_campaign(
        unit=place.unit, title="Tháng cao điểm", paper="KH thử 2", begins_on=date(YEAR, 10, 17),
        ends_on=date(YEAR, 11, 18), by=place.maker,
    )  # fmt: skip
    for told, code in (
        ({"kind": MessageKind.DIALOGUE}, "attendance_wrong"),
        ({"attendance": 9}, "attendance_wrong"),
        ({"campaign": campaign}, "day_outside"),
        ({"times": 0}, "number_wrong"),
        ({"unit": unit_at("31", THEN)}, "not_a_commune"),
    ):
        with pytest.raises((Refused, UnusableInput)) as wrong:
            spread(place, **told)
        assert wrong.value.code == code
    assert spread(place, kind=MessageKind.DIALOGUE, attendance=45).attendance == 45


def course(place, topic="Nghiệp vụ rà soát", ends=date(YEAR, 6, 2), **more):
    told = {
        "unit": place.unit,
        "provider": "Sở thử",
        "begins_on": date(ends.year, 6, 1),
        "ends_on": ends,
        "days": 2,
    }
    return write_course(topic=topic, by=place.maker, **told | more)


def took_part(place, one, name, **more):
    return record_participant(course=one, one=Attending(place.unit, name, **more), by=place.maker)


def test_persons_and_attendances_are_counted_apart(place):
    one, two, old = course(place), course(place, "Sinh kế"), course(place, "Cũ", date(YEAR - 1, 6, 2))
    took_part(place, one, "Nguyễn Văn Thử", birth_year=1980, certificate="CN1")
    took_part(place, two, "nguyễn văn  thử", birth_year=1980)
    took_part(place, two, "Nguyễn Văn Thử", birth_year=1991)
    gone = took_part(place, two, "Trần Thị Thử")
    took_part(place, old, "Lê Văn Thử")
    withdraw_participant(participant=gone, reason="Không dự", by=place.maker)
    found = staff_trained([place.unit.pk], FIRST, LAST)[place.unit.pk]
    assert (found.persons, found.attendances) == (2, 3)
    assert trained_in([place.unit.pk], date(YEAR - 1, 1, 1), LAST).persons == 3
    with pytest.raises(Refused) as twice:
        took_part(place, one, "Nguyễn Văn Thử", birth_year=1980)
    assert twice.value.code == "participant_known"
    with pytest.raises(Refused):
        took_part(place, one, "Phạm Thị Thử", certificate="CN1")


def test_posts_vacancies_and_the_trained_of_those_in_post_are_of_a_day(place):
    told = {"unit": place.unit, "by": place.maker}
    set_posts(role=StaffRole.OFFICER, posts=3, valid_from=FIRST, paper="QĐ thử 1", **told)
    set_posts(role=StaffRole.OFFICER, posts=2, valid_from=date(YEAR, 7, 1), paper="QĐ thử 2", **told)
    post_person(full_name="Nguyễn Văn Thử", role=StaffRole.OFFICER, valid_from=FIRST, **told)
    second = post_person(full_name="Trần Thị Thử", role=StaffRole.OFFICER, valid_from=FIRST, **told)
    post_person(
        full_name="Nguyễn Văn Thử", role=StaffRole.VILLAGE_HEAD, village="Thôn 1", valid_from=FIRST, **told
    )
    took_part(place, course(place), "Nguyễn Văn Thử")
    end_posting(posting=second, valid_until=date(YEAR, 6, 30), reason="Nghỉ hưu", by=place.maker)

    def officers(day):
        (one,) = (row for row in filled_on(EVERYWHERE, day, FIRST) if row.role == "officer")
        return one.posts, one.persons, one.vacant, one.trained

    assert officers(date(YEAR, 6, 30)) == (3, 2, 1, 1)
    assert officers(date(YEAR, 7, 1)) == (2, 1, 1, 1)
    roles = [StaffRole.OFFICER, StaffRole.VILLAGE_HEAD]
    found = in_post_trained([place.unit.pk], roles, FIRST, date(YEAR, 6, 30))[place.unit.pk]
    assert (found.persons, found.trained) == (2, 1)
    with pytest.raises(Refused) as holds:
        post_person(full_name="Nguyễn Văn Thử", role=StaffRole.OFFICER, valid_from=date(YEAR, 3, 1), **told)
    assert holds.value.code == "posted_already"


def test_a_file_of_participants_is_written_whole_or_not_at_all(place, tmp_path):
    one, path = course(place), tmp_path / "lop.csv"
    code = place.unit.code
    path.write_text(
        f"unit_code,full_name,birth_year,role,days\n{code},Ngô Văn Thử,1985,officer,2\n{code},,85,x,9\n00001,Xa Thử,,,\n",
        encoding="utf-8",
    )
    good, faults = read_participants(path, one, Scope(frozenset({place.unit.pk})))
    assert ([row.full_name for row in good], len(faults), faults[0].count(";")) == (["Ngô Văn Thử"], 2, 3)
    far = Attending(unit_at(NEXT_DOOR, THEN), "Xa Thử")
    with pytest.raises(Refused) as there:
        take_in_participants(course=one, rows=[*good, far], by=place.maker)
    assert (there.value.code, StaffPerson.objects.everywhere().count()) == ("permission_missing", 0)
    assert take_in_participants(course=one, rows=good, by=place.maker) == 1


@pytest.fixture
def proposed(place) -> AwardFile:
    award = write_award(
        unit=place.unit, title="Hộ thoát nghèo tiêu biểu", honours=HonouredKind.HOUSEHOLD, criteria="Thoát nghèo bền vững",
        paper="HD thử 3", valid_from=FIRST, by=place.maker,
    )  # fmt: skip
    return propose_award(
        award=award, unit=place.unit, year=YEAR, household=place.homes[0], achievements="Nuôi bò sinh sản",
        proposed_on=date(YEAR, 10, 1), by=place.maker,
    )  # fmt: skip


def test_an_award_is_proposed_appraised_and_decided_by_three(place, proposed):
    with pytest.raises(Refused) as own:
        appraise(file=proposed, meets=True, appraisal="Đạt", by=place.maker)
    assert own.value.code == "second_person_needed"
    with pytest.raises(Refused) as early:
        decide_award(file=proposed, grant=True, decision_no="9", by=place.chair)
    assert early.value.code == "wrong_state"
    appraise(file=proposed, meets=True, appraisal="Đạt", by=place.second)
    rows = AwardFile.objects.everywhere().filter(pk=proposed.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(
            state="granted", decided_by=place.second.label, decided_at=proposed.proposed_at, decision_no="9",
            decided_on=FIRST,
        )  # fmt: skip
    done = decide_award(
        file=proposed, grant=True, decision_no="9/QĐ-UBND", decided_on=date(YEAR, 12, 1), by=place.chair
    )
    assert (done.state, done.decision_no, done.full_name) == (
        "granted",
        "9/QĐ-UBND",
        place.homes[0].head_name,
    )
    with pytest.raises(Refused):
        withdraw_file(file=proposed, reason="Rút", by=place.maker)


def test_who_does_not_meet_the_criteria_is_not_granted_and_may_be_proposed_again(place, proposed):
    appraise(file=proposed, meets=False, appraisal="Còn nợ thuế", by=place.second)
    with pytest.raises(Refused) as missed:
        decide_award(file=proposed, grant=True, decision_no="9", by=place.chair)
    assert missed.value.code == "criteria_not_met"
    told = {
        "award": proposed.award, "unit": place.unit, "year": YEAR, "household": place.homes[0], "achievements": "Bò",
        "proposed_on": date(YEAR, 11, 1), "by": place.maker,
    }  # fmt: skip
    with pytest.raises(Refused) as known:
        propose_award(**told)
    assert known.value.code == "proposed_already"
    decide_award(file=proposed, grant=False, reason="Chưa đạt", by=place.chair)
    assert propose_award(**told).state == "proposed"
