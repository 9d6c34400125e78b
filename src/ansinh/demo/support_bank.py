"""Credit in the demonstration's year: a savings group of a commune, its lists 03/TD, what the bank answered and lent, statements of
loans that were there before. Loans and their numbers are invented; limits and rates are those of the catalogue."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import polars as pl
from django.db import transaction

from ansinh.demo.outreach_people import OutreachPeople
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.places.models import Unit
from ansinh.places.queries import lineage
from ansinh.support.credit.answering import Said, answer_lines
from ansinh.support.credit.capital import move_capital
from ansinh.support.credit.lending import check_use, record_loan, record_standing
from ansinh.support.credit.listing import Wish, askable, confirm_list, enter_group, make_list
from ansinh.support.credit.terms import check_credit, terms_of
from ansinh.support.facts.actions import Span, record_fact
from ansinh.support.models import LoanList, LoanRequest, SavingsGroup
from ansinh.support.models.loan_enums import CapitalKind, UseFinding, Verdict

POOR, NEAR_POOR = "TD-1", "TD-2"
_MEMBER, _SOURCE = "vbsp_savings_group_member", "Số liệu minh họa: sổ của tổ tiết kiệm và vay vốn"
_ASKED, _WAITING, _OLDER = 8, 5, 3
_MILLION = 1_000_000
_TERM = 36


def lend(commune: Unit, district: Unit, last: date, people: OutreachPeople) -> None:
    """Two lists of a group of the commune, one answered by the bank; a group that is there is left."""
    if SavingsGroup.objects.everywhere().filter(unit=commune).exists():
        return
    homes = {code: _in_need(commune, code, last) for code in (POOR, NEAR_POOR)}
    asking, waiting = homes[POOR][:_ASKED], homes[NEAR_POOR][:_WAITING]
    older = homes[NEAR_POOR][_WAITING : _WAITING + _OLDER]
    with transaction.atomic():
        _join((*asking, *waiting, *older), last, people)
        group = enter_group(
            unit=commune, name="Tổ tiết kiệm và vay vốn minh họa", trustee="women_union", leader="Lương Thị Thùy Duyên",
            founded_on=last - timedelta(days=900), by=people.maker,
        )  # fmt: skip
        move_capital(
            unit=district, kind=CapitalKind.PUT_IN, year=last.year, amount=800 * _MILLION, on=last,
            document="Số liệu minh họa: lệnh chuyển vốn ủy thác", by=people.maker,
        )  # fmt: skip
        answered = _list_of(group, POOR, asking, last, people)
        _list_of(group, NEAR_POOR, waiting, last, people)
        _answer(answered, people)
        _state(older, last, people)


def _in_need(commune: Unit, code: str, on: date) -> list[Household]:
    """Who of the commune said to need a loan of the programme and lacks at most a word on being of a group."""
    units = sorted(lineage(commune, min(today(), commune.valid_until or today())))
    rows = askable(units, check_credit(code), on).filter(
        pl.col("needed") & (pl.col("state") == "unknown") & (pl.col("missing") == _MEMBER)
    )
    keys = [UUID(one) for one in rows["household_id"]]
    found = Household.objects.everywhere().select_related("unit").in_bulk(keys)
    return [found[key] for key in keys if found[key].unit_id == commune.pk]


def _join(homes: Sequence[Household], last: date, people: OutreachPeople) -> None:
    since = Span(last - timedelta(days=800))
    for one in homes:
        record_fact(household=one, code=_MEMBER, value="1", span=since, source=_SOURCE, by=people.maker)


def _list_of(
    group: SavingsGroup, code: str, homes: Sequence[Household], on: date, people: OutreachPeople
) -> LoanList:
    wishes = [
        Wish(one.pk.hex, (30 + 10 * (number % 4)) * _MILLION, "Chăn nuôi (minh họa)", _TERM)
        for number, one in enumerate(homes)
    ]
    made = make_list(group=group, policy=code, requested_on=on, wishes=wishes, by=people.maker)
    return confirm_list(listed=made, document_no=f"{made.pk:02}/XN-MINH-HOA", by=people.chair)


def _answer(listed: LoanList, people: OutreachPeople) -> None:
    """The bank grants all but the last two; of what it granted the last waits to be lent. One is lent less than it asked."""
    rows = list(
        LoanRequest.objects.everywhere()
        .filter(list=listed)
        .select_related("household", "list")
        .order_by("pk")
    )
    granted = {
        one.pk: one.amount - (10 * _MILLION if number == 1 else 0) for number, one in enumerate(rows[:-2])
    }
    said = [Said(key, Verdict.GRANTED, amount) for key, amount in granted.items()]
    said += [Said(one.pk, Verdict.REFUSED, reason="Hộ còn dư nợ ở nơi khác (minh họa)") for one in rows[-2:]]
    answer_lines(listed=listed, said=said, on=today(), by=people.bank)
    rate = terms_of(check_credit(listed.policy), today()).rate
    for number, one in enumerate(rows[:-3], start=1):
        if rate is not None:
            record_loan(
                household=one.household, policy=listed.policy, reference=f"MINH-HOA-{number:03}", amount=granted[one.pk],
                purpose=one.purpose, lent_on=today(), term_months=one.term_months, rate=rate, request=one, by=people.bank,
            )  # fmt: skip


def _state(homes: Sequence[Household], last: date, people: OutreachPeople) -> None:
    """Loans from before the place used the system, what the bank says of them now, and a look at how the first is used."""
    lent_on = last - timedelta(days=420)
    rate = terms_of(check_credit(NEAR_POOR), lent_on).rate
    for number, one in enumerate(homes):
        if rate is None:
            return
        loan = record_loan(
            household=one, policy=NEAR_POOR, reference=f"MINH-HOA-CU-{number + 1:02}", amount=40 * _MILLION,
            purpose="Buôn bán nhỏ (minh họa)", lent_on=lent_on, term_months=_TERM, rate=rate,
            without_list="Số liệu minh họa: vay trước khi dùng hệ thống", by=people.maker,
        )  # fmt: skip
        record_standing(
            loan=loan, on=last, balance=(28 - 4 * number) * _MILLION, overdue=5 * _MILLION if number == 1 else 0, by=people.bank
        )  # fmt: skip
        if number == 0:
            check_use(
                loan=loan, visited_on=last, visitor_name="Phạm Thị Minh Họa", finding=UseFinding.AS_AGREED, by=people.maker
            )  # fmt: skip
