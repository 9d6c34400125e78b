"""A round of a commune with a household surely poor, one surely not, one that nobody can classify, and one listed and gone."""

from types import SimpleNamespace

import pytest
from tests.reviews.conftest import COMMUNE, home, listed

from ansinh.households.models import Household
from ansinh.reviews.models import Dossier, Outcome, Round


def household(ref: str) -> Household:
    return Household.objects.everywhere().get(source_ref=ref)


def outcome(ref: str) -> Outcome:
    return Outcome.objects.everywhere().get(household__source_ref=ref, standard="vn-2022")


@pytest.fixture
def classified(db, survey, lists, do) -> SimpleNamespace:
    """The round of 2022 in one commune, classified: ``poor`` (listed before), ``rich``, ``unclear``."""
    lists(listed("poor"))
    survey(home("poor"), home("rich", poor=False), home("unclear", poor=None))
    do("run", "--round", "2022", "--area", COMMUNE)
    campaign = Round.objects.get()
    dossier = Dossier.objects.everywhere().get(round=campaign, unit__code=COMMUNE)
    return SimpleNamespace(campaign=campaign, dossier=dossier, at=f"/rounds/{campaign.pk}")


@pytest.fixture
def approved(classified, do) -> SimpleNamespace:
    do("approve", "--round", "2022", "--area", COMMUNE)
    return classified
