"""A commune with people on policies, and the two officers who pay them."""

from dataclasses import dataclass

import pytest
from tests.exchange.conftest import country
from tests.support.delivery.world import COMMUNE, THEN, Officers, enrol, officers, settle

from ansinh.places.models import Unit
from ansinh.places.queries import unit_at

__all__ = ["country"]


@dataclass
class Commune:
    """A commune, its officers, its households and people (hex ids), all on TG-1 since January 2025."""

    unit: Unit
    who: Officers
    homes: list[str]
    people: list[str]


@pytest.fixture
def commune(country, db) -> Commune:
    unit = unit_at(COMMUNE, THEN)
    who = officers()
    homes, people = settle(4, unit)
    enrol(who, unit, homes, people)
    return Commune(unit, who, homes, people)
