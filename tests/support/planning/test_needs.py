"""Needs: refused twice and without a reason; withdrawn with a trace; many from a file."""

from datetime import date
from pathlib import Path

import pytest
from tests.support.planning.conftest import ON
from tests.support.planning.test_facts import member

from ansinh.accounts.actor import SYSTEM
from ansinh.exchange.support_tables.checking import accept_needs, check_needs
from ansinh.kernel.errors import AnSinhError, Refused, UnusableInput
from ansinh.support.models import Need
from ansinh.support.models.planning_enums import NeedSource
from ansinh.support.needs.actions import record_need, withdraw_need
from ansinh.support.needs.queries import needs_on

pytestmark = pytest.mark.django_db
FIRST = date(2022, 5, 1)


def needed(home, policy="TD-1", **more):
    given = {"source": NeedSource.VISIT, "since": FIRST, "by": SYSTEM} | more
    return record_need(household=home, policy=policy, **given)


def test_a_need_of_no_policy_or_of_the_wrong_subject_is_refused(homes):
    with pytest.raises(AnSinhError, match="Không có chính sách"):
        needed(homes["A"], "TD-99")
    with pytest.raises(Refused, match="chương trình chung"):
        needed(homes["A"], "KP-1")
    with pytest.raises(UnusableInput, match="cả hộ"):
        needed(homes["A"], person=member(homes["A"]))
    with pytest.raises(UnusableInput, match="từng người"):
        needed(homes["A"], "DN-1")


def test_a_need_stands_once_until_it_is_withdrawn_with_a_reason(homes, unit):
    need = needed(homes["A"])
    with pytest.raises(Refused, match="đã ghi rồi"):
        needed(homes["A"])
    with pytest.raises(Refused, match="lý do"):
        withdraw_need(need=need, on=ON, reason="", by=SYSTEM)
    with pytest.raises(UnusableInput, match="Ngày rút"):
        withdraw_need(need=need, on=date(2022, 4, 1), reason="Đã vay nơi khác", by=SYSTEM)
    withdraw_need(need=need, on=ON, reason="Đã vay nơi khác", by=SYSTEM)
    with pytest.raises(Refused, match="đã rút"):
        withdraw_need(need=need, on=ON, reason="Đã vay nơi khác", by=SYSTEM)
    needed(homes["A"], since=ON)
    assert needs_on([unit.pk], date(2022, 6, 1)).select("policy", "household_id", "source").rows() == [
        ("TD-1", homes["A"].pk.hex, "visit")
    ]
    assert needs_on([unit.pk], ON).height == 1
    assert needs_on([unit.pk], date(2022, 4, 30)).is_empty()


def test_a_file_of_needs_tells_faults_and_is_taken_once(homes, write):
    needed(homes["B"])
    good = {"household_id": "A", "member_id": "", "policy": "TD-1", "since": "2022-05-01", "source": "survey"}
    bad = [good | {"policy": "XX-1"}, good | {"member_id": "1"}, good | {"since": "2999-01-01"}, good]
    found = check_needs(Path(write("bad.csv", bad)))
    assert sorted((one.rule, one.row) for one in found.findings) == [
        ("future_date", 4),
        ("need_subject", 3),
        ("twice", 4),
        ("twice", 5),
        ("unknown_policy", 2),
    ]
    checked = check_needs(Path(write("good.csv", [good, good | {"household_id": "B"}])))
    assert accept_needs(checked=checked, by=SYSTEM) == {"recorded": 1, "already": 1}
    assert Need.objects.everywhere().count() == 2
