"""A commune with households, two officers who are two persons, and a programme of its district for houses."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from tests.exchange.conftest import country
from tests.support.delivery.world import COMMUNE, THEN, Officers, officers, settle

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM
from ansinh.households.lines import renew_lines
from ansinh.households.models import Household
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.support.housing.deciding import approve_works, propose_works
from ansinh.support.housing.programmes import write_programme
from ansinh.support.housing.surveying import survey_dwelling
from ansinh.support.models import HousingProgramme, HousingWork
from ansinh.support.models.housing_enums import DwellingState, WorkKind

__all__ = ["country"]
DISTRICT = "311"
BEGINS, DEADLINE, SURVEYED = date(2025, 1, 6), date(2025, 7, 1), date(2025, 2, 10)


@dataclass
class Place:
    """A commune, its officers, its households and the programme."""

    unit: Unit
    who: Officers
    homes: list[Household]
    programme: HousingProgramme


def programme(by, unit: Unit, **more) -> HousingProgramme:
    given = {
        "unit": unit,
        "policy": "NO-3",
        "name": "Nhà ở hộ nghèo Thủy Nguyên",
        "act": "KH 10/KH-UBND",
        "begins_on": BEGINS,
        "deadline": DEADLINE,
        "new_amount": 50_000_000,
        "by": by,
    } | more
    return write_programme(**given)


def surveyed(place: Place, at: int = 0, **more) -> HousingWork:
    given = {
        "household": place.homes[at],
        "programme": place.programme,
        "kind": WorkKind.NEW,
        "dwelling": DwellingState.MAKESHIFT,
        "surveyed_on": SURVEYED,
        "finding": "Vách đất, mái tôn rách",
        "ground": "Hộ nghèo, NQ 52/2019",
        "by": place.who.maker,
    } | more
    return survey_dwelling(**given)


def approved(place: Place, at: int = 0, **more) -> HousingWork:
    work = surveyed(place, at, **more)
    listed = propose_works(
        programme=place.programme, unit=place.unit, chosen=[work.pk], by=place.who.maker, on=date(2025, 2, 20)
    )
    approve_works(proposal=listed, decision_no="5/QĐ", by=place.who.chair, on=date(2025, 3, 1))
    return HousingWork.objects.everywhere().get(pk=work.pk)


@pytest.fixture
def place(country, db) -> Place:
    unit = unit_at(COMMUNE, THEN)
    who = officers()
    ids, _people = settle(3, unit)
    renew_lines([UUID(one) for one in ids])
    homes = [Household.objects.everywhere().select_related("unit").get(pk=one) for one in ids]
    user = register_user(username="district", full_name="Nguyễn Thị Thử", by=SYSTEM)
    above = unit_at(DISTRICT, THEN)
    give_role(user=user, role="district_officer", unit=above, valid_from=date(2022, 1, 1), by=SYSTEM)
    return Place(unit, who, homes, programme(SYSTEM, above))
