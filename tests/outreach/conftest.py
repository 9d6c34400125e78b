"""A commune with two officers and a chair who are three persons, households, and the books of its fund."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from tests.exchange.conftest import country
from tests.support.delivery.world import COMMUNE, THEN, officers, settle

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, Actor, actor_of
from ansinh.households.lines import renew_lines
from ansinh.households.models import Household
from ansinh.outreach.fund.receiving import receive
from ansinh.outreach.fund.spending import propose_use
from ansinh.outreach.fund.years import open_year
from ansinh.outreach.models import FundUse, FundYear, Receipt
from ansinh.outreach.models.enums import DonorKind, UsePurpose
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at

__all__ = ["country"]
YEAR = 2024


@dataclass
class Place:
    """A commune, who writes (``maker``, ``second``) and who approves (``chair``), its households, its fund of ``YEAR``."""

    unit: Unit
    maker: Actor
    second: Actor
    chair: Actor
    homes: list[Household]
    fund: FundYear

    def books(self) -> FundYear:
        return FundYear.objects.everywhere().get(pk=self.fund.pk)


def money(place: Place, amount: int, number: str = "PT01", **more) -> Receipt:
    given = {
        "fund": place.fund, "number": number, "donor_kind": DonorKind.ENTERPRISE, "donor_name": "Công ty Thử May",
        "amount": amount, "received_on": date(YEAR, 3, 5), "by": place.maker,
    }  # fmt: skip
    return receive(**given | more)


def asked(place: Place, amount: int, **more) -> FundUse:
    given = {
        "fund": place.fund, "purpose": UsePurpose.HOUSE, "words": "Sửa nhà", "amount": amount, "on": date(YEAR, 4, 1),
        "by": place.maker,
    }  # fmt: skip
    return propose_use(**given | more)


@pytest.fixture
def place(country, db) -> Place:
    unit = unit_at(COMMUNE, THEN)
    who = officers()
    user = register_user(username="second", full_name="Trần Văn Thử", by=SYSTEM)
    give_role(user=user, role="commune_officer", unit=unit, valid_from=date(2022, 1, 1), by=SYSTEM)
    keys, _people = settle(3, unit)
    renew_lines([UUID(one) for one in keys])
    homes = [Household.objects.everywhere().select_related("unit").get(pk=one) for one in keys]
    return Place(
        unit, who.maker, actor_of(user), who.chair, homes, open_year(unit=unit, year=YEAR, by=who.maker)
    )
