"""A sealed district, and its province on top of it."""

import pytest
from django.db import transaction
from tests.pages.conftest import DISTRICT, PROVINCE, THEN
from tests.pages.forms.conftest import country, sealed

from ansinh.accounts.actor import SYSTEM
from ansinh.datasets.actions import Sealing, prepare_whole, seal
from ansinh.datasets.models import Version, VersionPart
from ansinh.datasets.queries import cube_of
from ansinh.places.queries import unit_at

__all__ = ["country", "sealed"]


@pytest.fixture
def whole(sealed) -> Version:
    """The province's version over the district's."""
    district = sealed[DISTRICT]
    sealing = Sealing(
        unit=unit_at(PROVINCE, THEN),
        period=district.period,
        list_year=district.list_year,
        standard=district.standard,
        as_of=district.as_of,
    )
    with transaction.atomic():
        made = seal(prepare_whole(sealing, cube_of(district), [district]), SYSTEM)
    assert VersionPart.objects.filter(whole=made).exists()
    return made
