"""Facts: refused where they say nothing or contradict; corrected with a trace; frames for rules."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction
from tests.support.planning.conftest import ON

from ansinh.accounts.actor import SYSTEM
from ansinh.audit.models import Event
from ansinh.exchange.support_tables.checking import accept_facts, check_facts
from ansinh.households.models import Membership
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.support.catalogue.inputs import inputs
from ansinh.support.facts.actions import (
    Span,
    complete_list,
    correct_fact,
    end_fact,
    record_fact,
    reopen_list,
    reveal_fact,
)
from ansinh.support.facts.queries import complete_lists, facts_of, facts_on, with_facts
from ansinh.support.facts.registry import fact_kind, fact_kinds, value_of, value_words
from ansinh.support.models import Fact

FIRST = date(2022, 3, 1)


def member(home):
    rows = Membership.objects.everywhere().filter(household=home).order_by("pk")
    return rows.first().person_id


def told(home, code="disability", value="severe", first=FIRST, last=None, person="own", source="GXN 12"):
    return record_fact(
        household=home,
        person=member(home) if person == "own" else person,
        code=code,
        value=value,
        span=Span(first, last),
        source=source,
        by=SYSTEM,
    )


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("disability", "rất nặng"),
        ("social_assistance", "có lẽ"),
        ("social_assistance_monthly", "1,5"),
        ("social_assistance_monthly", "-1"),
        ("work_capacity_lost", "101"),
        ("course_from", "31/02/2022"),
        ("school_name", "x" * 81),
        ("hiv", " "),
    ],
)
def test_a_value_that_does_not_fit_is_refused(code, text):
    with pytest.raises(UnusableInput):
        value_of(fact_kind(code), text)


@pytest.mark.parametrize(
    ("code", "text", "kept", "words"),
    [
        ("disability", "Nặng", "severe", "nặng"),
        ("social_assistance", "có", "1", "có"),
        ("social_assistance_monthly", "1.100.000", "1100000", "1.100.000 đồng"),
        ("social_assistance_coefficient", "1,5", "1.5", "1,5"),
        ("work_capacity_lost", "81.5", "81.5", "81,5%"),
        ("course_from", "5/9/2022", "2022-09-05", "05/09/2022"),
    ],
)
def test_a_value_is_kept_one_way_and_said_in_words(code, text, kept, words):
    kind = fact_kind(code)
    assert value_of(kind, text) == kept
    assert value_words(kind, kept) == words


def test_what_rules_ask_and_facts_tell_have_one_name_and_the_same_codes():
    for code in fact_kinds().keys() & inputs().keys():
        asked, kept = inputs()[code], fact_kind(code)
        assert {"member": "person", "household": "household"}[asked.level.value] == kept.of, code
        if asked.codes:
            assert set(asked.codes) == {one for one, _vi, _en in kept.codes}, code


@pytest.mark.django_db
def test_a_fact_of_nobody_without_ground_or_from_tomorrow_is_refused(homes):
    with pytest.raises(UnusableInput, match="chọn thành viên"):
        told(homes["A"], person=None)
    with pytest.raises(NotFound, match="không sống"):
        told(homes["A"], person=member(homes["B"]))
    with pytest.raises(UnusableInput, match="căn cứ"):
        told(homes["A"], source=" ")
    with pytest.raises(UnusableInput, match="chưa đến"):
        told(homes["A"], first=date(2999, 1, 1))
    with pytest.raises(UnusableInput, match="trước ngày"):
        told(homes["A"], last=date(2022, 1, 1))


@pytest.mark.django_db
def test_two_values_do_not_hold_on_one_day_and_the_wrong_one_stays_known(homes):
    first = told(homes["A"])
    with pytest.raises(Refused, match="trùng thời gian"):
        told(homes["A"], value="mild", first=date(2022, 6, 1))
    right = correct_fact(
        fact=first, value="mild", span=Span(FIRST), source="GXN 12", reason="Đọc nhầm giấy", by=SYSTEM
    )
    assert [(one.value, one.in_force) for one in Fact.objects.everywhere().order_by("pk")] == [
        ("severe", False),
        ("mild", True),
    ]
    assert right.replaces_id == first.pk
    ended = end_fact(fact=right, valid_until=date(2022, 8, 31), by=SYSTEM)
    with pytest.raises(Refused, match="người khác sửa"):
        end_fact(fact=right, valid_until=date(2022, 7, 31), by=SYSTEM)
    told(homes["A"], value="severe", first=date(2022, 9, 1))
    assert ended.valid_until == date(2022, 8, 31)


@pytest.mark.django_db
def test_the_database_refuses_an_overlap_by_itself_and_takes_it_without_its_guard(homes):
    """With the trigger's control: taken away, the overlap goes in."""
    first = told(homes["A"], last=date(2022, 12, 31))

    def copied() -> Fact:
        return Fact.objects.create(
            household=first.household,
            person_id=first.person_id,
            code=first.code,
            value="mild",
            valid_from=date(2022, 5, 1),
            source="x",
            recorded_at=first.recorded_at,
            recorded_by="x",
        )

    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        copied()
    if connection.vendor == "postgresql":
        return  # Who works there is not the owner of the table and takes no trigger away.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER support_fact_no_overlap_insert")
        assert copied().pk
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_covered_fact_is_shown_with_a_reason_only_and_the_log_keeps_it(homes):
    fact = told(homes["A"])
    assert [one.value for one in facts_of(homes["A"])] == ["••••"]
    with pytest.raises(Refused, match="lý do"):
        reveal_fact(fact=fact, reason=" ", by=SYSTEM)
    assert reveal_fact(fact=fact, reason="Đối chiếu giấy xác nhận", by=SYSTEM) == "nặng"
    event = Event.objects.get(name="support.fact_revealed")
    assert "severe" not in str(event.facts) and event.reason == "Đối chiếu giấy xác nhận"


@pytest.mark.django_db
def test_frames_hold_what_is_known_on_the_day_and_a_complete_list_says_no(homes, unit):
    told(homes["A"], last=date(2022, 12, 31))
    told(homes["B"], code="land_taken", value="1", person=None)
    ours, people = facts_on([unit.pk], ON)
    assert ours.select("household_id", "land_taken").rows() == [(homes["B"].pk.hex, 1)]
    assert people.select("household_id", "disability").rows() == [(homes["A"].pk.hex, "severe")]
    assert facts_on([unit.pk], date(2023, 1, 1))[1].is_empty()
    everybody = pl.DataFrame(
        [(one.pk.hex, unit.pk) for one in homes.values()],
        schema={"household_id": pl.String, "unit_id": pl.Int64},
        orient="row",
    )
    bare = with_facts(everybody, ours, complete_lists([unit.pk], ON), "household")
    assert dict(bare.select("household_id", "land_taken").rows())[homes["A"].pk.hex] is None
    whole = complete_list(unit=unit, code="land_taken", since=FIRST, source="DS 3", by=SYSTEM)
    with pytest.raises(Refused, match="đã được xác nhận"):
        complete_list(unit=unit, code="land_taken", since=FIRST, source="DS 3", by=SYSTEM)
    full = with_facts(everybody, ours, complete_lists([unit.pk], ON), "household")
    assert dict(full.select("household_id", "land_taken").rows()) == {
        homes["A"].pk.hex: 0,
        homes["B"].pk.hex: 1,
        homes["C"].pk.hex: 0,
    }
    reopen_list(fact_list=whole, reason="Còn sót", by=SYSTEM)
    with pytest.raises(Refused, match="mở lại"):
        reopen_list(fact_list=whole, reason="Còn sót", by=SYSTEM)


@pytest.mark.django_db
def test_a_file_tells_its_faults_by_row_and_the_same_file_changes_nothing(homes, write):
    told(homes["A"])
    good = {"household_id": "B", "member_id": "1", "fact": "disability", "value": "nhẹ"}
    good |= {"valid_from": "2022-01-01", "valid_until": "", "source": "DS 1"}
    bad = [
        good | {"household_id": "Z"},
        good | {"member_id": "9"},
        good | {"member_id": ""},
        good | {"fact": "luck"},
        good | {"value": "không rõ"},
        good | {"valid_from": "2999-01-01"},
        good | {"household_id": "A", "value": "mild", "valid_from": "2022-05-01"},
        good | {"member_id": "2", "valid_from": "2022-02-01"},
        good | {"member_id": "2", "value": "nặng"},
    ]
    found = check_facts(Path(write("bad.csv", bad)))
    assert sorted((one.rule, one.row) for one in found.findings) == sorted(
        [
            ("unknown_fact", 5),
            ("fact_value", 6),
            ("fact_subject", 4),
            ("unknown_household", 2),
            ("unknown_member", 3),
            ("future_date", 7),
            ("fact_overlaps", 8),
            ("fact_overlaps", 10),
        ]
    )
    checked = check_facts(Path(write("good.csv", [good])))
    assert (checked.errors, accept_facts(checked=checked, by=SYSTEM)) == (0, {"recorded": 1, "already": 0})
    again = check_facts(Path(write("good.csv", [good])))
    assert accept_facts(checked=again, by=SYSTEM) == {"recorded": 0, "already": 1}
    assert Fact.objects.everywhere().count() == 2
