"""A commune with a poor and a near-poor household that need loans, their savings group and two officers."""

from dataclasses import dataclass
from datetime import date

import pytest
from tests.reviews.conftest import COMMUNE, bring, country, home, listed, lists, survey, write
from tests.support.delivery.world import Officers, officers

from ansinh.accounts.actor import SYSTEM
from ansinh.households.models import Household
from ansinh.places.models import Unit
from ansinh.support.credit.listing import Wish, confirm_list, enter_group, make_list
from ansinh.support.facts.actions import Span, complete_list, record_fact
from ansinh.support.models import LoanList, SavingsGroup
from ansinh.support.models.planning_enums import NeedSource
from ansinh.support.needs.actions import record_need

__all__ = ["COMMUNE", "bring", "country", "lists", "survey", "write"]
ON = date(2022, 12, 20)
SINCE = date(2022, 1, 5)


@dataclass
class Place:
    """``A`` is poor, able to work and a member of the group; ``B`` near-poor and a member; ``C`` on no list."""

    unit: Unit
    who: Officers
    homes: dict[str, Household]
    group: SavingsGroup


@pytest.fixture
def place(country, survey, lists) -> Place:
    lists(listed("A"), listed("B", **{"class": "near_poor"}))
    survey(home("A", labour_capacity=1), home("B", poor=False, labour_capacity=1), home("C", poor=False))
    homes = {one.source_ref: one for one in Household.objects.everywhere().select_related("unit")}
    unit, who = homes["A"].unit, officers(COMMUNE)
    for key, policy in (("A", "TD-1"), ("B", "TD-2"), ("C", "TD-1")):
        record_need(household=homes[key], policy=policy, source=NeedSource.VISIT, since=SINCE, by=SYSTEM)
        fact = {
            "code": "vbsp_savings_group_member",
            "value": "1",
            "span": Span(SINCE, None),
            "source": "Sổ tổ",
        }
        record_fact(household=homes[key], by=SYSTEM, **fact)
    complete_list(unit=unit, code="lonely_elderly", since=SINCE, source="Rà soát xã", by=SYSTEM)
    group = enter_group(
        unit=unit,
        name="Tổ 1 Thôn 1",
        trustee="women_union",
        leader="Nguyễn Thị Tổ",
        founded_on=date(2020, 1, 1),
        by=who.maker,
    )
    return Place(unit, who, homes, group)


def wish(place: Place, key: str = "A", amount: int = 50_000_000, **more) -> Wish:
    given = {"purpose": "Nuôi bò sinh sản", "term_months": 36} | more
    return Wish(household_id=place.homes[key].pk.hex, amount=amount, **given)


def listed_for(place: Place, *wishes: Wish, policy: str = "TD-1", confirm: bool = True, **more) -> LoanList:
    given = {"group": place.group, "policy": policy, "requested_on": ON, "by": place.who.maker} | more
    made = make_list(wishes=wishes or (wish(place),), **given)
    if confirm:
        confirm_list(listed=made, document_no="03/TD-1", by=place.who.chair)
    return made
