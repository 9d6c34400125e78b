"""Files that lie there because a process was killed between keeping them and writing the row that names them."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from ansinh.kernel.dates import now
from ansinh.work.models import Batch
from ansinh.work.uploads import discard_unnamed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def uploads(settings, tmp_path) -> Path:
    settings.DATA_FOLDER = tmp_path
    return tmp_path / "uploads"


def lain(path: Path, days: float, *, folder: bool = True) -> Path:
    """Something that has lain there so many days."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir() if folder else path.write_bytes(b"x")
    long_ago = time.time() - days * 86400
    os.utime(path, (long_ago, long_ago))
    return path


def test_what_no_batch_names_goes_after_a_day_and_the_rest_stays(uploads):
    Batch.objects.create(kind="survey", folder="named", state="accepted", uploaded_at=now())
    stays = [lain(uploads / "named", 9), lain(uploads / "young", 0.5)]
    goes = [lain(uploads / "unnamed", 2), lain(uploads / "arriving" / "half", 2, folder=False)]
    stays.append(lain(uploads / "arriving" / "coming", 0.1, folder=False))
    assert discard_unnamed(DAY) == len(goes)
    assert [one.exists() for one in (*stays, *goes)] == [True] * 3 + [False] * 2


def test_a_system_that_nobody_brought_files_to_has_nothing_to_remove(uploads):
    assert discard_unnamed(DAY) == 0
