"""Houses: refused out of order, twice, by one person alone; money and stages to the acceptance; the same in both databases."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.roles import as_owner
from tests.support.housing.conftest import DEADLINE, SURVEYED, approved, programme, surveyed

from ansinh.accounts.actor import SYSTEM
from ansinh.households.enums import LifeEventKind
from ansinh.households.models import LifeEvent
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.support.catalogue.registry import policy
from ansinh.support.delivery.queries import served
from ansinh.support.entitling.history import had_before
from ansinh.support.housing.building import accept_work, reach_stage, take_stage_back, withdraw_work
from ansinh.support.housing.deciding import approve_works, propose_works, refuse_works
from ansinh.support.housing.money import funding_of, plan_money, receive_money, withdraw_money
from ansinh.support.housing.priorities import order
from ansinh.support.housing.programmes import move_deadline, programmes_at
from ansinh.support.housing.surveying import lacking
from ansinh.support.models import HousingMoney, HousingWork, Need
from ansinh.support.models.housing_enums import MoneySource, WorkKind, WorkState

pytestmark = pytest.mark.django_db
BUILT = ((WorkState.BEGUN, 3), (WorkState.FOUNDATION, 4), (WorkState.ROOFED, 5), (WorkState.DONE, 6))


def built(place, work):
    for stage, month in BUILT:
        work = reach_stage(work=work, stage=stage, on=date(2025, month, 15), by=place.who.maker)
    return work


def event(kind, one, other, on):
    LifeEvent.objects.create(
        household=one, kind=kind, date=on, other_household=other, recorded_at=now(), recorded_by="test"
    )


def test_a_survey_is_refused_where_it_does_not_fit(place):
    with pytest.raises(UnusableInput, match="đối tượng nào"):
        surveyed(place, ground=" ")
    with pytest.raises(UnusableInput, match="Ngày khảo sát"):
        surveyed(place, surveyed_on=date(2024, 1, 1))
    with pytest.raises(UnusableInput, match="hiện trạng"):
        surveyed(place, finding="")
    with pytest.raises(Refused, match="quyền"):
        surveyed(place, by=place.who.chair)
    elsewhere = programme(SYSTEM, place.unit.parent.parent, act="KH 11", policy="NO-2")
    with pytest.raises(Refused, match="không thuộc diện"):
        surveyed(place, programme=elsewhere)


def test_a_household_is_housed_once_and_again_only_with_a_reason(place):
    surveyed(place)
    with pytest.raises(Refused, match="chỉ được hỗ trợ nhà ở một"):
        surveyed(place)
    with pytest.raises(Refused, match="chỉ được hỗ trợ nhà ở một"):
        surveyed(place, again="Bão làm sập")
    done = built(place, approved(place, 1))
    accept_work(work=done, on=date(2025, 6, 20), record_no="1/BB", by=place.who.chair)
    assert surveyed(place, 1, again="Cháy nhà ngày 01/08/2025", surveyed_on=date(2025, 8, 9)).again


@pytest.mark.parametrize("first", [0, 1])
def test_households_that_became_one_are_housed_once(place, first):
    event(LifeEventKind.MERGED.value, place.homes[0], place.homes[1], date(2025, 2, 1))
    surveyed(place, first)
    with pytest.raises(Refused, match="một"):
        surveyed(place, 1 - first)
    assert surveyed(place, 2).pk


def test_who_parted_from_a_household_after_its_house_has_had_it_too(place):
    surveyed(place)
    event(LifeEventKind.SPLIT.value, place.homes[0], place.homes[1], SURVEYED + timedelta(days=9))
    event(LifeEventKind.SPLIT.value, place.homes[0], place.homes[2], SURVEYED - timedelta(days=9))
    with pytest.raises(Refused, match="một"):
        surveyed(place, 1)
    assert surveyed(place, 2).pk


def test_without_its_trigger_the_database_takes_the_second_house(place):
    """The control: it is the trigger that refuses."""
    event(LifeEventKind.MERGED.value, place.homes[0], place.homes[1], date(2025, 2, 1))
    surveyed(place)
    table = "support_housingwork"
    name = f"{table}_aided_as_another_insert"
    drop = f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}")
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(drop)
        assert surveyed(place, 1).pk
        transaction.set_rollback(True)


def test_a_list_takes_two_persons_and_is_answered_once(place):
    work = surveyed(place)
    given = {"programme": place.programme, "unit": place.unit, "by": place.who.maker}
    listed = propose_works(chosen=[work.pk], **given)
    with pytest.raises(Refused, match="danh sách khác"):
        propose_works(chosen=[work.pk], **given)
    with pytest.raises(Refused, match="quyền"):
        approve_works(proposal=listed, decision_no="1", by=place.who.maker)
    with pytest.raises(UnusableInput, match="số quyết định"):
        approve_works(proposal=listed, decision_no=" ", by=place.who.chair)
    refuse_works(proposal=listed, reason="Thiếu ảnh hiện trạng", by=place.who.chair)
    with pytest.raises(Refused, match="đã được trả lời"):
        approve_works(proposal=listed, decision_no="1", by=place.who.chair)
    again = propose_works(chosen=[work.pk], **given)
    approve_works(proposal=again, decision_no="2/QĐ", by=place.who.chair)
    work.refresh_from_db()
    assert (work.state, work.steps.everywhere().count()) == ("approved", 4)
    # The system may do both halves by itself nowhere: who proposes is not who approves.
    other = surveyed(place, 1, by=SYSTEM)
    with pytest.raises(Refused, match="hai người"):
        approve_works(
            proposal=propose_works(chosen=[other.pk], **(given | {"by": SYSTEM})), decision_no="3", by=SYSTEM
        )


def test_stages_go_in_their_order_on_their_days(place):
    work = approved(place)
    with pytest.raises(Refused, match="chưa tới bước"):
        reach_stage(work=work, stage=WorkState.ROOFED, on=date(2025, 3, 9), by=place.who.maker)
    with pytest.raises(UnusableInput, match="bước trước"):
        reach_stage(work=work, stage=WorkState.BEGUN, on=date(2025, 2, 1), by=place.who.maker)
    work = reach_stage(work=work, stage=WorkState.BEGUN, on=date(2025, 3, 9), by=place.who.maker)
    work = take_stage_back(work=work, reason="Ghi nhầm hộ", by=place.who.maker)
    assert (work.state, work.state_on) == ("approved", date(2025, 3, 1))
    with pytest.raises(Refused, match="Chưa có bước"):
        take_stage_back(work=work, reason="Ghi nhầm hộ", by=place.who.maker)
    mended = approved(place, 1, kind=WorkKind.REPAIR)
    mended = reach_stage(work=mended, stage=WorkState.BEGUN, on=date(2025, 3, 9), by=place.who.maker)
    assert (
        reach_stage(work=mended, stage=WorkState.DONE, on=date(2025, 4, 9), by=place.who.maker).state
        == "done"
    )


def test_a_state_without_its_step_is_refused_by_the_database(place):
    work = approved(place)
    with pytest.raises(IntegrityError), transaction.atomic():
        HousingWork.objects.everywhere().filter(pk=work.pk).update(state="done")
    with pytest.raises(IntegrityError), transaction.atomic():
        HousingMoney.objects.create(
            work=work, kind="received", source="kin", amount=-1, on=SURVEYED, document="x", recorded_at=now(), recorded_by="x"
        )  # fmt: skip


def test_an_accepted_house_has_served_its_household_with_the_aid_that_came(place):
    work = built(place, approved(place))
    plan_money(
        work=work, cost=120_000_000, by=place.who.maker,
        sources={MoneySource.DISTRICT: (50_000_000, 0), MoneySource.KIN: (30_000_000, 0), MoneySource.COMMUNITY: (0, 40)},
    )  # fmt: skip
    received = {"work": work, "document": "PC 12", "by": place.who.maker, "on": date(2025, 5, 1)}
    receive_money(source=MoneySource.DISTRICT, amount=50_000_000, **received)
    receive_money(source=MoneySource.KIN, amount=10_000_000, **received)
    wrong = receive_money(source=MoneySource.FUND, amount=5_000_000, **received)
    withdraw_money(row=wrong, reason="Của hộ khác", by=place.who.maker)
    work.refresh_from_db()
    found = funding_of(work)
    assert (found.planned, found.received) == (80_000_000, 60_000_000)
    assert (found.without_source, found.awaited) == (40_000_000, 20_000_000)
    assert [(one.source, one.planned_days) for one in found.lines][-1] == ("community", 40)
    assert served([place.unit.pk], date(2025, 1, 1), today()).is_empty()
    with pytest.raises(Refused, match="quyền"):
        accept_work(work=work, on=date(2025, 6, 20), record_no="1/BB", by=place.who.maker)
    with pytest.raises(Refused, match="Hộ đã nhận tiền"):
        withdraw_work(work=work, reason="Không làm nữa", by=place.who.maker)
    accept_work(work=work, on=date(2025, 6, 20), record_no="1/BB", by=place.who.chair)
    rows = served([place.unit.pk], date(2025, 1, 1), today())
    assert rows.select("policy", "kind", "amount", "valid_from", "purpose").rows() == [
        ("NO-3", "housing", 50_000_000, date(2025, 6, 20), "housing")
    ]
    home = place.homes[0].pk.hex
    assert had_before([home], [], [policy("NO-3")], today()) == {("NO-3", home): date(2025, 6, 20)}
    with pytest.raises(Refused, match="không đổi nữa"):
        receive_money(source=MoneySource.KIN, amount=1, **received)


def test_another_takes_the_place_of_who_withdrew(place):
    work = approved(place)
    with pytest.raises(Refused, match="đã rút"):
        surveyed(place, 1, replaces=work)
    gone = withdraw_work(work=work, reason="Hộ làm nhà cùng con", by=place.who.maker)
    assert surveyed(place, 1, replaces=gone).replaces_id == gone.pk
    with pytest.raises(Refused):
        surveyed(place, 2, replaces=gone)
    with pytest.raises(Refused, match="không rút được"):
        withdraw_work(work=gone, reason="Lần nữa", by=place.who.maker)


def test_a_deadline_is_moved_with_its_reason_and_only_so(place):
    with pytest.raises(UnusableInput, match="lý do"):
        move_deadline(programme=place.programme, deadline=date(2025, 9, 1), reason=" ", by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(place.programme).objects.filter(pk=place.programme.pk).update(deadline=date(2025, 8, 1))
    moved = move_deadline(programme=place.programme, deadline=date(2025, 9, 1), reason="CV 3", by=SYSTEM)
    assert (moved.deadline, moved.deadlines.count(), DEADLINE) == (date(2025, 9, 1), 1, date(2025, 7, 1))
    assert [one.pk for one in programmes_at(place.unit)] == [place.programme.pk]


def test_who_lacks_a_house_is_listed_until_it_has_a_work(place):
    from_need = lacking([place.unit.pk], place.programme, SURVEYED)
    assert from_need.is_empty()
    record(place, 0)
    rows = lacking([place.unit.pk], place.programme, SURVEYED)
    assert rows.select("household_id", "needed", "state", "group").rows() == [
        (place.homes[0].pk.hex, True, "not_computed", "other")
    ]
    surveyed(place)
    assert lacking([place.unit.pk], place.programme, SURVEYED).is_empty()
    assert not order().verified


def record(place, at):
    Need.objects.create(
        policy="NO-3", household=place.homes[at], since=SURVEYED, source="visit", recorded_at=now(), recorded_by="test"
    )  # fmt: skip
