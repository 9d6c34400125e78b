"""Files of an approval that was killed before its rows: found and removed, never those of a version or of an approval that runs."""

import pytest
from tests.reviews.conftest import COMMUNE, home

from ansinh.accounts.actor import CONSOLE
from ansinh.datasets.checking import faults_of
from ansinh.datasets.files import versions_folder
from ansinh.datasets.models import Version
from ansinh.datasets.orphans import clear_orphans, folders_of_nobody, versions_being_written
from ansinh.kernel.errors import Refused
from ansinh.reviews import approving
from ansinh.reviews.approving import Decision, approve
from ansinh.reviews.queries import round_at
from ansinh.work.queue import kind_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


class Killed(BaseException):
    """What ends a process ends it wherever it is."""


@pytest.fixture
def killed(do, survey, monkeypatch, settings, tmp_path):
    """A sealed commune, and a correction of it whose approval was killed after its files were written."""
    settings.DATA_FOLDER = tmp_path
    survey(home("A"))
    do("run", "--round", "2022", "--area", COMMUNE)
    campaign, unit = round_at(COMMUNE, "2022")
    approve(campaign=campaign, unit=unit, by=CONSOLE)
    do("run", "--round", "2022", "--area", COMMUNE, "--reason", "Sửa")

    def end(**_given) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(approving, "_seal_all", end)
        with pytest.raises(Killed):
            approve(campaign=campaign, unit=unit, by=CONSOLE, decision=Decision(reason="Sửa"))
    (versions_folder() / ".half.part").mkdir()
    return Version.objects.get()


def names() -> list[str]:
    return [one.name for one in folders_of_nobody()]


def test_nothing_is_removed_while_an_approval_runs(killed):
    before = names()
    with versions_being_written(), pytest.raises(Refused, match="phê duyệt"):
        clear_orphans()
    with versions_being_written():
        assert kind_of("reviews.clear_orphans").handler({}, CONSOLE, lambda *_: None) == {"folders": 0}
    assert len(before) == 2
    assert names() == before


def test_the_files_of_a_killed_approval_are_removed_and_those_of_versions_stay(killed, do):
    found = names()
    assert found[0] == ".half.part"
    assert killed.folder not in found
    assert clear_orphans() == found
    assert (names(), faults_of(killed)) == ([], [])


def test_the_command_names_them_first_and_removes_them_when_told(killed, do):
    found = names()
    assert do("orphans") == {"folders": found, "cleared": False}
    assert do("orphans", "--clear") == {"folders": found, "cleared": True}
    assert names() == []


def test_the_worker_removes_them_by_itself(killed):
    kind = kind_of("reviews.clear_orphans")
    assert kind.daily
    assert kind.handler({}, CONSOLE, lambda *_: None) == {"folders": 2}
    assert names() == []
