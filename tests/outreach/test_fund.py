"""The fund: money is never given out twice, by one person, or where there is none; numbers and years are kept."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from tests.outreach.conftest import YEAR, asked, money

from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.outreach.fund.queries import by_purpose, growth_of, growths_of, pledged_of
from ansinh.outreach.fund.receipts_file import read_receipts, take_in_receipts
from ansinh.outreach.fund.receiving import pledge, withdraw_pledge, withdraw_receipt
from ansinh.outreach.fund.spending import approve_use, refuse_use, return_use
from ansinh.outreach.fund.years import close_year, open_year
from ansinh.outreach.measures import fund_growth
from ansinh.outreach.models import FundUse, FundYear, Receipt
from ansinh.outreach.models.enums import DonorKind, UsePurpose

pytestmark = pytest.mark.django_db


def test_money_comes_goes_by_two_persons_and_comes_back(place):
    money(place, 50_000_000)
    use = asked(place, 30_000_000, household=place.homes[0])
    assert (place.books().used, place.books().balance) == (0, 50_000_000)
    with pytest.raises(Refused) as own:
        approve_use(use=use, decision_no="1", by=place.maker)
    assert own.value.code == "permission_missing"
    done = approve_use(use=use, decision_no="12/QĐ", by=place.chair)
    assert (done.state, place.books().balance) == ("approved", 20_000_000)
    with pytest.raises(Refused) as twice:
        approve_use(use=use, decision_no="12/QĐ", by=place.chair)
    assert twice.value.code == "answered"
    assert by_purpose(place.fund) == [("house", 30_000_000, 1)]
    return_use(use=use, reason="Hộ đã có nguồn khác", by=place.chair)
    assert (place.books().used, place.books().balance) == (0, 50_000_000)


def test_the_balance_never_falls_below_nothing_on_any_way(place):
    one = money(place, 10_000_000)
    first, second = asked(place, 8_000_000), asked(place, 8_000_000)
    approve_use(use=first, decision_no="1", by=place.chair)
    with pytest.raises(Refused) as short:
        approve_use(use=second, decision_no="2", by=place.chair)
    assert short.value.code == "fund_below"
    second.refresh_from_db()
    assert (second.state, place.books().used) == ("waiting", 8_000_000)
    with pytest.raises(Refused) as spent:
        withdraw_receipt(row=one, reason="Nhầm", by=place.maker)
    assert (spent.value.code, Receipt.objects.everywhere().get().withdrawn_at) == ("fund_below", None)
    with pytest.raises(Refused):
        asked(place, 2_000_001)


def test_the_database_keeps_sums_as_their_rows_and_approval_to_another(place):
    money(place, 10_000_000)
    use = asked(place, 1_000_000)
    books = FundYear.objects.everywhere().filter(pk=place.fund.pk)
    for change in ({"received": F("received") + 1}, {"used": F("used") + 1}, {"opening": -20_000_000}):
        with pytest.raises(IntegrityError), transaction.atomic():
            books.update(**change)
    rows = FundUse.objects.everywhere().filter(pk=use.pk)
    moment = use.proposed_at
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="approved", decided_at=moment, decided_by=use.proposed_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(amount=9_000_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.everywhere().update(amount=1)


def test_a_number_is_used_once_a_year_also_where_it_was_withdrawn(place):
    withdraw_receipt(row=money(place, 5_000_000), reason="Ghi nhầm quỹ", by=place.maker)
    assert place.books().received == 0
    with pytest.raises(Refused) as known:
        money(place, 5_000_000)
    assert known.value.code == "receipt_known"
    for amount, day, code in ((0, date(YEAR, 3, 5), "no_amount"), (5, date(YEAR - 1, 3, 5), "day_outside")):
        with pytest.raises(UnusableInput) as wrong:
            money(place, amount, "PT02", received_on=day)
        assert wrong.value.code == code


def test_what_was_pledged_and_came_is_told_apart(place):
    given = {"donor_kind": DonorKind.PERSON, "donor_name": "Ngô Thị Thử", "pledged_on": date(YEAR, 2, 1)}
    one = pledge(fund=place.fund, amount=9_000_000, by=place.maker, **given)
    money(place, 4_000_000, pledge=one)
    found = pledged_of(place.fund)
    assert (found.promised, found.came, found.awaited) == (9_000_000, 4_000_000, 5_000_000)
    with pytest.raises(Refused) as came:
        withdraw_pledge(row=one, reason="Rút", by=place.maker)
    assert came.value.code == "pledge_received"


def test_a_closed_year_takes_nothing_and_leaves_its_balance_to_the_next(place):
    money(place, 10_000_000)
    use = asked(place, 4_000_000)
    with pytest.raises(Refused) as waits:
        close_year(fund=place.fund, by=place.chair)
    assert waits.value.code == "uses_wait"
    refuse_use(use=use, reason="Chưa đủ hồ sơ", by=place.chair)
    with pytest.raises(Refused) as early:
        open_year(unit=place.unit, year=YEAR + 1, by=place.maker)
    assert early.value.code == "year_open"
    close_year(fund=place.fund, by=place.chair)
    with pytest.raises(Refused) as closed:
        money(place, 1, "PT09")
    assert closed.value.code == "year_closed"
    with pytest.raises(IntegrityError), transaction.atomic():
        FundYear.objects.everywhere().filter(pk=place.fund.pk).update(opening=1)
    following = open_year(
        unit=place.unit,
        year=YEAR + 1,
        opening=99,
        growth_percent=10,
        growth_source="KH thử 1/KH-UBND",
        by=place.maker,
    )
    assert following.opening == 10_000_000


def test_growth_is_against_the_year_before_and_says_nothing_where_there_is_none(place):
    money(place, 10_000_000)
    assert growth_of(place.fund).percent is None
    close_year(fund=place.fund, by=place.chair)
    following = open_year(
        unit=place.unit, year=YEAR + 1, growth_percent=10, growth_source="KH thử 1/KH-UBND", by=place.maker
    )
    for number, amount, percent, kept in (("1", 10_900_000, 9, False), ("2", 100_000, 10, True)):
        money(place, amount, number, fund=following, received_on=date(YEAR + 1, 5, 1))
        found = fund_growth(place.unit, YEAR + 1)
        assert (found.percent, found.kept) == (percent, kept)
    following.refresh_from_db()
    assert growths_of([following])[following.pk].percent == 10
    with pytest.raises(UnusableInput) as bare:
        open_year(unit=place.unit, year=YEAR + 2, growth_percent=10, by=place.maker)
    assert bare.value.code == "growth_without_paper"


def test_a_house_of_another_household_is_not_paid_for(place):
    money(place, 10_000_000)
    plan = type("Plan", (), {"household_id": place.homes[1].pk})
    with pytest.raises(Refused) as other:
        asked(place, 1_000_000, household=place.homes[0], plan=plan)
    assert other.value.code == "of_another_household"
    assert asked(place, 1_000_000, purpose=UsePurpose.GIFT).household is None


def test_a_file_of_receipts_is_written_whole_or_not_at_all(place, tmp_path):
    money(place, 1_000_000, "7")
    path = tmp_path / "thu.csv"
    rows = [
        "number,received_on,donor_kind,donor_name,amount",
        f"8,05/03/{YEAR},enterprise,Công ty Thử,2.000.000",
        f"7,05/03/{YEAR},person,Ngô Văn Thử,1000",
        "9,05/03/2019,nobody,,-5",
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    good, faults = read_receipts(path, place.fund)
    assert [one.number for one in good] == ["8"]
    assert ["Dòng 3" in faults[0], "Dòng 4" in faults[1], faults[1].count(";")] == [True, True, 3]
    assert take_in_receipts(fund=place.fund, rows=good, by=place.maker) == 1
    with pytest.raises(Refused) as again:
        take_in_receipts(fund=place.fund, rows=good, by=place.maker)
    assert (again.value.code, place.books().received) == ("receipt_known", 3_000_000)
