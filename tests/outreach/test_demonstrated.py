"""What the demonstration writes beside support: through the actions of everybody, by two and three persons, once, marked as invented."""

from datetime import date

import pytest
from tests.outreach.conftest import YEAR, Place
from tests.support.delivery.world import NEXT_DOOR

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.demo import outreach_fund
from ansinh.demo.outreach_awards import give_awards
from ansinh.demo.outreach_fund import keep_the_fund
from ansinh.demo.outreach_people import OutreachPeople
from ansinh.demo.outreach_staff import spread_the_word, staff_and_train
from ansinh.demo.outreach_summary import outreach_lines, outreach_summary
from ansinh.outreach.models import AwardFile, FundUse, FundYear, Gift, Receipt
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at

pytestmark = pytest.mark.django_db
DAY = date(YEAR, 6, 30)


@pytest.fixture
def district() -> Unit:
    return unit_at("311", DAY)


@pytest.fixture
def people(place: Place, district: Unit) -> OutreachPeople:
    found = []
    for role in ("front_observer", "province_officer", "province_chair"):
        user = register_user(username=f"{role}-311", full_name="Nguyễn Thị Thử", by=SYSTEM)
        give_role(user=user, role=role, unit=district, valid_from=date(YEAR - 2, 1, 1), by=SYSTEM)
        found.append(actor_of(user))
    keeper, maker, chair = found
    return OutreachPeople(keeper, maker, chair, maker, maker)


def test_the_fund_is_kept_by_one_and_given_out_by_another_once(place, district, people, monkeypatch):
    monkeypatch.setattr(outreach_fund, "_BOOKS", 1)
    for _twice in range(2):
        keep_the_fund(district, [place.unit], place.homes, YEAR, people)
    before, fund = FundYear.objects.everywhere().filter(unit=district).order_by("year")
    assert (before.closed_at is not None, fund.opening) == (True, before.balance)
    uses = list(FundUse.objects.everywhere().all())
    assert {(one.proposed_by, one.decided_by) for one in uses} == {(people.keeper.label, people.chair.label)}
    assert all("minh họa" in one.words for one in uses)
    assert all("minh họa" in one.donor_name.casefold() for one in Receipt.objects.everywhere().all())
    # A savings book; two gifts at Tết, with a visit to the first.
    assert Gift.objects.everywhere().count() == 4


def test_what_is_told_of_staff_communication_and_awards_are_its_rows(place, district, people):
    communes = [place.unit, unit_at(NEXT_DOOR, DAY)]
    for _twice in range(2):
        spread_the_word(district, communes, DAY, people.maker)
        staff_and_train(
            district,
            communes,
            ("Thôn 1", "Thôn 2", "Thôn 3"),
            since=date(YEAR, 1, 1),
            day=DAY,
            by=people.maker,
        )
        give_awards(district, communes, place.homes, YEAR, people)
    states = AwardFile.objects.everywhere().order_by("state").values_list("state", flat=True)
    assert list(states) == ["appraised", "granted", "proposed", "refused"]
    figures = outreach_summary(district, communes)
    assert figures["communication"] == {"year": YEAR, "communes": 2, "broadcasting": 1}
    # Two posts at the district and each commune, three of village heads, one of them vacant; two of six officers were not trained.
    assert figures["staff"] == {"posts": 9, "in_post": 8, "trained": 5}
    assert figures["awards"] == {"files": 4, "granted": 1}
    told = list(outreach_lines(figures))
    assert "minh họa" in told[0]
    assert [line.rsplit(": ", 1)[1] for line in told[1:]] == [
        "/fund, /gifts",
        "/communication, /communication/coverage",
        "/staff, /training",
        "/awards",
    ]
