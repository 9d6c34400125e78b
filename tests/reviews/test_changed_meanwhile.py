"""Long work is done outside the transaction: what others wrote meanwhile is neither written over nor sealed away. What comes while the rules run is classified too: ``test_catching_up``."""

import polars as pl
import pytest
from django.db import connection
from tests.reviews.conftest import COMMUNE, home

from ansinh.accounts.actor import CONSOLE
from ansinh.datasets.models import Version
from ansinh.reviews.actions import classify_round, recognise_classes
from ansinh.reviews.approving import approve
from ansinh.reviews.errors import ChangedMeanwhile
from ansinh.reviews.models import Dossier, Outcome
from ansinh.reviews.queries import round_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def at_stage(stage: str, done: int, do):
    """A reporter of progress at whose stage somebody else does something, once."""
    left = [do]

    def tell(name: str, count: int = 0, _total: int = 0) -> None:
        if (name, count) == (stage, done) and left:
            left.pop()()

    return tell


def recognise_by_hand() -> None:
    campaign, _unit = round_at(COMMUNE, "2022")
    rows = pl.DataFrame({"household_id": ["A"], "class": ["near_poor"], "reason": ["Họp dân"]})
    recognise_classes(campaign=campaign, decisions=rows, by=CONSOLE)


def stands() -> tuple[str, str, str]:
    outcome = Outcome.objects.everywhere().get()
    return (
        outcome.recognised_class,
        outcome.reason,
        Dossier.objects.everywhere().get(unit__code=COMMUNE).state,
    )


@pytest.fixture
def classified(do, survey):
    survey(home("A"))
    do("run", "--round", "2022", "--area", COMMUNE)
    return round_at(COMMUNE, "2022")


def test_what_changes_while_files_are_written_is_not_sealed(classified):
    campaign, unit = classified
    with pytest.raises(ChangedMeanwhile):
        approve(campaign=campaign, unit=unit, by=CONSOLE, progress=at_stage("seal", 1, recognise_by_hand))
    assert (Version.objects.count(), stands()) == (0, ("near_poor", "Họp dân", "classified"))
    approve(campaign=campaign, unit=unit, by=CONSOLE)
    assert (Version.objects.get().number, stands()[2]) == (1, "approved")


def test_the_rules_run_outside_the_transaction(classified):
    campaign, unit = classified
    outside, seen = len(connection.savepoint_ids), []
    look = at_stage("movements", 0, lambda: seen.append(len(connection.savepoint_ids)))
    classify_round(campaign=campaign, unit=unit, by=CONSOLE, progress=look)
    assert seen == [outside]
