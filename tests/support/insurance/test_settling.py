"""Settlement of premiums: what is owed for cards that were in force, once; what the insurer says; who closes it; what comes after."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Sum
from tests.roles import as_owner
from tests.support.delivery.world import NEXT_DOOR, officers
from tests.support.insurance.test_cards import issued, lines, told
from tests.support.insurance.test_lists import approved, refused

from ansinh.access.queries import scope_of
from ansinh.accounts.permissions import Permission
from ansinh.exchange.health_cards import accept_cards, check_cards
from ansinh.exchange.insurance_bills import accept_bills, check_bills
from ansinh.exchange.taking_back import take_back_batch
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.keys import keys_folder
from ansinh.standards.words import Words
from ansinh.support.catalogue import card_months
from ansinh.support.catalogue.card_months import Counts, MonthRule
from ansinh.support.insurance.cards import card_of, correct_card, end_card
from ansinh.support.insurance.settling import making
from ansinh.support.insurance.settling.comparing import differing, groups_of
from ansinh.support.insurance.settling.making import (
    approve_settlement,
    drop_settlement,
    prepare_settlement,
    what_is_settled,
    write_settlement,
)
from ansinh.support.models import CardLine, CardSettlement, SettledCard, SettledSpan
from ansinh.work.models import Batch
from ansinh.work.tables.writing import write_rows

pytestmark = pytest.mark.django_db
# 4.5 % of 1,490,000 a month to 30 June 2023; of a near-poor person the State bears 70 %.
PREMIUM, NEAR_STATE, NEAR_OWN = 67_050, 46_935, 20_115


@pytest.fixture
def carded(insured, tmp_path) -> Sequence[CardLine]:
    """The four people of the first list, with cards: of the poor to the end of 2023, of the near-poor from 15 December."""
    found = lines(approved(insured))
    rows = [
        issued(one, number, valid_from="2022-12-01", valid_until="2023-12-31")
        if one.policy == "BHYT-1"
        else issued(one, number, valid_from="2022-12-15", valid_until="2023-12-31")
        for number, one in enumerate(found, 1)
    ]
    accept_cards(checked=check_cards(told(tmp_path / "cards.csv", rows)), by=insured.who.maker)
    return found


def drawn_up(insured, first: str = "2022-12", last: str = "2023-03") -> CardSettlement:
    return prepare_settlement(unit=insured.unit, first=first, last=last, by=insured.who.maker)


def closed(insured, first: str = "2022-12", last: str = "2023-03") -> CardSettlement:
    made = drawn_up(insured, first, last)
    return approve_settlement(
        settlement=made, total=made.amount, explained="Chưa có số của bảo hiểm", by=insured.who.chair
    )


def spans(settlement: CardSettlement) -> list[tuple]:
    rows = SettledSpan.objects.everywhere().filter(settled__settlement=settlement)
    return list(
        rows.order_by("settled__policy", "settled_id", "month_from", "kind").values_list(
            "settled__policy", "kind", "month_from", "months", "counted", "state_month", "own_month"
        )
    )


def test_who_may_not_propose_there_draws_up_nothing_and_a_period_is_over_and_in_order(insured, carded):
    of = {"unit": insured.unit, "first": "2022-12", "last": "2023-03"}
    refused("permission_missing", prepare_settlement, **of, by=officers(NEXT_DOOR).maker)
    refused("permission_missing", prepare_settlement, **of, by=insured.who.chair)
    refused(
        "period_not_over",
        what_is_settled,
        **(of | {"first": "2026-01", "last": "2027-12"}),
        by=insured.who.maker,
    )
    for first, last in (("2023-03", "2022-12"), ("2022-12", "2024-12"), ("2022-12", "nay")):
        with pytest.raises(UnusableInput):
            what_is_settled(unit=insured.unit, first=first, last=last, by=insured.who.maker)
    closed(insured)
    refused("period_before", drawn_up, insured=insured, last="2023-02")
    refused("nothing_to_settle", drawn_up, insured=insured)


def test_each_month_of_a_card_in_force_is_owed_once_by_group_and_payer(insured, carded):
    made = drawn_up(insured)
    assert (made.people, made.months, made.unverified) == (4, 16, True)
    poor = ("BHYT-1", "regular", date(2022, 12, 1), 4, 1, PREMIUM, 0)
    near = ("BHYT-3", "regular", date(2022, 12, 1), 4, 1, NEAR_STATE, NEAR_OWN)
    assert spans(made) == [poor, poor, near, near]
    assert (made.state_amount, made.local_amount, made.own_amount) == (
        8 * PREMIUM + 8 * NEAR_STATE, 0, 8 * NEAR_OWN,
    )  # fmt: skip
    rows = SettledCard.objects.everywhere().filter(settlement=made)
    assert sum(one.amount for one in rows) == made.amount == 16 * PREMIUM
    refused("one_waits", drawn_up, insured=insured)


def test_a_raised_base_salary_begins_a_span_and_a_card_without_an_answer_is_not_owed(insured, carded):
    CardLine.objects.everywhere().filter(pk=carded[0].pk)
    made = drawn_up(insured, "2023-05", "2023-08")
    poor = [one[2:6] for one in spans(made) if one[0] == "BHYT-1"][:2]
    assert poor == [(date(2023, 5, 1), 2, 1, 67_050), (date(2023, 7, 1), 2, 1, 81_000)]


def test_by_the_first_day_a_card_from_the_middle_of_a_month_counts_from_the_next(
    insured, carded, monkeypatch
):
    words = Words(vi="thử", en="test")
    rule = MonthRule(date(2015, 1, 1), words, "T", Counts.FIRST_DAY)
    monkeypatch.setattr(card_months, "_rules", lambda: (rule,))
    assert [one[3] for one in spans(drawn_up(insured))] == [4, 4, 3, 3]


def test_the_maker_does_not_close_and_total_and_words_are_asked(insured, carded):
    made = drawn_up(insured)
    refused(
        "permission_missing", approve_settlement, settlement=made, total=made.amount, by=insured.who.maker
    )
    refused("other_total", approve_settlement, settlement=made, total=made.amount + 1, by=insured.who.chair)
    with pytest.raises(UnusableInput) as asked:
        approve_settlement(settlement=made, total=made.amount, by=insured.who.chair)
    assert asked.value.code == "unexplained"
    done = approve_settlement(
        settlement=made, total=made.amount, explained="Bảo hiểm báo sau", by=insured.who.chair
    )
    assert (done.state, done.explained) == ("approved", "Bảo hiểm báo sau")
    refused("wrong_state", drop_settlement, settlement=made, reason="sai", by=insured.who.maker)


def test_the_database_keeps_what_was_closed(insured, carded):
    made = closed(insured)
    cards = SettledCard.objects.everywhere().filter(settlement=made)
    whole = CardSettlement.objects.everywhere().filter(pk=made.pk)
    for rows, changed in (
        (cards, {"state_amount": 1}),
        (cards, {"billed_months": 1}),
        (whole, {"own_amount": 1}),
    ):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            rows.update(**changed)
    span = SettledSpan.objects.everywhere().filter(settled__settlement=made).first()
    # On PostgreSQL the program has not even the right to.
    with pytest.raises(DatabaseError, match=r"append_only|permission denied"), transaction.atomic():
        SettledSpan.objects.everywhere().filter(pk=span.pk).update(months=1)


def test_a_month_settled_twice_is_refused_by_the_database_itself(insured, carded):
    found = what_is_settled(unit=insured.unit, first="2022-12", last="2023-03", by=insured.who.maker)
    closed(insured)
    with pytest.raises(IntegrityError, match="settled_twice"), transaction.atomic():
        write_settlement(unit=insured.unit, found=found, by=insured.who.maker)


def gone(name: str, table: str) -> None:
    """The database without a trigger, until the test is taken back."""
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_{name}{on}")


def test_without_the_guards_the_same_count_finds_months_twice(insured, carded, monkeypatch):
    """The control: without its trigger the look after writing still refuses, without both every month is settled again."""
    found = what_is_settled(unit=insured.unit, first="2022-12", last="2023-03", by=insured.who.maker)
    closed(insured)
    gone("settled_twice_insert", "support_settledspan")
    written = {"unit": insured.unit, "found": found, "by": insured.who.maker}
    with transaction.atomic():
        refused("settled_meanwhile", write_settlement, **written)
        transaction.set_rollback(True)
    monkeypatch.setattr(making, "rests_on", lambda _units: frozenset())
    write_settlement(**written)
    assert SettledCard.objects.everywhere().filter(counts=True).aggregate(all=Sum("months"))["all"] == 32


def test_what_turns_out_otherwise_is_a_difference_in_the_next_settlement_and_the_closed_one_stays(
    insured, carded
):
    first = closed(insured)
    before = spans(first)
    near, far = carded[2:]
    end_card(card=card_of(near), last_day=date(2023, 1, 31), reason="Chuyển nhóm", by=insured.who.maker)
    correct_card(
        card=card_of(far), number="", valid_from=date(2022, 12, 1), valid_until=date(2023, 12, 31),
        reason="Sai ngày", keys=keys_folder(), by=insured.who.maker,
    )  # fmt: skip
    second = drawn_up(insured, "2023-04", "2023-04")
    assert spans(second) == [
        ("BHYT-1", "regular", date(2023, 4, 1), 1, 1, PREMIUM, 0),
        ("BHYT-1", "regular", date(2023, 4, 1), 1, 1, PREMIUM, 0),
        ("BHYT-3", "corrected", date(2023, 2, 1), 2, -1, -NEAR_STATE, -NEAR_OWN),
        ("BHYT-3", "regular", date(2023, 4, 1), 1, 1, NEAR_STATE, NEAR_OWN),
    ]
    assert (second.months, second.own_amount) == (1, -NEAR_OWN)
    assert spans(first) == before
    assert what_is_settled(unit=insured.unit, first="2023-04", last="2023-04", by=insured.who.maker)
    approve_settlement(settlement=second, total=second.amount, explained="x", by=insured.who.chair)
    again = what_is_settled(unit=insured.unit, first="2023-05", last="2023-05", by=insured.who.maker)
    assert set(again.spans["kind"]) == {"regular"}


def test_a_card_told_late_brings_its_earlier_months_and_a_dropped_settlement_takes_nothing_away(
    insured, tmp_path
):
    one, *rest = lines(approved(insured))
    accept_cards(checked=check_cards(told(tmp_path / "a.csv", [issued(one, 1)])), by=insured.who.maker)
    dropped = drawn_up(insured, "2022-12", "2022-12")
    drop_settlement(settlement=dropped, reason="Lập nhầm kỳ", by=insured.who.maker)
    first = closed(insured, "2022-12", "2022-12")
    assert (first.number, first.months) == (2, 1)
    accept_cards(
        checked=check_cards(told(tmp_path / "b.csv", [issued(rest[0], 2, valid_until="2023-01-31")])),
        by=insured.who.maker,
    )
    kinds = [one[1:4] for one in spans(drawn_up(insured, "2023-01", "2023-01"))]
    assert kinds == [("late", date(2022, 12, 1), 1), ("regular", date(2023, 1, 1), 1)]


def bill(line: CardLine, months: int, state: int, own: int = 0, **more) -> dict:
    said = {"months": months, "state_amount": state, "local_amount": 0, "own_amount": own}
    return (
        {"settlement": "", "reference": line.reference, "citizen_id": ""}
        | {k: str(v) for k, v in said.items()}
        | more
    )


def billed(path: Path, rows: list[dict]) -> Path:
    write_rows(path, pl.DataFrame(rows))
    return path


def test_a_bill_with_anything_wrong_names_row_and_column_and_brings_nothing(insured, carded, tmp_path):
    made = drawn_up(insured)
    one, two, three, four = carded
    wrong = [
        bill(one, 4, 0, reference="BHYT/999999"),
        bill(two, 4, 0, state_amount="67.050,5"),
        bill(three, 4, 0, settlement="QT/999999"),
        bill(four, 4, 0, own_amount=""),
        bill(four, 4, 0),
    ]
    checked = check_bills(billed(tmp_path / "w.csv", wrong))
    found = {(one.rule, one.row, one.column) for one in checked.findings if one.level.value == "error"}
    assert found == {
        ("unknown_line", 2, "reference"),
        ("number_wrong", 3, "state_amount"),
        ("no_settlement", 4, "settlement"),
        ("required", 5, "own_amount"),
        ("told_twice", 5, "reference"),
        ("told_twice", 6, "reference"),
    }
    stranger = scope_of(officers(NEXT_DOOR).maker, Permission.PROPOSE_SUPPORT)
    file = billed(tmp_path / "n.csv", [bill(one, 4, 0)])
    assert [one.rule for one in check_bills(file, scope=stranger).findings] == ["unknown_line"]
    approve_settlement(settlement=made, total=made.amount, explained="x", by=insured.who.chair)
    assert [one.rule for one in check_bills(file).findings] == ["no_settlement"]


def test_what_the_insurer_says_stands_beside_and_differences_are_told_by_group_and_line(
    insured, carded, tmp_path
):
    made = drawn_up(insured)
    one, two, three, four = carded
    right = [
        bill(one, 4, 4 * PREMIUM),
        bill(two, 4, 4 * PREMIUM),
        bill(three, 4, 4 * NEAR_STATE, 4 * NEAR_OWN),
    ]
    off = bill(four, 5, 5 * NEAR_STATE, 5 * NEAR_OWN)
    file = billed(tmp_path / "bill.xlsx", [*right, off])
    checked = check_bills(file)
    assert sorted((one.row, one.column) for one in checked.findings) == [
        (5, "months"),
        (5, "own_amount"),
        (5, "state_amount"),
    ]
    assert accept_bills(checked=checked, by=insured.who.maker) == {"told": 4, "only_told": 0}
    assert accept_bills(checked=check_bills(file), by=insured.who.maker) == {"told": 0, "only_told": 0}
    poor, near = groups_of(made)
    assert (poor.difference.total, near.difference.state, near.difference.own) == (0, NEAR_STATE, NEAR_OWN)
    rows = SettledCard.objects.everywhere().filter(settlement=made)
    assert [one.line_id for one in differing(rows)] == [four.pk]
    with pytest.raises(UnusableInput):
        approve_settlement(settlement=made, total=made.amount, by=insured.who.chair)
    batch = Batch.objects.get(kind="insurance-bills", state="accepted")
    take_back_batch(batch, by=insured.who.maker)
    assert not rows.filter(billed_months__isnull=False).exists()
    mended = billed(tmp_path / "mended.csv", [*right, bill(four, 4, 4 * NEAR_STATE, 4 * NEAR_OWN)])
    accept_bills(checked=check_bills(mended), by=insured.who.maker)
    done = approve_settlement(settlement=made, total=made.amount, by=insured.who.chair)
    assert done.explained == ""
    with pytest.raises(Refused, match="duyệt"):
        take_back_batch(Batch.objects.filter(kind="insurance-bills").latest("pk"), by=insured.who.maker)


def test_a_card_that_only_the_insurer_names_is_a_difference_and_no_debt(insured, carded, tmp_path):
    for line in carded[2:]:
        end_card(card=card_of(line), last_day=date(2022, 12, 31), reason="Thôi", by=insured.who.maker)
    made = drawn_up(insured, "2023-01", "2023-01")
    assert made.people == 2
    checked = check_bills(billed(tmp_path / "b.csv", [bill(carded[2], 1, NEAR_STATE, NEAR_OWN)]))
    assert [one.rule for one in checked.findings] == ["billed_only"]
    assert accept_bills(checked=checked, by=insured.who.maker) == {"told": 0, "only_told": 1}
    near = next(one for one in groups_of(made) if one.policy == "BHYT-3")
    assert (near.owed.total, near.difference.total) == (0, PREMIUM)
    approve_settlement(settlement=made, total=made.amount, explained="Đề nghị trả lại", by=insured.who.chair)
    assert [one[1] for one in spans(made)] == ["regular", "regular"]


def test_months_before_the_first_settlement_are_told_and_are_in_it_from_the_month_that_is_chosen(
    insured, carded
):
    of = {"unit": insured.unit, "first": "2023-02", "last": "2023-03", "by": insured.who.maker}
    for since in ("2023-02", "2017-01", "sớm"):
        with pytest.raises(UnusableInput):
            what_is_settled(**of, since=since)
    without = prepare_settlement(**of)
    assert (without.since, without.months, without.left_out) == (None, 8, 8)
    assert what_is_settled(**(of | {"first": "2022-12"})).left_out == 0
    drop_settlement(settlement=without, reason="Tính cả các tháng trước", by=insured.who.maker)
    chosen = prepare_settlement(**of, since="2023-01")
    assert (chosen.since, chosen.months, chosen.left_out) == (date(2023, 1, 1), 12, 4)
    poor = [one for one in spans(chosen) if one[0] == "BHYT-1"]
    late, regular = (
        ("BHYT-1", kind, month, many, 1, PREMIUM, 0)
        for kind, month, many in (("late", date(2023, 1, 1), 1), ("regular", date(2023, 2, 1), 2))
    )
    assert poor == [late, regular, late, regular]
    approve_settlement(
        settlement=chosen, total=chosen.amount, explained="Chưa có số của bảo hiểm", by=insured.who.chair
    )
    # What was asked for once is asked for ever after, without being chosen again.
    after = what_is_settled(**(of | {"first": "2023-04", "last": "2023-04"}))
    assert (after.total("months"), after.left_out) == (4, 4)
    earlier = what_is_settled(**(of | {"first": "2023-04", "last": "2023-04"}), since="2022-12")
    assert (earlier.total("months"), earlier.left_out) == (8, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        CardSettlement.objects.everywhere().filter(pk=chosen.pk).update(since=None)
