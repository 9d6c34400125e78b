"""The fund "Vì người nghèo" of a demonstrated place over two years, and the gifts, savings books and visits that households were given.
Every donor, sum and number of a paper is invented and says so; only households, their houses and plans are those of the demonstration."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from ansinh.demo.budget import INVENTED
from ansinh.demo.outreach_people import OutreachPeople
from ansinh.households.models import Household
from ansinh.outreach.fund.receiving import pledge, receive
from ansinh.outreach.fund.spending import approve_use, propose_use, refuse_use
from ansinh.outreach.fund.years import close_year, open_year
from ansinh.outreach.gifts.giving import record_gift
from ansinh.outreach.models import FundUse, FundYear
from ansinh.outreach.models.enums import DonorKind, GiftKind, GiftSource, Occasion, UsePurpose
from ansinh.places.models import Unit
from ansinh.support.models import HouseholdPlan, HousingWork, Sponsor
from ansinh.support.models.housing_enums import WorkState

# Donor, kind, what was pledged and what came of it, in million đồng: the year before, then the year.
_BEFORE = (
    ("Công ty Minh Họa Sông Giá", DonorKind.ENTERPRISE, 150, 150),
    ("Hội Doanh nhân minh họa", DonorKind.OTHER, 120, 120),
    ("Trường học minh họa", DonorKind.AGENCY, 40, 40),
    ("Gia đình bà Minh Họa", DonorKind.PERSON, 20, 20),
)
_GIVEN = (
    ("Công ty Minh Họa Sông Giá", DonorKind.ENTERPRISE, 200, 200),
    ("Công ty Minh Họa Bến Rừng", DonorKind.ENTERPRISE, 100, 60),
    ("Hội Doanh nhân minh họa", DonorKind.OTHER, 90, 90),
    ("Trường học minh họa", DonorKind.AGENCY, 25, 25),
    ("Gia đình ông Minh Họa", DonorKind.PERSON, 10, 0),
)
_MILLION = 1_000_000
_OPENING = 35 * _MILLION
_GROWTH, _GROWTH_SOURCE = Decimal(10), "Số liệu minh họa: kế hoạch vận động quỹ của huyện"
_GIFT, _BOOK = 500_000, 3_000_000
_GIFTS, _BOOKS, _HOUSES = 24, 4, 3


def keep_the_fund(
    district: Unit, communes: Sequence[Unit], homes: Sequence[Household], year: int, people: OutreachPeople
) -> None:
    """The books of ``year`` and of the one before, with what went to households of ``communes``; those that are there are left."""
    if FundYear.objects.everywhere().filter(unit=district).exists():
        return
    with transaction.atomic():
        before = open_year(unit=district, year=year - 1, opening=_OPENING, by=people.keeper)
        _take_in(before, _BEFORE, people)
        books = _spend(
            before, UsePurpose.SAVINGS_BOOK, "tặng sổ tiết kiệm Tháng cao điểm", 12, date(year - 1, 11, 5), people
        )  # fmt: skip
        _give_books(books, homes[:_BOOKS], people)
        _spend(
            before,
            UsePurpose.OTHER,
            "hỗ trợ học bổng, công trình dân sinh",
            280,
            date(year - 1, 8, 20),
            people,
        )
        close_year(fund=before, by=people.chair)
        fund = open_year(
            unit=district, year=year, growth_percent=_GROWTH, growth_source=_GROWTH_SOURCE, by=people.keeper
        )
        _take_in(fund, _GIVEN, people)
        gifts = _spend(
            fund, UsePurpose.GIFT, "quà Tết cho hộ nghèo, cận nghèo", 12, date(year, 1, 20), people
        )
        _give_at_tet(gifts, homes[_BOOKS : _BOOKS + _GIFTS], people)
        _build(fund, communes, people)
        _stand_by(fund, communes[-1], people)


def _take_in(
    fund: FundYear, donors: Sequence[tuple[str, DonorKind, int, int]], people: OutreachPeople
) -> None:
    for number, (name, kind, promised, came) in enumerate(donors, start=1):
        donor = {"fund": fund, "donor_kind": kind, "donor_name": name, "by": people.keeper}
        made = pledge(
            amount=promised * _MILLION,
            pledged_on=date(fund.year, 1, 5),
            due_on=date(fund.year, 6, 30),
            **donor,
        )
        if came:
            receive(
                number=f"PT{number:02}-MINH-HOA", amount=came * _MILLION, received_on=date(fund.year, 1, 5 + number),
                pledge=made, **donor,
            )  # fmt: skip


def _spend(
    fund: FundYear, purpose: UsePurpose, words: str, millions: int, on: date, people: OutreachPeople, **told
) -> FundUse:
    """Propose by one and approve by another."""
    use = propose_use(
        fund=fund, purpose=purpose, words=f"{INVENTED}: {words}", amount=millions * _MILLION, on=on,
        by=people.keeper, **told,
    )  # fmt: skip
    return approve_use(use=use, decision_no=f"{use.pk:02}/QĐ-MINH-HOA", by=people.chair)


def _give_books(use: FundUse, homes: Sequence[Household], people: OutreachPeople) -> None:
    for one in homes:
        record_gift(
            household=one, occasion=Occasion.MONTH_FOR_THE_POOR, year=use.on.year, kind=GiftKind.SAVINGS_BOOK,
            what="Sổ tiết kiệm (minh họa)", value=_BOOK, given_on=date(use.on.year, 11, 10), source=GiftSource.FUND,
            giver_name="Quỹ Vì người nghèo (minh họa)", use=use, by=people.keeper,
        )  # fmt: skip


def _give_at_tet(use: FundUse, homes: Sequence[Household], people: OutreachPeople) -> None:
    """A gift to each; every fourth is visited too, and the first is given a second one by its commune's sponsor, who says why."""
    told = {"occasion": Occasion.TET, "year": use.on.year, "given_on": use.on, "by": people.keeper}
    for number, one in enumerate(homes):
        record_gift(
            household=one, kind=GiftKind.GIFT, what="Túi quà Tết (minh họa)", value=_GIFT, source=GiftSource.FUND,
            giver_name="Quỹ Vì người nghèo (minh họa)", use=use, **told,
        )  # fmt: skip
        if number % 4 == 0:
            record_gift(
                household=one, kind=GiftKind.VISIT, what="Thăm, chúc Tết (minh họa)", value=0, source=GiftSource.OTHER,
                giver_name="Đoàn thăm hỏi minh họa", visitors="Mặt trận, Hội Phụ nữ xã (minh họa)", **told,
            )  # fmt: skip
    first = homes[0].unit_id if homes else None
    sponsor = Sponsor.objects.everywhere().filter(unit_id=first).order_by("pk").first()
    if sponsor is not None:
        record_gift(
            household=homes[0], kind=GiftKind.GIFT, what="Chăn ấm (minh họa)", value=300_000, sponsor=sponsor,
            source=GiftSource.SPONSOR, giver_name=sponsor.full_name, again="Số liệu minh họa: hộ có người ốm nặng", **told,
        )  # fmt: skip


def _build(fund: FundYear, communes: Sequence[Unit], people: OutreachPeople) -> None:
    """A part of some houses that were built in the year."""
    works = HousingWork.objects.everywhere().filter(
        unit__in=communes, state=WorkState.ACCEPTED.value, programme__deadline__year=fund.year
    )
    for work in works.select_related("household").order_by("pk")[:_HOUSES]:
        _spend(
            fund, UsePurpose.HOUSE, "phần của quỹ cho nhà ở của hộ", 20, date(fund.year, 3, 15), people,
            household=work.household, work=work,
        )  # fmt: skip


def _stand_by(fund: FundYear, commune: Unit, people: OutreachPeople) -> None:
    """Of three plans of households: one use is approved, one is refused with its reason, one waits for the chair."""
    plans = HouseholdPlan.objects.everywhere().filter(unit=commune).select_related("household").order_by("pk")
    on = date(fund.year, 4, 10)
    for number, plan in enumerate(plans[:3]):
        if number == 0:
            _spend(
                fund,
                UsePurpose.EMERGENCY,
                "hộ có người ốm nặng",
                5,
                on,
                people,
                household=plan.household,
                plan=plan,
            )
            continue
        use = propose_use(
            fund=fund, purpose=UsePurpose.OTHER, words=f"{INVENTED}: vốn chăn nuôi theo kế hoạch của hộ", amount=10 * _MILLION,
            on=on, household=plan.household, plan=plan, by=people.keeper,
        )  # fmt: skip
        if number == 1:
            refuse_use(use=use, reason="Hộ đã có vốn vay cho việc này (minh họa)", by=people.chair)
