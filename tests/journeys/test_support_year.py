"""A commune's year of support, in the words of its people: what is needed, who is put on what, two pay runs of which money comes
back and goes out again, a course, a house, cards; and what is missing before and after. What is owed is served or missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from tests.reviews.conftest import bring, country, home, listed, lists, survey, write
from tests.support.delivery.world import Officers, officers

from ansinh.access.actions import give_role
from ansinh.access.roles import SECTOR_AGENCY
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, Actor, actor_of
from ansinh.agencies.queries import kind_responsible
from ansinh.demo.building import clean_check
from ansinh.exchange.health_cards import accept_cards, check_cards
from ansinh.exchange.payment_results import accept_payment_results, check_payment_results
from ansinh.households.models import Household, Person
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused
from ansinh.places.models import Unit
from ansinh.places.queries import unit_above
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.delivery.enrolling import approve_enrolments
from ansinh.support.delivery.giving import confirm_deliveries, report_delivery
from ansinh.support.delivery.paying import prepare_run, release_run, sign_run
from ansinh.support.delivery.periods import Period, Rhythm, period_at
from ansinh.support.delivery.proposing import propose_enrolments
from ansinh.support.delivery.queries import served
from ansinh.support.entitling.entitlements import entitlements
from ansinh.support.gaps.seeking import seek_gaps
from ansinh.support.housing.building import accept_work, reach_stage
from ansinh.support.housing.deciding import approve_works, propose_works
from ansinh.support.housing.programmes import write_programme
from ansinh.support.housing.surveying import survey_dwelling
from ansinh.support.insurance.making import approve_list, prepare_list
from ansinh.support.models import CardLine, Gap, HousingWork, PayLine, PayRun
from ansinh.support.models.health_card_enums import Answer
from ansinh.support.models.housing_enums import DwellingState, WorkKind, WorkState
from ansinh.support.models.planning_enums import NeedSource
from ansinh.support.needs.actions import record_need
from ansinh.work.tables.writing import write_rows

__all__ = ["bring", "country", "lists", "survey", "write"]
pytestmark = pytest.mark.django_db
SUBJECT = ["policy", "household_id", "person_id"]
MISSING = "entitled_not_served"
COURSE = {"course": "May công nghiệp", "hours": 90, "result": "finished", "quantity": 12}


@dataclass
class Year:
    """The commune, who acts, its households, and the day the year is looked at."""

    unit: Unit
    who: Officers
    labour: Actor
    homes: dict[str, Household]
    folder: Path
    on: date

    def person(self, ref: str) -> Person:
        """The first member of a household."""
        return Person.objects.filter(memberships__household=self.homes[ref]).order_by("pk").first()

    def quarters(self) -> tuple[Period, Period]:
        """The two last quarters that are over, the earlier one first."""
        last = period_at(Rhythm.QUARTER, period_at(Rhythm.QUARTER, self.on).first - timedelta(days=1))
        return period_at(Rhythm.QUARTER, last.first - timedelta(days=1)), last

    def gaps(self, policy: str = "", kind: str = MISSING) -> set[tuple]:
        """What a search of the day finds open."""
        seek_gaps(unit=self.unit, on=self.on, by=self.who.maker)
        rows = Gap.objects.everywhere().filter(unit=self.unit, closed_on=None, kind=kind, promise=False)
        rows = rows.filter(policy=policy) if policy else rows
        return {(one.policy, one.household_id.hex, one.person_id and one.person_id.hex) for one in rows}

    def owed(self) -> set[tuple]:
        """To whom the rules give what on the day."""
        rows = entitlements([self.unit.pk], self.on).filter(pl.col("state") == "entitled")
        return set(rows.select(SUBJECT).iter_rows())

    def given(self) -> set[tuple]:
        """Who was served within the last year."""
        rows = served([self.unit.pk], self.on - timedelta(days=366), self.on)
        return set(rows.select(SUBJECT).iter_rows())


@pytest.fixture
def year(country, lists, survey, tmp_path) -> Iterator[Year]:
    """Two poor households, a near-poor one, and one on no list."""
    lists(listed("A"), listed("D"), listed("B", **{"class": "near_poor"}))
    survey(home("A", labour_capacity=0), home("D"), home("B", poor=False), home("C", poor=False))
    homes = {one.source_ref: one for one in Household.objects.everywhere().select_related("unit")}
    unit = homes["A"].unit
    yield Year(unit, officers(), labour_officer(unit), homes, tmp_path, today())


def labour_officer(unit: Unit) -> Actor:
    """Who speaks for the agency that gives courses."""
    kind = kind_responsible(policy_in_use("DN-1").agency, today()).code
    user = register_user(username="labour", full_name="Lương Thị Thử", by=SYSTEM)
    give_role(
        user=user,
        role=SECTOR_AGENCY.code,
        unit=unit,
        valid_from=date(2022, 1, 1),
        by=SYSTEM,
        agency_kind=kind,
    )
    return actor_of(user)


def enrol(year: Year, policy: str, *refs: str) -> None:
    """One proposes, another approves."""
    proposal = propose_enrolments(
        unit=year.unit,
        policy=policy,
        chosen=[year.homes[ref].pk.hex for ref in refs],
        valid_from=year.quarters()[0].first,
        by=year.who.maker,
    )
    with pytest.raises(Refused):
        approve_enrolments(proposal=proposal, decision_no="1/QĐ", by=year.who.maker)
    approve_enrolments(proposal=proposal, decision_no="1/QĐ", by=year.who.chair)


def pay(year: Year, period: Period, *returned: str) -> PayRun:
    """A run from its preparation to the payer's file; money of the households ``returned`` comes back."""
    run = prepare_run(unit=year.unit, policies=("DIEN-1",), period=period, by=year.who.maker)
    run = sign_run(run=run, by=year.who.maker)
    run = release_run(run=run, total=run.amount, by=year.who.chair)
    back = {year.homes[ref].pk for ref in returned}
    rows = [
        {
            "reference": line.reference,
            "result": "returned" if line.household_id in back else "paid",
            "date": year.on.isoformat(),
            "amount": str(line.amount),
            "reason": "Đi vắng" if line.household_id in back else "",
        }
        for line in lines(run)
    ]
    path = year.folder / f"paid-{period.code}.csv"
    write_rows(path, pl.DataFrame(rows))
    accept_payment_results(checked=clean_check(check_payment_results(path)), by=year.who.maker)
    return run


def lines(run: PayRun) -> list[PayLine]:
    return list(PayLine.objects.everywhere().filter(run=run).order_by("pk"))


def train(year: Year, ref: str) -> None:
    """A member who needs it goes through a course; it counts once its agency says so."""
    row = report_delivery(
        household=year.homes[ref],
        policy="DN-1",
        person_id=year.person(ref).pk,
        given_on=year.on - timedelta(days=20),
        document="Danh sách ký nhận",
        by=year.who.maker,
        **COURSE,
    )
    assert year.gaps("DN-1") != set()
    with pytest.raises(Refused):
        confirm_deliveries(rows=[row], by=year.who.maker)
    confirm_deliveries(rows=[row], by=year.labour)


def build_house(year: Year, ref: str) -> HousingWork:
    """A house from the visit to its acceptance by another than who built."""

    def ago(days: int) -> date:
        return year.on - timedelta(days=days)

    programme = write_programme(
        unit=unit_above(year.unit, year.unit.valid_until or year.on, "district"),
        policy="NO-3",
        name="Nhà ở hộ nghèo",
        act="KH 10/KH-UBND",
        begins_on=ago(200),
        deadline=year.on,
        new_amount=50_000_000,
        by=SYSTEM,
    )
    work = survey_dwelling(
        household=year.homes[ref],
        programme=programme,
        kind=WorkKind.NEW,
        dwelling=DwellingState.MAKESHIFT,
        surveyed_on=ago(180),
        finding="Vách đất, mái tôn rách",
        ground="Hộ nghèo",
        by=year.who.maker,
    )
    proposal = propose_works(
        programme=programme, unit=year.unit, chosen=[work.pk], by=year.who.maker, on=ago(170)
    )
    approve_works(proposal=proposal, decision_no="5/QĐ", by=year.who.chair, on=ago(160))
    stages = (WorkState.BEGUN, WorkState.FOUNDATION, WorkState.ROOFED, WorkState.DONE)
    for number, stage in enumerate(stages):
        work = reach_stage(work=work, stage=stage, on=ago(150 - number * 30), by=year.who.maker)
    return accept_work(work=work, on=ago(40), record_no="1/BB", by=year.who.chair)


def hand_out_cards(year: Year, waiting: int) -> None:
    """The list of the month to the insurer, who answers all but the last ``waiting`` of it."""
    month = (year.on.replace(day=1) - timedelta(days=1)).replace(day=1)
    made = prepare_list(unit=year.unit, month=f"{month:%Y-%m}", by=year.who.maker)
    made = approve_list(card_list=made, people=made.added + made.changed + made.removed, by=year.who.chair)
    told = CardLine.objects.everywhere().filter(list=made).order_by("pk")
    rows = [
        {
            "reference": line.reference,
            "result": Answer.ISSUED.value,
            "card_number": f"{9_900_000_000 + line.pk}",
            "valid_from": line.valid_from.isoformat(),
            "valid_until": "",
        }
        for line in told[: told.count() - waiting]
    ]
    path = year.folder / "cards.csv"
    write_rows(path, pl.DataFrame(rows))
    accept_cards(checked=clean_check(check_cards(path)), by=year.who.maker)


def test_a_year_of_support_closes_what_was_missing_and_what_is_owed_is_served_or_missing(year):
    # Given a commune where somebody needs a course and nobody was given anything.
    for ref in ("A", "D"):
        record_need(
            household=year.homes[ref],
            policy="DN-1",
            source=NeedSource.VISIT,
            since=year.on - timedelta(days=90),
            by=year.who.maker,
            person=year.person(ref).pk,
        )
    owed, before = year.owed(), year.gaps()
    assert {policy for policy, _home, _person in owed} == {"BHYT-1", "BHYT-3", "DIEN-1", "DN-1"}
    # Then everything owed is missing.
    assert (before, year.given()) == (owed, set())

    # When two households are put on electricity money, one's first money comes back and goes out with the second run,
    enrol(year, "DIEN-1", "A", "D")
    first, second = year.quarters()
    one = pay(year, first, "D")
    assert [line.outcome for line in lines(one)].count("returned") == 1
    two = pay(year, second)
    came_back = next(line for line in lines(one) if line.outcome == "returned")
    again = [line for line in lines(two) if line.period == came_back.period]
    assert [(line.household_id, line.amount, line.outcome) for line in again] == [
        (came_back.household_id, came_back.amount, "paid")
    ]
    # of each household and quarter once,
    paid = [line for line in (*lines(one), *lines(two)) if line.outcome == "paid"]
    assert sorted((line.household_id, line.period) for line in paid) == sorted(
        (year.homes[ref].pk, period.code) for ref in ("A", "D") for period in (first, second)
    )
    assert sum(line.amount for line in paid) == one.amount + two.amount - came_back.amount
    with pytest.raises(Refused):
        prepare_run(unit=year.unit, policies=("DIEN-1",), period=second, by=year.who.maker)

    # one member of two goes through a course, a house is accepted, and all but one person have cards,
    train(year, "A")
    house = build_house(year, "D")
    hand_out_cards(year, waiting=1)

    # then what is owed is what was given and what is still missing, nothing twice, nothing lost.
    owed, given, after = year.owed(), year.given(), year.gaps()
    assert owed == (owed & given) | after
    assert (owed & given) & after == set()
    assert after < before
    assert len(after) == 2
    assert ("DN-1", year.homes["D"].pk.hex, year.person("D").pk.hex) in after
    assert {policy[:4] for policy, _home, _person in after} == {"BHYT", "DN-1"}
    # What is given once and was had is owed no more.
    assert given - owed == {
        ("NO-3", house.household_id.hex, None),
        ("DN-1", year.homes["A"].pk.hex, year.person("A").pk.hex),
    }
    # And nobody has what no rule gives, or two of one purpose.
    assert year.gaps(kind="served_not_entitled") == set()
    assert year.gaps(kind="served_twice") == set()


def test_without_what_was_given_the_year_does_not_close(year):
    """The control: the sums above fail where a delivery is forgotten by the frame of who was served."""
    hand_out_cards(year, waiting=0)
    owed, after = year.owed(), year.gaps()
    forgotten = {row for row in year.given() if row[0] != "BHYT-3"}
    assert owed == (owed & year.given()) | after
    assert owed != (owed & forgotten) | after
